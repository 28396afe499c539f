# The real page, driven in a real browser.
exec "$(dirname "$0")/../../tools/web" page
