"""Trains the teacher: the claim heads over a bigger encoder (`mpnet.py`), which labels reports for the small one to learn from.

In: annotated reports (annotate.py), coded events, a checkpoint of the claim branch. Out: a checkpoint; training goes on from it
when run again. Knows no report that the claim branch holds back.

    python -m sitrep_training.teacher --mpnet FOLDER --from claims.pt --annotated A.jsonl --gold G.jsonl --prior P.json --out FOLDER

Heads, paths and signs are those of the checkpoint, behind a projection that a ridge regression over training windows finds, so
that the teacher starts where the small branch stands. The states of the frozen layers are kept, half precision, once they are made.
"""

import argparse
import collections
import json
import math
import os
import random
import time

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from . import claims, losses, mpnet
from .batch import descend, group, pad
from .encoder import HIDDEN, Trunk, base_folder, load_base
from .syntax import name_pool

# Windows over which the projection is found, and its ridge as a share of the mean square.
SAMPLE, RIDGE = 500, 1e-3


class Teacher(nn.Module):
    def __init__(self, weights, trunk, top, n_paths, n_signs):
        super().__init__()
        self.branch = mpnet.Branch(weights, trunk, top)
        self.trigger, self.event = claims.TriggerHead(), claims.EventHead(n_paths, n_signs)


def keep_low(trunk, windows):
    """Gives the windows that lack them the states of the frozen layers."""
    bare = [w for w in windows if "low" not in w]
    if not bare:
        return
    t = max(len(w["ids"]) for w in bare)
    x = trunk(pad([w["ids"] for w in bare], 0, t), pad([[1] * len(w["ids"]) for w in bare], 0, t))
    for w, s in zip(bare, x):
        w["low"] = s[: len(w["ids"])].to(torch.float16)


def inputs(trunk, windows):
    """What the branch reads of a batch, and the lexicon rows."""
    keep_low(trunk, windows)
    t, n = max(len(w["ids"]) for w in windows), max(len(w["first"]) for w in windows)
    x, lex = torch.zeros(len(windows), t, mpnet.WIDE), torch.zeros(len(windows), n, claims.LEX)
    for i, w in enumerate(windows):
        x[i, : len(w["ids"])] = w["low"].float()
        lex[i, : len(w["lex"])] = torch.from_numpy(np.stack(w["lex"]))
    mask = pad([[1] * len(w["ids"]) for w in windows], 0, t)
    return (x, mask, pad([w["case"] for w in windows], 0, t), pad([w["first"] for w in windows], 0, n)), lex


def project(model, trunk, saved, windows, small):
    """Sets the projection so that the heads of `saved` read what they know. `small` gives a window in the small branch's subwords."""
    weights = load_base()
    old = claims.Claims(weights, len(saved["paths"]) + 3, len(saved["signs"]))
    old.load_state_dict(saved["mean"]), old.eval(), model.eval()
    low = Trunk(weights)
    xx = torch.zeros(mpnet.WIDE + 1, mpnet.WIDE + 1, dtype=torch.double)
    xy = torch.zeros(3, mpnet.WIDE + 1, HIDDEN, dtype=torch.double)
    with torch.no_grad():
        for batch in group(windows, lambda w: len(w["ids"]), 2500, False):
            mine = model.branch.mixed(*inputs(trunk, batch)[0])[0]
            for i, w in enumerate(batch):
                theirs = claims.batch_states(low, old, [small(w)])[0][:, 0].double()
                s = torch.cat([mine[i, : len(w["first"])].double(), torch.ones(len(w["first"]), 1, dtype=torch.double)], -1)
                xx += s.T @ s
                xy += s.T @ theirs
        xx += torch.diag(torch.full((mpnet.WIDE + 1,), float(xx.diagonal().mean()) * RIDGE, dtype=torch.double))
        for g, layer in enumerate(model.branch.project):
            found = torch.linalg.solve(xx, xy[g]).float()
            layer.weight.data, layer.bias.data = found[:-1].T.contiguous(), found[-1].contiguous()
    model.trigger.load_state_dict(old.trigger.state_dict()), model.event.load_state_dict(old.event.state_dict())
    model.train()


