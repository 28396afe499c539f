# The checker shares the parser and the stages with the engine and nothing else: neither its archive
# nor its own objects ask for anything of the engine, and only verify_* can be seen from outside.
set -eu
cd "$DT_BUILD_DIR"

fail() {
    echo "$1" >&2
    exit 1
}
# Names that sanitizers and coverage add begin with two underscores; they are not ours.
names() { awk 'NF >= 2 { print $NF }' | grep -v '^__' | sort -u; }

[ -e verify.o ] || { # without objcopy it uses the library's parser, and its names stay visible
    echo "not one object here: nothing to check"
    exit 0
}
others=$(nm -g --defined-only libdetente_verify.a | names | grep -v '^verify_' || true)
[ -z "$others" ] || fail "visible besides verify_*: $others"
wanted=$(nm -u libdetente_verify.a | names | grep '^dt_' || true)
[ -z "$wanted" ] || fail "asked of the library: $wanted"

# Its own objects: no boolean programs, and of the stages only what is in force.
own=$(find . -path '*verify_objects.dir*' -name '*.o')
[ -n "$own" ] || fail "the objects of verify/ were not found"
# shellcheck disable=SC2086 # one word an object
used=$(nm -u $own | names | grep -E '^(logic|solutions|meaning|stage|model|dt)_' || true)
for name in $used; do
    case $name in
    stage_build | stage_free | dt_model_parse | dt_model_free | dt_nearest) ;;
    *) fail "verify/ uses $name" ;;
    esac
done
echo "visible: verify_* only; of the stages and the parser: $(echo $used)"
