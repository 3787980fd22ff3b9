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
    learn annotate --syntax "$out/syntax.pt" --treebank "$corpora/ud-train.conllu" --prior "$out/prior.json" \
        --segments "$out/segments.jsonl" --out "$out/new" --threads "$threads" &&
        mv "$out/new" "$out/annotated.jsonl"
}
# Trees first by windows of neighbouring sentences, then twice from there by single sentences, as the engine reads them,
# with the names of our own reports; the mean of all three.
syntax() {
    learn syntax --corpora "$corpora" --out "$out/syntax1" --epochs 6 --threads "$threads"
    for run in 2 3; do
        learn syntax --corpora "$corpora" --out "$out/syntax$run" --warm "$out/syntax1/syntax.pt" --seed "$run" --window 1 \
            --names training/corpus/names.jsonl --segments "$out/names.seg.jsonl" --epochs 6 --lr 2e-4 --head-lr 1e-3 \
            --threads "$threads"
    done
    learn average --out "$out/syntax.pt" "$out/syntax1/syntax.pt=1" "$out/syntax2/syntax.pt=2" "$out/syntax3/syntax.pt=1"
}
names() {
    rust segment "$out/sentence.bin" <training/corpus/docs.jsonl >"$out/new" && mv "$out/new" "$out/names.seg.jsonl"
}
# Only runs that begin from the same weights may be averaged: one run from the published encoder; then pairs of other order
# from there, each pair short and from the mean of the one before, for what they learn of single reports averages out.
# pair NUMBER EPOCHS FROM: two runs and their mean.
pair() {
    for k in 1 2; do
        run_claims "claims$1$k" --seed "$1$k" --epochs "$2" --warm "$3"
    done
    learn average --out "$out/pair$1.pt" "$out/claims${1}1/last.pt=1" "$out/claims${1}2/last.pt=1"
}
run_claims() {
    name=$1
    shift
    learn claims --annotated "$out/annotated.jsonl" --gold "$gold" --prior "$out/prior.json" --boost guardian=2 \
        --threads "$threads" --out "$out/$name" "$@"
}
claims() {
    run_claims claims0 --epochs 9
    pair 1 4 "$out/claims0/last.pt"
    pair 2 3 "$out/pair1.pt"
    pair 3 1 "$out/pair2.pt"
    pair 4 2 "$out/pair3.pt"
    pair 5 1 "$out/pair4.pt"
    learn average --out "$out/claims.pt" "$out/pair5.pt=1" "$out/pair3.pt=1"
}

step "$out/sentence.bin" rust train_sentences "$corpora/ud-train.conllu" "$corpora/ud-dev.conllu" "$out/sentence.bin"
step "$out/names.seg.jsonl" names
step "$out/syntax.pt" syntax
step "$out/segments.jsonl" segments
step "$out/prior.json" learn codebook_prior --codebook data/codebook --out "$out/prior.json"
step "$out/annotated.jsonl" annotated
step "$out/claims.pt" claims
step "$out/thresholds.json" learn tune --ckpt "$out/claims.pt" --annotated "$out/annotated.jsonl" --gold "$gold" \
    --scorer "$scorer" --tenth --save "$out/thresholds.json"
echo "== packs/english.pack"
learn export --syntax "$out/syntax.pt" --claims "$out/claims.pt" --thresholds "$out/thresholds.json" \
    --sentence "$out/sentence.bin" --treebank "$corpora/ud-train.conllu" --segments "$out/segments.jsonl" \
    --parity crates/text/tests/data/parity.jsonl --out packs/english.pack
