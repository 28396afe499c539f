# Installs into a temporary folder and builds a program against what is there, with pkg-config and
# with find_package, also after the tree was moved, and with DESTDIR.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
consumer=$DT_SOURCE_DIR/tests/api/consumer

fail() {
    echo "$1" >&2
    exit 1
}
expect_file() { [ -e "$1" ] || fail "not installed: $1"; }
expect_answer() { # expect_answer WHAT PROGRAM: the equilibrium is x, not y: state 2
    answer=$("$2") || fail "$1: the program failed"
    [ "$answer" = "state 2" ] || fail "$1: expected 'state 2', got '$answer'"
}

cmake --install "$DT_BUILD_DIR" --prefix "$folder/first" >"$folder/log" || {
    cat "$folder/log"
    fail "cmake --install failed"
}
mv "$folder/first" "$folder/moved"
prefix=$folder/moved
expect_file "$prefix/bin/detente"
expect_file "$prefix/include/detente.h"
library=$(find "$prefix" -name libdetente.a)
package=$(find "$prefix" -name detente.pc)
expect_file "$library"
expect_file "$package"
for script in bash-completion/completions/detente zsh/site-functions/_detente \
    fish/vendor_completions.d/detente.fish; do
    expect_file "$prefix/share/$script"
done
if command -v scdoc >/dev/null; then
    for page in "$DT_SOURCE_DIR"/man/*.scd; do
        name=$(basename "$page" .scd)
        expect_file "$prefix/share/man/man${name##*.}/$name"
    done
fi
# The page goes where the installed command finds it; without one the command says how to get it.
code=0
"$prefix/bin/detente" report -o "$folder/page.html" 2>"$folder/log" || code=$?
if [ -e "$DT_BUILD_DIR/share/detente/report.html" ]; then
    [ "$code" = 0 ] || fail "the installed command does not find the page"
    cmp -s "$folder/page.html" "$prefix/share/detente/report.html" || fail "the page is another one"
else
    [ "$code" = 4 ] && grep -q "make web" "$folder/log" || fail "no page, and no advice"
fi
[ "$("$prefix/bin/detente" --version)" = "$("$DETENTE" --version)" ] || fail "the command differs"

version=$(sed -n 's/^#define DT_VERSION "\(.*\)"/\1/p' "$DT_SOURCE_DIR/include/detente.h")
PKG_CONFIG_PATH=$(dirname "$package")
export PKG_CONFIG_PATH
[ "$(pkg-config --modversion detente)" = "$version" ] || fail "detente.pc says another version"
# shellcheck disable=SC2046,SC2086 # flags are words
$CC $CFLAGS -std=c17 "$consumer/main.c" -o "$folder/with_pkg_config" \
    $(pkg-config --cflags --libs detente)
expect_answer pkg-config "$folder/with_pkg_config"

cmake -S "$consumer" -B "$folder/build" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$CC" \
    >"$folder/log" && cmake --build "$folder/build" >>"$folder/log" || {
    cat "$folder/log"
    fail "find_package(detente) does not work"
}
expect_answer find_package "$folder/build/consumer"

DESTDIR=$folder/root cmake --install "$DT_BUILD_DIR" --prefix /usr >"$folder/log"
expect_file "$folder/root/usr/bin/detente"

sh "$DT_SOURCE_DIR/tools/exports" "$library"
