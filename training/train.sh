#!/bin/sh
# Trains the English engine and writes packs/english.pack:
#
#     sh training/train.sh
#
# Steps whose result is there are skipped, and the two long ones go on from their last checkpoint, so the command can be
# stopped and given again. README.md beside this file explains the steps and the variables.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-training/.venv/bin/python}
corpora=${CORPORA:-../shared/corpora/english}
docs=${DOCS:-training/corpus/docs.jsonl}
gold=${GOLD:-training/corpus/own.jsonl}
scorer=${SCORER:-../shared/bench/claims/score.py}
out=${OUT:-target/training}
threads=${THREADS:-2}
export PYTHONPATH=training
mkdir -p "$out"

# step RESULT COMMAND…: runs the command unless the result is there.
step() {
    if [ -e "$1" ]; then
        echo "== $1 is there"
        return
    fi
    echo "== $1"
    shift
    "$@"
}
rust() {
    name=$1
    shift
    cargo run --quiet --release --locked -p text --example "$name" -- "$@"
}
learn() {
    name=$1
    shift
    "$python" -m "sitrep_training.$name" "$@"
}

# A result that is written while it is made appears under its name when it is whole.
segments() {
    rust segment "$out/sentence.bin" <"$docs" >"$out/new" && mv "$out/new" "$out/segments.jsonl"
}
annotated() {
    learn annotate --syntax "$out/syntax/syntax.pt" --treebank "$corpora/ud-train.conllu" --prior "$out/prior.json" --segments "$out/segments.jsonl" --out "$out/new" --threads "$threads" &&
        mv "$out/new" "$out/annotated.jsonl"
}
claims() {
    learn claims --annotated "$out/annotated.jsonl" --gold "$gold" --prior "$out/prior.json" --out "$out/claims" \
        --epochs 9 --threads "$threads"
    # Newspaper reports are few among the coded ones and the hardest: four epochs more with them read four times, and the
    # mean of before and after.
    learn claims --annotated "$out/annotated.jsonl" --gold "$gold" --prior "$out/prior.json" --out "$out/claims2" \
        --warm "$out/claims/last.pt" --boost guardian=4 --epochs 4 --lr 1.2e-4 --head-lr 6e-4 --threads "$threads"
    learn average --first "$out/claims/last.pt" --second "$out/claims2/last.pt" --out "$out/claims.pt"
}

step "$out/syntax/syntax.pt" learn syntax --corpora "$corpora" --out "$out/syntax" --epochs 6 --threads "$threads"
step "$out/sentence.bin" rust train_sentences "$corpora/ud-train.conllu" "$corpora/ud-dev.conllu" "$out/sentence.bin"
step "$out/segments.jsonl" segments
step "$out/prior.json" learn codebook_prior --codebook data/codebook --out "$out/prior.json"
step "$out/annotated.jsonl" annotated
step "$out/claims.pt" claims
step "$out/thresholds.json" learn tune --ckpt "$out/claims.pt" --annotated "$out/annotated.jsonl" --gold "$gold" \
    --scorer "$scorer" --tenth --save "$out/thresholds.json"
echo "== packs/english.pack"
learn export --syntax "$out/syntax/syntax.pt" --claims "$out/claims.pt" --thresholds "$out/thresholds.json" \
    --sentence "$out/sentence.bin" --treebank "$corpora/ud-train.conllu" --segments "$out/segments.jsonl" \
    --parity crates/text/tests/data/parity.jsonl --out packs/english.pack
