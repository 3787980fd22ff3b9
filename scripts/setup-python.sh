#!/bin/sh
# Makes target/python, a virtual environment with the programs that tests/python opens exports with. Everything comes from
# PyPI in the versions and with the hashes of tests/python/requirements.txt. Does nothing when that was done already.
set -eu
cd "$(dirname "$0")/.."
venv="${CARGO_TARGET_DIR:-target}/python"
stamp="$venv/requirements.txt"
if cmp -s tests/python/requirements.txt "$stamp"; then
    exit 0
fi
if ! python3 -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "setup-python.sh: needs Python 3.11 or later with the module venv; install it with your system's packages" >&2
    exit 2
fi
python3 -m venv --clear "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement tests/python/requirements.txt
cp tests/python/requirements.txt "$stamp"
