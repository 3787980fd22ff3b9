"""Trains the claim branch and its heads: trigger and type, mode, status, roles.

In: annotated reports (annotate.py) and coded events. Out: a checkpoint; training goes on from it when run again.

    python -m sitrep_training.claims --annotated TRAIN.jsonl --gold train.jsonl --out FOLDER [--epochs N]

One tenth of the training reports is held back to tune thresholds and to watch; development sets are never read.
"""

import argparse
import collections
import hashlib
import json
import math
import os
import pickle
import random
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import nn

from . import losses
from .average import aligned
from .batch import CLS, SEP, UNK, descend, group, half_precision, pad, pieces
from .encoder import HIDDEN, Branch, Trunk, base_folder, case_class, load_base
from .labels import (CUES, ROLES, STATUS, TYPE_MODES, TYPES, UPOS, chain, cues, distance_class, encode, key_of,
                     load_doc, paths, signs)
from .syntax import NER, name_pool, names_of

NT, NM, NS, NR, PAIR, SIGN = len(TYPES), len(TYPE_MODES), len(STATUS), len(ROLES), 192, 96
LEX = NT + 3
# Rarer statuses are worth more: left alone, the head says "occurred" whenever in doubt.
STATUS_WEIGHT = torch.tensor([dict(occurred=1.0, ongoing=1.9, planned=1.5, alleged=2.0).get(s, 1.3) for s in STATUS])
MODE_OK = torch.tensor([[tm[0] == t for tm in TYPE_MODES] for t in TYPES])


class TriggerHead(nn.Module):
    """Word states and lexicon features to type logits (0 = none)."""

    def __init__(self):
        super().__init__()
        self.add, self.direct = nn.Linear(LEX, HIDDEN), nn.Linear(LEX, NT + 1)
        for m in (self.add, self.direct):
            nn.init.zeros_(m.weight), nn.init.zeros_(m.bias)
        self.mlp = nn.Sequential(nn.Dropout(0.3), nn.Linear(HIDDEN, 256), nn.GELU(), nn.Dropout(0.3), nn.Linear(256, NT + 1))

    def forward(self, state, lex):
        return self.mlp(state + self.add(lex)) + self.direct(lex)


class EventHead(nn.Module):
    """Everything about a trigger: mode, status, and the role of every word.

    `states` (2, N, H), `word` (E), `kind` (E), `head_word` (E), `cue` (2, E, N) rows that sum to one or zero, `sign` (E, S)
    ones and zeros, `dist` (E, N), `sdist` (E, N), `path` (E, N), `upos` (N), `ner` (N). Out: mode (E, NM), status (E, NS), roles (E, N, NR) logits.
    """

    def __init__(self, n_paths, n_signs):
        super().__init__()
        self.kind = nn.Embedding(NT, 64)
        wide = 5 * HIDDEN + 64
        self.mode = nn.Sequential(nn.Dropout(0.3), nn.Linear(wide, 256), nn.GELU(), nn.Dropout(0.3), nn.Linear(256, NM))
        self.sign, self.sign_status = nn.Linear(n_signs, SIGN), nn.Linear(n_signs, NS, bias=False)
        nn.init.zeros_(self.sign_status.weight)
        self.status = nn.Sequential(nn.Dropout(0.3), nn.Linear(wide + SIGN, 256), nn.GELU(), nn.Dropout(0.3), nn.Linear(256, NS))
        self.trigger, self.word = nn.Linear(HIDDEN + 64, PAIR), nn.Linear(HIDDEN, PAIR)
        self.a, self.b, self.c = nn.Linear(PAIR, PAIR), nn.Linear(PAIR, PAIR), nn.Linear(PAIR, PAIR)
        self.dist, self.sdist = nn.Embedding(28, PAIR), nn.Embedding(5, PAIR)
        self.path, self.upos, self.ner = nn.Embedding(n_paths, PAIR), nn.Embedding(len(UPOS), PAIR), nn.Embedding(len(NER), PAIR)
        self.path_kind = nn.Linear(PAIR, PAIR)
        for e in (self.dist, self.sdist, self.path, self.upos, self.ner):
            nn.init.normal_(e.weight, std=0.05)
        self.look = nn.Linear(PAIR, 2)
        nn.init.zeros_(self.look.weight), nn.init.zeros_(self.look.bias)
        self.out = nn.Linear(PAIR, NR)
        nn.init.constant_(self.out.bias, -3.5)

    def forward(self, states, word, kind, head_word, cue, sign, dist, sdist, path, upos, ner):
        drop = lambda x, p: F.dropout(x, p, self.training)
        k = self.kind(kind)
        s = states[0]
        own, outer = cue[0] @ s, cue[1] @ s
        t = drop(F.gelu(self.trigger(torch.cat([drop(states[1][word], 0.3), k], -1))), 0.2)
        w = drop(F.gelu(self.word(drop(states[1], 0.3))), 0.2)
        p = self.path(path)
        h = self.a(t)[:, None] + self.b(w)[None] + self.c(t[:, None] * w[None])
        h = h + self.dist(dist) + self.sdist(sdist) + p + self.path_kind(p * t[:, None]) + (self.upos(upos) + self.ner(ner))[None]
        h = F.gelu(h)
        # What else bears on mode and status ("called for", "has yet to", "since"): each looks where it finds it.
        mode, status = (torch.cat([s[word], s[head_word], own, outer, k, looked], -1) for looked in torch.softmax(self.look(h), 1).permute(2, 0, 1) @ s)
        sign = drop(sign, 0.25)
        status = self.status(torch.cat([status, F.gelu(self.sign(sign))], -1)) + self.sign_status(sign)
        return self.mode(mode), status, self.out(drop(h, 0.2))


