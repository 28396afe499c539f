# The real page in the other browser.
exec "$(dirname "$0")/../../tools/web" firefox
