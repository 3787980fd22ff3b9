"""What a teacher and the claim branch together hold for likely in reports that nobody coded.

In: checkpoints of both (teacher.py, claims.py), annotated reports. Out: labels for `claims --soft`: for each window the chances of
each word's types, and for each word that may be an act the chances of its modes, statuses and of every word's roles.

    python -m sitrep_training.soft --mpnet FOLDER --teacher T.pt --claims C.pt --annotated A.jsonl --out LABELS.pkl
"""

import argparse
import json
import os
import pickle
import random
import time

import torch
from tokenizers import Tokenizer

from . import claims, mpnet
from .batch import group
from .encoder import Trunk, base_folder, load_base
from .teacher import Teacher, inputs

# A word less likely an act than this is asked nothing more.
FLOOR = 0.15


def lexicon_of(saved):
    """The word counts that a checkpoint carries."""
    lex = claims.Lexicon([], saved["prior"])
    for key, (n, types) in saved["lexicon"].items():
        lex.seen[key] = n
        for i, c in types.items():
            lex.types[key][int(i)] = c
    return lex


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("mpnet", "teacher", "claims", "annotated", "out"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("--weight", type=float, default=0.8, help="of the teacher in the mean")
    ap.add_argument("--threads", type=int, default=2)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    saved, known = (torch.load(p, weights_only=False) for p in (a.claims, a.teacher))
    index, lex = (saved["paths"], saved["signs"]), lexicon_of(saved)
    weights = load_base()
    small, low = claims.Claims(weights, len(index[0]) + 3, len(index[1])), Trunk(weights)
    small.load_state_dict(saved["mean"]), small.eval()
    weights = mpnet.load(a.mpnet)
    trunk = mpnet.Trunk(weights, known["depth"])
    large = Teacher(weights, trunk, known["top"], len(index[0]) + 3, len(index[1]))
    large.load_state_dict(known["mean"]), large.eval()
    base = Tokenizer.from_file(os.path.join(base_folder(), "tokenizer.json"))
    base.no_padding(), base.no_truncation()
    tok = mpnet.tokenizer(a.mpnet)
    both = []
    for line in open(a.annotated, encoding="utf8"):
        doc = claims.prepared(json.loads(line), base)
        other = doc | dict(pieces=[claims.pieces(tok, w, mpnet.UNK) for w in doc["words"]])
        rng = random.Random(doc["doc_id"])
        for r in claims.window_ranges(doc, 75, rng.choice((30, 60)), rng):
            pair = claims.window(doc, *r, lex), claims.window(other, *r, lex, (mpnet.CLS, mpnet.SEP))
            both.append(pair)
    mean = lambda ours, theirs: (1 - a.weight) * ours + a.weight * theirs
    labels, began, batches = [], time.time(), group(both, lambda p: len(p[0]["ids"]), 2500, False)
    with torch.no_grad():
        for k, b in enumerate(batches):
            ours, theirs = [p[0] for p in b], [p[1] for p in b]
            s, lx = claims.batch_states(low, small, ours)
            read, _ = inputs(trunk, theirs)
            t = large.branch(*read)
            chances = mean(torch.softmax(small.trigger(s[0], lx), -1), torch.softmax(large.trigger(t[0], lx), -1))
            for i, (w, v) in enumerate(b):
                n, off = w["t1"] - w["c0"], w["t0"] - w["c0"]
                p, events = chances[i, :n], None
                at = [x for x in range(off, n) if 1 - float(p[x, 0]) > FLOOR]
                if at:
                    kinds, words = p[at, 1:].argmax(-1), [w["c0"] + x for x in at]
                    mode, status, roles, _ = claims.run_events(small, s[1:, i, :n], w, words, kinds, index)
                    v["cache"] = w["cache"]
                    mode2, status2, roles2, _ = claims.run_events(large, t[1:, i, :n], v, words, kinds, index)
                    no = ~claims.MODE_OK[kinds]
                    likely = lambda x: torch.softmax(x.masked_fill(no, -1e9), -1)
                    events = dict(at=at, kinds=kinds.tolist(), sure=(1 - p[at, 0]).half(), mode=mean(likely(mode), likely(mode2)).half(),
                                  status=mean(torch.softmax(status, -1), torch.softmax(status2, -1)).half(),
                                  roles=mean(torch.sigmoid(roles), torch.sigmoid(roles2)).half())
                for x in (w, v):
                    x.pop("cache", None), x.pop("low", None)
                labels.append(dict(doc_id=w["doc"]["doc_id"], c0=w["c0"], t0=w["t0"], t1=w["t1"], p=p[off:].half(), events=events))
            if k in (5, 50):
                print(f"{(time.time() - began) / (k + 1):.2f} s a batch of {len(batches)}", flush=True)
    with open(a.out + ".new", "wb") as f:
        pickle.dump(labels, f)
    os.replace(a.out + ".new", a.out)
    print(len(labels), "windows", sum(len(x["events"]["at"]) for x in labels if x["events"]), "words asked", flush=True)


if __name__ == "__main__":
    main()
