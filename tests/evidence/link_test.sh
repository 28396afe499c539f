# The part that reads documents shows only what evidence.h declares, and opens and prints nothing itself.
library=$DT_BUILD_DIR/libdetente_evidence.a
header=$DT_SOURCE_DIR/evidence/evidence.h
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
${CC:-cc} -E -P -I"$DT_SOURCE_DIR/include" "$header" | grep -oE '\bevidence_[a-z0-9_]+ ?\(' |
    tr -d ' (' | sort -u >"$folder/declared"
nm -g --defined-only "$library" | awk 'NF == 3 { print $3 }' | grep -v '^__' | sort -u >"$folder/visible"
[ -s "$folder/declared" ] || { echo "evidence.h declares nothing"; exit 1; }
diff "$folder/declared" "$folder/visible" || exit 1
forbidden='f?printf|v?printf|f?puts|f?write|fopen|open|openat|creat|exit|abort|getenv|time|setlocale'
forbidden="$forbidden|(html|xml)(Read|Create|Ctxt)[A-Za-z]*(File|Fd|URL)[A-Za-z]*"
! nm -u "$library" | awk 'NF == 2 { print $2 }' | grep -xE "$forbidden"
