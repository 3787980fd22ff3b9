#!/bin/sh
# Sets up what the web app is built and tested with: Node and npm, Chromium, and the packages of web/package-lock.json. Node and
# Chromium come from the system (Debian's packages are installed when they are missing and this runs as root); no browser is
# downloaded. Whoever only builds the binary needs none of it: web/dist is committed.
set -eu
cd "$(dirname "$0")/.."

missing=
{ command -v node && command -v npm; } >/dev/null 2>&1 || missing="nodejs npm"
command -v "${CHROMIUM:-chromium}" >/dev/null 2>&1 || missing="$missing chromium"
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -q
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing fonts-dejavu-core fonts-noto-core
    else
        echo "setup-web.sh: missing:$missing; install them with your system's packages (Node 20.19 or later)" >&2
        exit 2
    fi
fi
node -e '
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`setup-web.sh: Node ${process.versions.node} is too old; install 20.19 or later`);
    process.exit(2);
}'
# Nothing to do when the packages are those of the lock file.
if ! cmp -s web/package-lock.json web/node_modules/.lock-of-this; then
    (cd web && npm ci)
    cp web/package-lock.json web/node_modules/.lock-of-this
fi
