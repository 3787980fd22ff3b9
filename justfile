# Short names for the commands that README.md, CONTRIBUTING.md and training/README.md write out. Nothing needs `just`.

sitrep := "target/release/sitrep"

# lists the recipes
default:
    @just --list

# builds the binary
setup:
    cargo build --release --locked

# codes reports: just code page.html notes.txt -o claims.jsonl
code *args="examples":
    cargo run --release --locked -- code {{args}}

# everything that must pass before a change lands
test:
    sh scripts/test.sh

# tests of the measuring scripts (Python 3.11, standard library)
test-bench:
    python3 -m unittest discover -s bench/accuracy
    python3 -m unittest discover -s bench/speed

# accuracy on the development sets, against its floors
bench *args: setup
    python3 bench/accuracy/run.py {{sitrep}} {{args}}

# words a second and memory beside spaCy (makes an environment on the first run)
speed *args: setup
    python3 bench/speed/run.py {{sitrep}} {{args}}

# the training environment (several GB; nobody needs it to use or test sitrep)
train-setup:
    python3.11 -m venv training/.venv
    training/.venv/bin/pip install --no-deps --require-hashes -r training/requirements.txt

# trains the English engine and writes packs/english.pack (training/README.md)
train:
    sh training/train.sh

# licences, advisories and sources of all crates (needs cargo-deny)
deny:
    cargo deny --locked check