class Claims(nn.Module):
    def __init__(self, weights, n_paths, n_signs):
        super().__init__()
        self.branch = Branch(weights, 3)
        self.trigger, self.event = TriggerHead(), EventHead(n_paths, n_signs)


class Lexicon:
    """How often a word was each type in the training reports; a report never sees its own counts."""

    def __init__(self, docs, prior):
        self.prior = prior
        self.seen, self.types = collections.Counter(), collections.defaultdict(lambda: np.zeros(NT))
        self.own_seen, self.own_types = {}, {}
        for d in docs:
            seen = collections.Counter(key_of(l, u) for l, u in zip(d["lemma"], d["upos"]))
            types = collections.defaultdict(lambda: np.zeros(NT))
            for e in d["events"]:
                types[key_of(d["lemma"][e["word"]], d["upos"][e["word"]])][e["type"]] += 1
            self.seen.update(seen)
            self.own_seen[d["doc_id"]], self.own_types[d["doc_id"]] = seen, types
            for k, v in types.items():
                self.types[k] += v

    def row(self, key, doc_id=None):
        """16 smoothed type shares, share of uses that are triggers, log count, unseen flag."""
        n, t = self.seen[key], self.types.get(key, np.zeros(NT))
        if doc_id in self.own_seen:
            n, t = n - self.own_seen[doc_id][key], t - self.own_types[doc_id].get(key, np.zeros(NT))
        return features(n, t, self.prior.get(key))

    def table(self):
        """What the engine ships: key → [uses, {type index: count}]."""
        return {k: [n, {str(i): int(c) for i, c in enumerate(self.types[k]) if c}] for k, n in sorted(self.seen.items())
                if k in self.types or n >= 1}


def features(n, t, prior):
    """The lexicon row from counts; `prior` (type shares of the codebook's triggers) stands in where nothing was counted."""
    c = float(t.sum())
    f = np.zeros(LEX, dtype=np.float32)
    if prior is not None and c < 3:
        t = t + np.asarray(prior)
        n, c = max(n, 0) + 1, float(t.sum())
    f[:NT] = t / (c + 0.5)
    f[NT], f[NT + 1], f[NT + 2] = c / (n + 0.5), math.log1p(c) / 3, float(n <= 0)
    return f


