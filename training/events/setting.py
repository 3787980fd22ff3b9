#!/usr/bin/env python3
"""Fits the weights by which an act whose words name no place is placed where its report sets it.

    setting.py WEIGHTS.toml TRAIN.jsonl [TRAIN.jsonl ...] [--test SETTINGS.jsonl ...] [--bar P] [--strength S]

The files are what the example `settings` of the crate sitrep prints of reports and their coding: for each act its candidate
places with their features, and where coders say it was. A candidate is right when a word of its name stands in the coders'
words; where none is, or coders say nothing, "the report does not say" is. A conditional logit with a ridge penalty weighs
them. Printed are, cross-validated by report and on each test file, how many acts get a place at several bars and how many of
these are right: of all, and of those where coders say a place at all. Python 3.11 and numpy.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np

NAMES = Path(__file__).resolve().parents[2] / "crates/sitrep/src/resolve/setting.rs"
FOLDS = 5
# Words are compared by their first letters, so that "Iraqi" is Iraq.
LETTERS = 6
SMALL = set("the a an of in on at to for and or by with from near north south east west".split())


def stems(words):
    return {w[:LETTERS] for w in re.findall(r"[^\W_]+", (words or "").lower()) if w not in SMALL}


def rows(paths):
    """(report, features of all alternatives, which are right, coders say a place); the last alternative is none."""
    for path in paths:
        for line in open(path, encoding="utf-8"):
            act = json.loads(line)
            if not act["candidates"]:
                continue
            said = stems(act["place"] or act["place_inferred"])
            x = np.array([c["features"] for c in act["candidates"]] + [act["none"]], float)
            y = np.array([bool(said & (stems(c["text"]) | stems(c["name"]))) for c in act["candidates"]] + [False], float)
            y[-1] = not y.any()
            yield act["doc_id"], x, y, bool(said)


def fit(data, strength):
    """Weights of a conditional logit by gradient ascent (Adam), ridge penalty `strength`."""
    x, y = np.vstack([d[1] for d in data]), np.concatenate([d[2] for d in data])
    sizes = np.array([len(d[2]) for d in data])
    first, of = np.concatenate([[0], np.cumsum(sizes)[:-1]]), np.repeat(np.arange(len(data)), sizes)
    w, mean, square = np.zeros(x.shape[1]), np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for step in range(1, 601):
        s = x @ w
        e = np.exp(s - np.maximum.reduceat(s, first)[of])
        p = e / np.add.reduceat(e, first)[of]
        q = p * y
        g = (x.T @ (q / np.add.reduceat(q, first)[of] - p) - strength * w) / len(data)
        mean, square = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g * g
        w += 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return w


def answers(data, w):
    """(probability, right, coders say a place) of the likeliest place of each act."""
    for _, x, y, said in data:
        e = np.exp(x @ w)
        p = e / e.sum()
        best = int(np.argmax(p[:-1]))
        yield p[best], y[best], said


def show(name, seen):
    said = sum(s for _, _, s in seen)
    print(f"{name}: {len(seen)} acts, coders say a place of {said}")
    for bar in (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8):
        taken = [(y, s) for p, y, s in seen if p >= bar]
        right, of_said = sum(y for y, _ in taken), [y for y, s in taken if s]
        print(
            f"  bar {bar}: {len(taken)} get a place, {100 * right / max(len(taken), 1):.1f} % right; "
            f"where coders say one {100 * sum(of_said) / max(len(of_said), 1):.1f} % of {len(of_said)}"
        )


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("weights", type=Path)
    ap.add_argument("train", type=Path, nargs="+")
    ap.add_argument("--test", type=Path, nargs="*", default=[])
    ap.add_argument("--bar", type=float, default=0.65)
    ap.add_argument("--strength", type=float, default=2.0)
    a = ap.parse_args()
    source = NAMES.read_text(encoding="utf-8")
    names = re.findall(r'^    "(\w+)",$', source[: source.index("];")], re.M)
    data = list(rows(a.train))
    docs = sorted({d[0] for d in data})
    seen = []
    for fold in range(FOLDS):
        held = set(docs[fold::FOLDS])
        w = fit([d for d in data if d[0] not in held], a.strength)
        seen += answers([d for d in data if d[0] in held], w)
    show("cross-validated by report", seen)
    w = fit(data, a.strength)
    for path in a.test:
        show(path.name, list(answers(rows([path]), w)))
    head = [
        "# Weights by which an act whose words name no place is placed where its report sets it; written by",
        f"# training/events/setting.py, not by hand. Conditional logit (ridge {a.strength:g}) over {len(data)} acts of {len(docs)} coded reports; what",
        "# each feature says stands in crates/sitrep/src/resolve/setting.rs.",
        f"bar = {a.bar}",
        "",
        "[weights]",
    ]
    a.weights.write_text("\n".join(head + [f"{n} = {v:.3f}" for n, v in zip(names, w, strict=True)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