def groups_of(model, lr, head_lr):
    """Parameters with their rates: lower layers learn slower, signs, which are met seldom, faster."""
    top = len(model.branch.layers)
    out = [dict(params=list(l.parameters()), base=lr * 0.9 ** (top - 1 - i)) for i, l in enumerate(model.branch.layers)]
    signs = [*model.event.sign.parameters(), *model.event.sign_status.parameters()]
    seen = {id(p) for g in out for p in g["params"]} | {id(p) for p in signs}
    out.append(dict(params=[p for p in model.parameters() if id(p) not in seen], base=head_lr))
    return [*out, dict(params=signs, base=2 * head_lr)]


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("mpnet", "from", "annotated", "prior", "out"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("--gold", required=True, nargs="+")
    ap.add_argument("--depth", type=int, default=4, help="layers that stay as published")
    ap.add_argument("--top", type=int, default=8, help="layers in all")
    ap.add_argument("--share", type=int, default=4, help="an epoch reads one of so many parts of our own reports")
    ap.add_argument("--twice", default="guardian", help="reports whose names begin so are read twice an epoch")
    ap.add_argument("--epochs", type=int, default=6)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--budget", type=int, default=1300)
    ap.add_argument("--lr", type=float, default=1e-4)
    ap.add_argument("--head-lr", type=float, default=5e-4)
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    os.makedirs(a.out, exist_ok=True)
    torch.manual_seed(a.seed)
    tok = mpnet.tokenizer(a.mpnet)
    docs = claims.load_docs(a.annotated, a.gold, tok, mpnet.UNK)
    train = [d for d in docs if claims.tenth(d["doc_id"]) >= 0.1]
    lex = claims.Lexicon(train, json.load(open(a.prior)))
    pool = name_pool([dict(words=d["words"], y=dict(ner=d["n"]), ner=True) for d in train])
    saved = torch.load(getattr(a, "from"), weights_only=False)
    index = (saved["paths"], saved["signs"])

    def cut(doc, seed):
        rng = random.Random(f"{doc['doc_id']}{seed}")
        v = claims.varied(doc, pool, tok, rng, mpnet.UNK)
        return [claims.window(v, *r, lex, (mpnet.CLS, mpnet.SEP)) for r in claims.window_ranges(doc, 75, rng.choice((30, 60)), rng)]

    # Windows are cut once, so that their low states can be kept: two ways for reports of others, one for our own.
    own = [d for d in train if d["doc_id"].startswith("own")]
    others = [d for d in train if not d["doc_id"].startswith("own")]
    cuts = [{d["doc_id"]: cut(d, k) for d in others} for k in (0, 1)]
    parts = [[w for i, d in enumerate(own) if i % a.share == k for w in cut(d, 0)] for k in range(a.share)]

    def windows_of(epoch):
        out = list(parts[epoch % a.share])
        for d in others:
            name = d["doc_id"]
            for k in (0, 1) if name.startswith(a.twice) else (epoch % 2,):
                out += cuts[k][name]
        return out

    weights = mpnet.load(a.mpnet)
    trunk = mpnet.Trunk(weights, a.depth)
    model = Teacher(weights, trunk, a.top, len(index[0]) + 3, len(index[1]))
    path = f"{a.out}/last.pt"
    if not os.path.exists(path):
        base = Tokenizer.from_file(os.path.join(base_folder(), "tokenizer.json"))
        base.no_padding(), base.no_truncation()
        small = lambda w: claims.window(w["doc"] | dict(pieces=[claims.pieces(base, x) for x in w["doc"]["words"]]), w["c0"], w["t0"], w["t1"], lex)
        every = [w for p in parts for w in p] + [w for c in cuts for n in c for w in c[n]]
        project(model, trunk, saved, random.Random(7).sample(every, min(SAMPLE, len(every))), small)
    opt = torch.optim.AdamW(groups_of(model, a.lr, a.head_lr), lr=a.lr, betas=(0.9, 0.98), weight_decay=0.02, fused=True)
    mean = {k: v.detach().clone() for k, v in model.state_dict().items()}
    epoch = step = 0
    if os.path.exists(path):
        known = torch.load(path, weights_only=False)
        model.load_state_dict(known["model"]), opt.load_state_dict(known["opt"])
        mean, epoch, step = known["mean"], known["epoch"], known["step"]
        print("resumed at epoch", epoch, flush=True)
    while epoch < a.epochs:
        rng = random.Random(epoch + 100 * a.seed)
        batches = group(windows_of(epoch), lambda w: len(w["ids"]), a.budget, True, rng)
        began, lost = time.time(), collections.Counter()
        for k, b in enumerate(batches):
            step += 1
            part = (epoch + k / len(batches)) / a.epochs
            rate = min(1.0, step / 30) * (0.5 * (1 + math.cos(math.pi * part)) * 0.98 + 0.02)
            for g in opt.param_groups:
                g["lr"] = g["base"] * rate
            read, lx = inputs(trunk, b)
            loss, told = losses.coded(model, model.branch(*read), lx, b, index, claims)
            descend(model, opt, loss, mean, step, 0.995)
            lost.update(told)
            if step in (20, 80):
                print("step", step, f"{(time.time() - began) / (k + 1):.2f} s/step of {len(batches)}", flush=True)
        epoch += 1
        raw = {k: v.clone() for k, v in model.state_dict().items()}
        torch.save(dict(model=raw, mean=mean, opt=opt.state_dict(), epoch=epoch, step=step, depth=a.depth, top=a.top, paths=index[0],
                        signs=index[1], lexicon=saved["lexicon"], prior=saved["prior"]), path + ".new")
        os.replace(path + ".new", path)
        print("epoch", epoch, f"{time.time() - began:.0f} s", {k: round(v / len(batches), 3) for k, v in lost.items()}, flush=True)


if __name__ == "__main__":
    main()