def window_ranges(doc, words, context, rng=None):
    """(context from, target from, target to) in words; whole sentences, at most 250 target words."""
    edges, i, out = doc["start"] + [len(doc["spans"])], 0, []
    while i < len(edges) - 1:
        want = rng.choice((words // 2, words, words * 3 // 2)) if rng else words
        j = i + 1
        while j < len(edges) - 1 and edges[j + 1] - edges[i] <= want:
            j += 1
        lo, hi = edges[i], min(edges[j], edges[i] + 250)
        back = i
        while back > 0 and lo - edges[back - 1] <= context:
            back -= 1
        out.append((edges[back], lo, hi))
        i = j
    return out


def window(doc, c0, t0, t1, lex, ends=(CLS, SEP)):
    ids, case, first = [ends[0]], [0], []
    for w in range(c0, t1):
        first.append(len(ids))
        ids += doc["pieces"][w]
        case += [doc["case"][w]] * len(doc["pieces"][w])
    y = [-100] * (t0 - c0) + [0] * (t1 - t0)
    events = [e for e in doc["events"] if t0 <= e["word"] < t1]
    for e in events:
        for w in e["phrase"]:
            if t0 <= w < t1:
                y[w - c0] = -100
    for e in events:
        y[e["word"] - c0] = 1 + e["type"]
    return dict(doc=doc, c0=c0, t0=t0, t1=t1, ids=[*ids, ends[1]], case=[*case, 0], first=first, y=y, events=events,
                lex=[lex.row(key_of(doc["lemma"][w], doc["upos"][w]), doc["doc_id"]) for w in range(c0, t1)])


def event_features(doc, c0, t1, words, index):
    """Inputs of the event head for triggers `words` (document indices) in the window c0..t1."""
    n = t1 - c0
    path_index, sign_index = index
    f = dict(head=[], cue=np.zeros((2, len(words), n), dtype=np.float32), sign=np.zeros((len(words), len(sign_index)), dtype=np.float32), dist=[], sdist=[], path=[], ok=[])
    for q, w in enumerate(words):
        s, k = doc["place"][w]
        tree, base = doc["trees"][s], doc["start"][s]
        up = chain(tree["head"], k)
        head = up[1] if len(up) > 1 else k
        clip = lambda x: min(max(base + x, c0), t1 - 1) - c0
        f["head"].append(clip(head))
        for row, at in enumerate((k, head)):
            found = [base + x - c0 for x in cues(tree, at) if c0 <= base + x < t1]
            for x in found:
                f["cue"][row, q, x] = 1 / len(found)
        f["sign"][q, [sign_index[x] for x in signs(tree, k) if x in sign_index]] = 1
        way = paths(tree, k)
        path = []
        for x in range(c0, t1):
            if doc["sent"][x] != s:
                path.append(1)
            else:
                p = way[doc["place"][x][1]]
                path.append(2 if p is None else path_index.get(p, 0))
        f["path"].append(path)
        f["dist"].append([distance_class(x - w) for x in range(c0, t1)])
        f["sdist"].append([min(4, max(0, s - doc["sent"][x])) for x in range(c0, t1)])
        f["ok"].append([doc["sent"][x] <= s and x != w for x in range(c0, t1)])
    return f


def batch_states(trunk, model, batch):
    t, n = max(len(x["ids"]) for x in batch), max(len(x["first"]) for x in batch)
    mask = pad([[1] * len(x["ids"]) for x in batch], 0, t)
    with torch.no_grad():
        x = trunk(pad([x["ids"] for x in batch], 0, t), mask)
    states = model.branch(x, mask, pad([x["case"] for x in batch], 0, t), pad([x["first"] for x in batch], 0, n))
    lex = torch.zeros(len(batch), n, LEX)
    for i, w in enumerate(batch):
        lex[i, : len(w["lex"])] = torch.from_numpy(np.stack(w["lex"]))
    return states, lex


def run_events(model, states, w, words, kinds, index):
    """Event head on one window; `words` are document indices."""
    doc, c0, t1 = w["doc"], w["c0"], w["t1"]
    key = tuple(words)
    cache = w.setdefault("cache", {})
    if key not in cache:
        f = event_features(doc, c0, t1, words, index)
        cache.clear()
        cache[key] = dict(head=torch.tensor(f["head"]), cue=torch.from_numpy(f["cue"]), sign=torch.from_numpy(f["sign"]), ok=torch.tensor(f["ok"]),
                          **{k: torch.tensor(f[k]) for k in ("dist", "sdist", "path")})
    f = cache[key]
    up, ne = torch.tensor(doc["u"][c0:t1]), torch.tensor(doc["n"][c0:t1])
    out = model.event(states, torch.tensor([x - c0 for x in words]), kinds, f["head"], f["cue"], f["sign"], f["dist"], f["sdist"], f["path"], up, ne)
    return *out, f["ok"]


def predict(trunk, model, docs, lex, index, words=80, context=60, floor=0.1):
    """Raw predictions: per candidate trigger its type scores, mode, status, role scores of every word in its window."""
    model.eval()
    out = []
    wins = [window(d, *r, lex) for d in docs for r in window_ranges(d, words, context)]
    with torch.no_grad():
        for b in group(wins, lambda w: len(w["ids"]), 3000, False):
            states, lx = batch_states(trunk, model, b)
            prob = torch.softmax(model.trigger(states[0], lx), -1)
            for i, w in enumerate(b):
                off, n = w["t0"] - w["c0"], w["t1"] - w["c0"]
                p = prob[i, :n]
                at = [k for k in range(off, n) if 1 - float(p[k, 0]) > floor]
                if not at:
                    continue
                kinds = p[at, 1:].argmax(-1)
                mode, status, roles, ok = run_events(model, states[1:, i, :n], w, [w["c0"] + k for k in at], kinds, index)
                mode = mode.masked_fill(~MODE_OK[kinds], -1e9)
                roles = torch.sigmoid(roles) * ok[..., None]
                for q, k in enumerate(at):
                    out.append(dict(doc=w["doc"], word=w["c0"] + k, c0=w["c0"], p=1 - float(p[k, 0]), type=int(kinds[q]),
                                    mode=int(mode[q].argmax()), status=int(status[q].argmax()), roles=roles[q].numpy()))
    model.train()
    return out


def doc_word(doc, x):
    return doc["words"][x].lower()


def varied(doc, pool, tok, rng, unknown=UNK):
    """The report with some of its organisations and places exchanged for others, each alike wherever it stands.

    What happened is told by the words around a name; this keeps the model from judging by the name.
    """
    pieces_, case, swaps = list(doc["pieces"]), list(doc["case"]), {}
    for a, b, y in names_of(doc["n"]):
        key = tuple(w.lower() for w in doc["words"][a:b])
        if key not in swaps:
            others = pool.get((NER[y][2:], b - a)) if NER[y][2:] != "PER" else None
            swaps[key] = rng.choice(others) if others and rng.random() < 0.3 else None
        if swaps[key]:
            for i, w in zip(range(a, b), swaps[key]):
                pieces_[i], case[i] = pieces(tok, w, unknown), case_class(w)
    return doc | dict(pieces=pieces_, case=case)


def tenth(doc_id):
    """A report's place in 0..1, fixed by its name."""
    return int(hashlib.sha256(doc_id.encode()).hexdigest()[:8], 16) / 2**32


def load_docs(annotated, gold, tok, unknown=UNK):
    events = {}
    for path in gold:
        for line in open(path, encoding="utf8"):
            g = json.loads(line)
            events[g["doc_id"]] = g
    docs, lost = [], collections.Counter()
    for line in open(annotated, encoding="utf8"):
        row = json.loads(line)
        if row["doc_id"] not in events:
            continue
        d = prepared(row, tok, unknown)
        d["gold"] = events[row["doc_id"]]
        d["events"] = encode(d, d["gold"]["events"], lost)
        docs.append(d)
    print(len(docs), "reports", sum(len(d["events"]) for d in docs), "events; lost", dict(lost), flush=True)
    return docs


def prepared(row, tok, unknown=UNK):
    """An annotated report as windows are cut from it, without events."""
    d = load_doc(row)
    d["pieces"] = [pieces(tok, w, unknown) for w in d["words"]]
    d["case"] = [case_class(w) for w in d["words"]]
    d["u"] = [UPOS.index(u) for u in d["upos"]]
    d["n"] = [NER.index(x) for x in d["ner"]]
    d["events"] = []
    return d


def labels_of(labels, annotated, tok):
    """(report, label) for each window that a teacher labelled."""
    with open(labels, "rb") as f:
        labels = pickle.load(f)
    wanted = {x["doc_id"] for x in labels}
    rows = (json.loads(line) for line in open(annotated, encoding="utf8"))
    docs = {r["doc_id"]: prepared(r, tok) for r in rows if r["doc_id"] in wanted}
    return [(docs[x["doc_id"]], x) for x in labels]


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--annotated", required=True)
    ap.add_argument("--gold", required=True, nargs="+")
    ap.add_argument("--prior", help="type shares of the codebook's triggers (JSON), see codebook_prior.py")
    ap.add_argument("--out", required=True)
    ap.add_argument("--epochs", type=int, default=12)
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--budget", type=int, default=1300)
    ap.add_argument("--lr", type=float, default=2e-4)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--warm", help="checkpoint to start from with a fresh schedule")
    ap.add_argument("--boost", default="", help="how often reports of a kind are read an epoch, by the beginning of their names: guardian=4")
    ap.add_argument("--seed", type=int, default=1, help="order of reading; runs of several seeds are averaged")
    ap.add_argument("--share", type=int, default=1, help="an epoch reads one of so many parts of our own reports")
    ap.add_argument("--soft", help="labels of a teacher (see soft.py); needs --soft-annotated")
    ap.add_argument("--soft-annotated", help="the reports that it labelled, annotated")
    ap.add_argument("--all", action="store_true", help="train on the held-back tenth too (after thresholds are known)")
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    os.makedirs(a.out, exist_ok=True)
    tok = Tokenizer.from_file(os.path.join(base_folder(), "tokenizer.json"))
    tok.no_padding(), tok.no_truncation()
    docs = load_docs(a.annotated, a.gold, tok)
    train = [d for d in docs if a.all or tenth(d["doc_id"]) >= 0.1]
    prior = json.load(open(a.prior)) if a.prior else {}
    lex = Lexicon(train, prior)
    pool = name_pool([dict(words=d["words"], y=dict(ner=d["n"]), ner=True) for d in train])
    count = collections.Counter(p for d in train for e in d["events"] for p in paths(d["trees"][d["sent"][e["word"]]], d["place"][e["word"]][1]) if p is not None)
    path_index = {p: i + 3 for i, p in enumerate(sorted(p for p, c in count.items() if c >= 8))}
    count = collections.Counter(x for d in train for e in d["events"] for x in set(signs(d["trees"][d["sent"][e["word"]]], d["place"][e["word"]][1])))
    sign_index = {x: i for i, x in enumerate(sorted(x for x, c in count.items() if c >= 8))}
    index = (path_index, sign_index)
    print("paths", len(path_index), "signs", len(sign_index), flush=True)
    soft = [window(d, x["c0"], x["t0"], x["t1"], lex) | dict(soft=x) for d, x in labels_of(a.soft, a.soft_annotated, tok)] if a.soft else []
    weights = load_base()
    # All runs begin alike, whatever their order of reading, so that they can be averaged.
    torch.manual_seed(0)
    trunk, model = Trunk(weights), Claims(weights, len(path_index) + 3, len(sign_index))
    torch.manual_seed(a.seed)
    top = len(model.branch.layers)
    groups = [dict(params=list(l.parameters()), base=a.lr * 0.85 ** (top - 1 - i)) for i, l in enumerate(model.branch.layers)]
    body = {id(p) for g in groups for p in g["params"]}
    lexical = [*model.trigger.add.parameters(), *model.trigger.direct.parameters()]
    signs_ = [*model.event.sign.parameters(), *model.event.sign_status.parameters()]
    body |= {id(p) for p in (*lexical, *signs_)}
    groups.append(dict(params=[p for p in model.parameters() if id(p) not in body], base=a.head_lr))
    groups.append(dict(params=lexical, base=3 * a.head_lr))
    # A sign is met seldom, so that each time must count for more.
    groups.append(dict(params=signs_, base=8 * a.head_lr))
    opt = torch.optim.AdamW(groups, lr=a.lr, betas=(0.9, 0.98), weight_decay=0.02, fused=True)
    mean = {k: v.detach().clone() for k, v in model.state_dict().items()}
    epoch = step = 0
    path = f"{a.out}/last.pt"
    if a.warm and not os.path.exists(path):
        saved = torch.load(a.warm, weights_only=False)
        # What the checkpoint knows keeps what it learned.
        known = aligned(dict(mean=model.state_dict(), paths=path_index, signs=sign_index), saved)
        for name, v in model.state_dict().items():
            if name not in known:
                known[name] = v
            elif known[name].shape != v.shape:
                # Inputs that the checkpoint did not have begin without weight.
                known[name] = F.pad(known[name], (0, v.shape[1] - known[name].shape[1]))
        model.load_state_dict(known)
        mean = {k: v.detach().clone() for k, v in model.state_dict().items()}
    if os.path.exists(path):
        saved = torch.load(path, weights_only=False)
        model.load_state_dict(saved["model"]), opt.load_state_dict(saved["opt"])
        mean, epoch, step = saved["mean"], saved["epoch"], saved["step"]
        index = (saved["paths"], saved["signs"])
        print("resumed at epoch", epoch, flush=True)
    boost = dict(x.split("=") for x in a.boost.split(",") if x)
    times = lambda d: int(next((n for k, n in boost.items() if d["doc_id"].startswith(k)), 1))
    while epoch < a.epochs:
        rng = random.Random(epoch + 100 * a.seed)
        began, lost, done = time.time(), collections.Counter(), collections.Counter()
        read = [d for i, d in enumerate(train) if not d["doc_id"].startswith("own") or (i + epoch) % a.share == 0]
        wins = [window(d, *r, lex) for d in (varied(d, pool, tok, rng) for d in read) for _ in range(times(d)) for r in window_ranges(d, 75, rng.choice((30, 60)), rng)]
        batches = group(wins, lambda w: len(w["ids"]), a.budget, True, rng)
        if soft:
            batches += group(soft, lambda w: len(w["ids"]), a.budget, True, rng)
            rng.shuffle(batches)
        for k, b in enumerate(batches):
            step += 1
            part = (epoch + k / len(batches)) / a.epochs
            rate = min(1.0, step / 150) * (0.5 * (1 + math.cos(math.pi * part)) * 0.98 + 0.02)
            for g in opt.param_groups:
                g["lr"] = g["base"] * rate
            with half_precision():
                states, lx = batch_states(trunk, model, b)
            kind = "soft" if "soft" in b[0] else "gold"
            loss, parts = dict(gold=losses.coded, soft=losses.labelled)[kind](model, states.float(), lx, b, index, sys.modules[__name__])
            descend(model, opt, loss, mean, step, 0.997)
            done[kind] += 1
            for name, v in parts.items():
                lost[kind, name] += v
            if step in (20, 80):
                print("step", step, f"{(time.time() - began) / (k + 1):.2f} s/step of {len(batches)}", flush=True)
        epoch += 1
        raw = {k: v.clone() for k, v in model.state_dict().items()}
        torch.save(dict(model=raw, mean=mean, opt=opt.state_dict(), epoch=epoch, step=step, paths=index[0], signs=index[1],
                        lexicon=lex.table(), prior=prior), path + ".new")
        os.replace(path + ".new", path)
        print("epoch", epoch, f"{time.time() - began:.0f} s", {" ".join(k): round(v / done[k[0]], 3) for k, v in lost.items()}, flush=True)


if __name__ == "__main__":
    main()
