#!/bin/sh
# Sets up and runs every check of the project. Needs Rust (rust-version in Cargo.toml) with rustfmt and clippy, a C
# compiler, and Python 3.11 or later; cargo fetches the crates of Cargo.lock, setup-python.sh what tests/python opens
# exports with, setup-web.sh Node, Chromium and what the web app is tested with. The first check that fails ends the run.
set -eu
cd "$(dirname "$0")/.."

need() {
    if ! "$@" >/dev/null 2>&1; then
        echo "test.sh: \"$*\" does not run; $advice" >&2
        exit 2
    fi
}
advice="install Rust 1.95 or later (rustup, or your system's packages)" need cargo --version
advice="add it with: rustup component add rustfmt" need cargo fmt --version
advice="add it with: rustup component add clippy" need cargo clippy --version
advice="install a C compiler; two crates bring C code" need cc --version
advice="install Python 3.11 or later with venv; exports are opened with it" need python3 -c 'import venv'

step() {
    echo "== $*"
    "$@"
}
step cargo fmt --check
step cargo clippy --workspace --all-targets --locked -- -D warnings
step cargo test --workspace --locked --release
step sh scripts/setup-python.sh
target="${CARGO_TARGET_DIR:-target}"
# The browser tests run in another folder.
case "$target" in /*) ;; *) target="$PWD/$target" ;; esac
SITREP="$target/release/sitrep"
export SITREP
step "$target/python/bin/python" -m unittest discover -s tests/python
# The web app: types, small parts, the committed build, and every page in a real browser over the release binary.
step sh scripts/setup-web.sh
step npm --prefix web run --silent check
step npm --prefix web run --silent test
step npm --prefix web run --silent dist
step npm --prefix web run --silent e2e
