"""Thresholds of the claim heads, chosen on the tenth of the training reports that training holds back.

In: a checkpoint, annotated reports, coded events, the scorer. Out: thresholds and scores; with --predict also claims
as JSON lines. The engine's own decoding (crates/sitrep/src/claim) follows the same rules; this one only serves to tune.

    python -m sitrep_training.tune --ckpt last.pt --annotated A.jsonl --gold G.jsonl --scorer score.py [--at T.json]
"""

import argparse
import contextlib
import importlib.util
import io
import json
import os
import re

import numpy as np
import torch
from tokenizers import Tokenizer

from .claims import Claims, Lexicon, load_docs, predict, tenth
from .encoder import Trunk, base_folder, load_base
from .labels import ROLES, STATUS, TYPE_MODES, TYPES

PARTS_OF_NAME = {"compound", "amod", "nmod:poss", "flat", "nummod", "nmod:desc", "det", "fixed", "goeswith", "case:poss", "nmod:unmarked"}


def phrase(doc, word):
    """The shortest noun phrase around a head word: its modifiers before it and the flat parts after it."""
    s, k = doc["place"][word]
    heads, dep = doc["trees"][s]["head"], doc["trees"][s]["dep"]
    keep = {k}
    for _ in range(4):
        keep |= {i for i, (h, d) in enumerate(zip(heads, dep)) if h - 1 in keep and (d in PARTS_OF_NAME or d.split(":")[0] in ("compound", "flat")) and d != "det"}
        keep |= {i for i, (h, d) in enumerate(zip(heads, dep)) if h - 1 in keep and d == "case" and doc["words"][doc["start"][s] + i] in ("'s", "’s") and i < k}
    lo, hi = min(keep), max(keep)
    base = doc["start"][s]
    return doc["text"][doc["spans"][base + lo][0] : doc["spans"][base + hi][1]]


def decode(raw, at, scorer, number):
    rows = []
    for e in raw:
        if e["p"] < at["trigger"]:
            continue
        d, c0 = e["doc"], e["c0"]
        sent = d["sent"][e["word"]]
        a, b = d["spans"][d["start"][sent]][0], d["spans"][(d["start"] + [len(d["spans"])])[sent + 1] - 1][1]
        got = {}
        for r, name in enumerate(ROLES):
            found = []
            for rank, x in enumerate(np.argsort(-e["roles"][:, r], kind="stable")):
                # The best word needs less than a further one (crates/sitrep/src/claim/fill.rs).
                if e["roles"][x, r] < (at[name] if rank else min(at[name], at.get(name + "_first", 1))):
                    break
                text = phrase(d, c0 + int(x))
                if name == "count":
                    text = d["text"][max(a, d["spans"][c0 + int(x)][0] - 12) : d["spans"][c0 + int(x)][1] + 9]
                st = scorer.stems(text)
                if st and not any(scorer.close(st, o) for _, o in found):
                    found.append((text, st))
            got[name] = [t for t, _ in found]
        kind, mode = TYPE_MODES[e["mode"]]
        one = lambda k: got[k][0] if got[k] else None
        rows.append(dict(doc_id=d["doc_id"], sentence=d["text"][a:b], trigger=d["words"][e["word"]], type=TYPES[e["type"]], mode=mode,
                         status=STATUS[e["status"]], actors=got["actor"], recipients=got["recipient"], place=one("place"),
                         time=None, counts=[c for c in map(number, got["count"]) if c], said_by=one("speaker"), p=e["p"]))
    return rows


def calibration(raw, gold, at, scorer, bins=6):
    """Points (score, share of claims that are typed right) over equal shares of the claims, made to rise."""
    rows = decode(raw, at, scorer, simple_number)
    seen = []
    for d in gold:
        own = [r for r in rows if r["doc_id"] == d["doc_id"]]
        right = {j for i, j in scorer.align(d["events"], own) if d["events"][i]["type"] == own[j]["type"]}
        seen += [(r["p"], j in right) for j, r in enumerate(own)]
    seen.sort()
    points, low = [], 0.0
    for k in range(bins):
        part = seen[k * len(seen) // bins : (k + 1) * len(seen) // bins]
        low = max(low, sum(ok for _, ok in part) / len(part))
        points.append((round(sum(p for p, _ in part) / len(part), 3), round(low, 3)))
    return points


def simple_number(text):
    m = re.search(r"\d[\d,]*", text)
    if not m:
        return None
    n = int(m.group().replace(",", ""))
    low = text.lower()
    if "more than" in low or "over " in low:
        return dict(low=n + 1, best=n + 1, high=None)
    if "at least" in low:
        return dict(low=n, best=n, high=None)
    return dict(low=n, best=n, high=n)


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("ckpt", "annotated", "gold", "scorer"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("--raw", action="store_true", help="use the last weights, not their running mean")
    ap.add_argument("--at", help="thresholds (JSON) to use instead of tuning")
    ap.add_argument("--save")
    ap.add_argument("--predict")
    ap.add_argument("--tenth", action="store_true", help="only the held-back tenth")
    a = ap.parse_args()
    spec = importlib.util.spec_from_file_location("score", a.scorer)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    tok = Tokenizer.from_file(os.path.join(base_folder(), "tokenizer.json"))
    tok.no_padding(), tok.no_truncation()
    saved = torch.load(a.ckpt, weights_only=False)
    docs = load_docs(a.annotated, [a.gold], tok)
    if a.tenth:
        docs = [d for d in docs if tenth(d["doc_id"]) < 0.1]
    weights = load_base()
    model = Claims(weights, len(saved["paths"]) + 3, len(saved["signs"]))
    model.load_state_dict(saved["model" if a.raw else "mean"])
    lex = Lexicon([], saved["prior"])
    for k, (n, types) in saved["lexicon"].items():
        lex.seen[k] = n
        for i, c in types.items():
            lex.types[k][int(i)] = c
    raw = predict(Trunk(weights), model, docs, lex, (saved["paths"], saved["signs"]))
    gold = [d["gold"] for d in docs]

    def score(at):
        f = io.StringIO()
        with contextlib.redirect_stdout(f):
            r = scorer.score(gold, decode(raw, at, scorer, simple_number))
        return r, f.getvalue()

    at = {"trigger": 0.4, **dict.fromkeys(ROLES, 0.4)}
    if a.at:
        at = json.load(open(a.at))
    else:
        at["trigger"] = max((score({**at, "trigger": t})[0]["typed"], t) for t in np.arange(0.2, 0.75, 0.05))[1]
        for role, figure in (("actor", "typed+role"), ("recipient", "typed+role"), ("actor_first", "typed+role"), ("recipient_first", "typed+role"), ("actor", "typed+role"), ("place", "place"), ("count", "counts"), ("speaker", "speaker")):
            at[role] = max((score({**at, role: t})[0][figure], t) for t in np.arange(0.15, 0.7, 0.05))[1]
        at = {k: round(float(v), 3) for k, v in at.items()}
    if not a.at:
        at["calibration"] = calibration(raw, gold, at, scorer)
    if a.save:
        json.dump(at, open(a.save, "w"))
    print(at)
    print(score(at)[1])
    if a.predict:
        with open(a.predict, "w", encoding="utf8") as f:
            for r in decode(raw, at, scorer, simple_number):
                f.write(json.dumps(r, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
