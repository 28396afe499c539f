# Types and parts of the page, and the engine of the page beside the command.
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
"${RANDOM_MODELS:?names the program that writes models}" "$folder" || exit 1
DETENTE_MODELS=$folder "$root/tools/web" unit
