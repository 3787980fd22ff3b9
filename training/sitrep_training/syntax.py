"""Trains the syntax branch: tags, features, lemmas, trees and names.

In: UD English EWT and UNER English EWT. Out: a checkpoint; training goes on from it when run again.

    python -m sitrep_training.syntax --corpora FOLDER --out FOLDER [--epochs N]

Sentences are read in windows of neighbours, as the engine reads them; arcs stay inside a sentence
and every sentence has one root, for which the window's first state stands.
"""

import argparse
import collections
import json
import math
import os
import random
import re
import time
import tomllib

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import nn

from . import lemma as lemmas
from .batch import CLS, MASK, SEP, descend, group, half_precision, pad, pieces
from .conllu import treebank
from .encoder import HIDDEN, Branch, Trunk, base_folder, case_class, load_base

NER = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]
TAGS = ("upos", "xpos", "feats", "lemma", "ner")
ARC, REL = 256, 128
MOST_PIECES_A_WINDOW = 300
HERE = os.path.dirname(__file__)
FIXES, DATA = f"{HERE}/../names-fixed.tsv", f"{HERE}/../../data"


class Syntax(nn.Module):
    """Four groups of heads over the branch: tags, forms, names, trees."""

    def __init__(self, weights, sizes, drop=0.33):
        super().__init__()
        self.branch = Branch(weights, 4, bottom=0)
        self.tags = nn.ModuleDict({k: nn.Linear(HIDDEN, sizes[k]) for k in TAGS if k != "ner"})
        self.tags["ner"] = nn.Sequential(nn.Linear(HIDDEN, 128), nn.GELU(), nn.Dropout(0.2), nn.Linear(128, sizes["ner"]))
        self.arc_dep, self.arc_head = nn.Linear(HIDDEN, ARC), nn.Linear(HIDDEN, ARC)
        self.rel_dep, self.rel_head = nn.Linear(HIDDEN, REL), nn.Linear(HIDDEN, REL)
        for m in (self.arc_dep, self.arc_head, self.rel_dep, self.rel_head):
            nn.init.orthogonal_(m.weight)
        self.arc = nn.Parameter(torch.randn(ARC + 1, ARC) * 0.01)
        self.rel = nn.Parameter(torch.randn(sizes["dep"], REL + 1, REL + 1) * 0.01)
        self.drop = drop

    def forward(self, x, mask, case, first):
        """`first` begins with position 0, the root. Out: tag logits, arc scores (B, N, N+1), relation factors."""
        return self.heads(F.dropout(self.branch(x, mask, case, first), self.drop, self.training))

    def heads(self, r):
        """The heads over word states (4, B, N+1, H), the root first."""
        source = {"upos": 0, "xpos": 0, "feats": 1, "lemma": 1, "ner": 2}
        tags = {k: self.tags[k](r[g][:, 1:]) for k, g in source.items()}
        squeeze = lambda m: F.dropout(F.gelu(m(r[3])), self.drop, self.training)
        arc_dep, arc_head = squeeze(self.arc_dep)[:, 1:], squeeze(self.arc_head)
        rel_dep, rel_head = squeeze(self.rel_dep)[:, 1:], squeeze(self.rel_head)
        one = lambda t: torch.cat([t, torch.ones_like(t[..., :1])], -1)
        arcs = (one(arc_dep) @ self.arc) @ arc_head.transpose(1, 2)
        return tags, arcs, rel_dep, rel_head

    def relations(self, dep, head, heads):
        """Logits (B, N, relations) for given heads (0 = root)."""
        chosen = head.gather(1, heads[..., None].expand(-1, -1, REL))
        one = lambda t: torch.cat([t, torch.ones_like(t[..., :1])], -1)
        a, b = one(dep), one(chosen)
        n, k = a.shape[0] * a.shape[1], REL + 1
        t = (a.reshape(n, k) @ self.rel.permute(1, 0, 2).reshape(k, -1)).view(*a.shape[:2], -1, k)
        return (t * b[:, :, None]).sum(-1)


def prepare(folder):
    """Treebanks with ids of subwords and labels, and the vocabularies (fitted on train)."""
    tok = Tokenizer.from_file(os.path.join(base_folder(), "tokenizer.json"))
    tok.no_padding(), tok.no_truncation()
    data = {s: treebank(f"{folder}/ud-{s}.conllu", f"{folder}/ner-{s}.iob2", FIXES if s == "train" else None) for s in ("train", "dev")}
    every = [s for d in data["train"] for s in d]
    voc = {k: [v for v, _ in collections.Counter(x for s in every for x in s[k]).most_common()]
           for k in ("upos", "xpos", "feats", "dep")}
    rules = collections.Counter(lemmas.rule_of(f, l) for s in every for f, l in zip(s["words"], s["lemma"]))
    voc["lemma"] = [r for r, n in rules.most_common() if n >= 2]
    voc["ner"] = NER
    index = {k: {v: i for i, v in enumerate(vs)} for k, vs in voc.items()}
    for docs in data.values():
        for s in (s for d in docs for s in d):
            s["pieces"] = [pieces(tok, w) for w in s["words"]]
            s["case"] = [case_class(w) for w in s["words"]]
            s["y"] = {k: [index[k].get(v, -100) for v in s[k]] for k in ("upos", "xpos", "feats", "dep")}
            s["y"]["lemma"] = [index["lemma"].get(lemmas.rule_of(f, l), -100) for f, l in zip(s["words"], s["lemma"])]
            s["y"]["ner"] = [index["ner"][t] for t in s["ner"]] if s["ner"] else [-100] * len(s["words"])
    return data, voc, tok


def named(segments, names, tok):
    """Sentences of our own reports whose names were read by hand, a document each; their tags and trees are not learned.

    `segments` as the Rust splitter gives them; `names` (corpus/names.jsonl): per report [from, to, [[kind, from, to]]].
    """
    reports = {r["doc_id"]: r for r in map(json.loads, open(segments, encoding="utf8"))}
    docs = []
    for row in map(json.loads, open(names, encoding="utf8")):
        report = reports[row["doc_id"]]
        known = {tuple(s[:2]): s[2] for s in row["sentences"]}
        for spans in report["sentences"]:
            found = known.get((spans[0][0], spans[-1][1]))
            if found is None:
                continue
            y = [0] * len(spans)
            for kind, a, b in found:
                inside = [i for i, (x, _) in enumerate(spans) if a <= x < b]
                for i in inside:
                    y[i] = NER.index(("B-" if i == inside[0] else "I-") + kind)
            n, words = len(spans), [report["text"][a:b] for a, b in spans]
            docs.append([dict(words=words, head=[-100] * n, ner=True, pieces=[pieces(tok, w) for w in words],
                              case=[case_class(w) for w in words], y={k: [-100] * n for k in (*TAGS, "dep")} | dict(ner=y))])
    return docs


def name_pool(sentences):
    """Names to read in place of others: (kind, words) → lists of words; those of the sentences and of our own tables."""
    found = set()
    for s in (s for s in sentences if s["ner"]):
        found |= {(NER[y][2:], tuple(s["words"][a:b])) for a, b, y in names_of(s["y"]["ner"])}
    split = lambda name: tuple(re.findall(r"\w+|[^\w\s]", name))
    for table, key in (("bodies", "body"), ("forces", "force"), ("groups", "group"), ("parties", "party")):
        for row in tomllib.load(open(f"{DATA}/actors/{table}.toml", "rb")).get(key, []):
            found |= {("ORG", split(n)) for n in (row["name"], *row.get("also", []))}
    for table in ("conflict", "regions"):
        for rows in tomllib.load(open(f"{DATA}/gazetteer/{table}.toml", "rb"))["places"].values():
            found |= {("LOC", split(row["name"])) for row in rows}
    pool = collections.defaultdict(list)
    for kind, words in sorted(found):
        pool[kind, len(words)].append(words)
    return pool


def names_of(y):
    """(first, end, B-label) of the names in label indices."""
    out, n = [], len(y)
    for i, t in enumerate(y):
        if t > 0 and NER[t][0] == "B":
            j = i + 1
            while j < n and y[j] == t + 1:
                j += 1
            out.append((i, j, t))
    return out


def varied(s, pool, tok, rng):
    """The sentence with some names exchanged for others of their kind and length, now and then without case.

    Tags and trees stay: a name of as many words stands where one stood, or a word of it is covered. It keeps the model
    from learning names by heart.
    """
    pieces_, case = list(s["pieces"]), list(s["case"])
    for a, b, y in names_of(s["y"]["ner"]):
        others = pool.get((NER[y][2:], b - a))
        if others and rng.random() < 0.4:
            for i, w in zip(range(a, b), rng.choice(others)):
                pieces_[i], case[i] = pieces(tok, w), case_class(w)
        for i in range(a, b):
            if rng.random() < 0.1:
                pieces_[i] = [MASK]
    odds = rng.random()
    if odds < 0.05:
        case = [{1: 2, 3: 2, 4: 2}.get(c, c) for c in case] if odds < 0.03 else [{2: 1, 3: 1, 4: 1, 8: 1}.get(c, c) for c in case]
    return s | dict(pieces=pieces_, case=case)


def windows(docs, words, rng=None):
    """Runs of neighbouring sentences of about `words` words (drawn anew for each run when `rng` is given)."""
    out = []
    for doc in docs:
        cur, n, p, want = [], 0, 0, words
        for s in doc:
            size = sum(map(len, s["pieces"]))
            if cur and (n + len(s["words"]) > want or p + size > MOST_PIECES_A_WINDOW):
                out.append(cur)
                cur, n, p = [], 0, 0
            if not cur and rng:
                want = rng.choice((1, words // 2, words, words, 2 * words)) if words > 1 else 1
            cur.append(s)
            n, p = n + len(s["words"]), p + size
        out.append(cur)
    return out


def tensors(batch):
    rows = []
    for window in batch:
        r = dict(ids=[CLS], case=[0], first=[0], sent=[], head=[], **{k: [] for k in (*TAGS, "dep")})
        for k, s in enumerate(window):
            base = len(r["first"]) - 1
            for p, c in zip(s["pieces"], s["case"]):
                r["first"].append(len(r["ids"]))
                r["ids"] += p
                r["case"] += [c] * len(p)
            r["sent"] += [k] * len(s["words"])
            r["head"] += [h + base if h > 0 else h for h in s["head"]]
            for name in (*TAGS, "dep"):
                r[name] += s["y"][name]
        r["ids"].append(SEP), r["case"].append(0)
        rows.append(r)
    t, n = max(len(r["ids"]) for r in rows), max(len(r["sent"]) for r in rows)
    get = lambda k, fill, w: pad([r[k] for r in rows], fill, w)
    out = {k: get(k, 0, t) for k in ("ids", "case")}
    out["mask"] = pad([[1] * len(r["ids"]) for r in rows], 0, t)
    out["first"] = get("first", 0, n + 1)
    out |= {k: get(k, -100, n) for k in (*TAGS, "dep", "head")}
    sent = get("sent", -1, n)
    same = (sent[:, :, None] == sent[:, None, :]) & (sent[:, :, None] >= 0)
    same &= ~torch.eye(n, dtype=torch.bool)[None]
    out["allowed"] = torch.cat([torch.ones_like(same[..., :1]), same], -1)
    return out


def evaluate(trunk, model, docs, words=80):
    """Greedy scores on gold words: a quick look; the figures reported come from the Rust engine."""
    model.eval()
    c, found = collections.Counter(), {}
    with torch.no_grad():
        for b in group(windows(docs, words), lambda w: sum(len(s["words"]) for s in w), 2500, False):
            t = tensors(b)
            tags, arcs, rd, rh = model(trunk(t["ids"], t["mask"]), t["mask"], t["case"], t["first"])
            heads = arcs.masked_fill(~t["allowed"], -1e4).argmax(-1)
            rel = model.relations(rd, rh, heads).argmax(-1)
            good = t["head"] >= 0
            c["n"] += int(good.sum())
            c["uas"] += int(((heads == t["head"]) & good).sum())
            c["lasfull"] += int(((heads == t["head"]) & (rel == t["dep"]) & good).sum())
            for k in ("upos", "xpos", "feats", "lemma"):
                c[k] += int(((tags[k].argmax(-1) == t[k]) & good).sum())
            for i, w in enumerate(b):
                base = 0
                for s in w:
                    found[id(s)] = tags["ner"][i, base : base + len(s["words"])]
                    base += len(s["words"])
    for d in docs:
        for s, mine in zip(d, document_tags([s["words"] for s in d], [found[id(s)] for s in d])):
            a, g = set(names_of(mine)), set(names_of(s["y"]["ner"]))
            c["tp"] += len(a & g)
            c["ng"] += len(a) + len(g)
    model.train()
    r = {k: round(100 * c[k] / c["n"], 2) for k in ("upos", "xpos", "feats", "lemma", "uas", "lasfull")}
    r["ner"] = round(200 * c["tp"] / max(1, c["ng"]), 2)
    return r


ALLOWED = torch.tensor([[0.0 if t[0] != "I" or (f != "O" and f[2:] == t[2:]) else -1e9 for t in NER] for f in NER])
BEGIN = torch.tensor([0.0 if t[0] != "I" else -1e9 for t in NER])


TOGETHER, DOUBT = 0.4, 0.5


def document_tags(words, scores):
    """Name tags of a document's sentences, from their words and their scores (words, tags), as `names.rs` has it.

    A capitalised word leans to what the same word is elsewhere in the document (`TOGETHER` of its score), and a name
    must beat "no name" by `DOUBT` nats.
    """
    scores = [torch.log_softmax(x.float(), -1) for x in scores]
    places = collections.defaultdict(list)
    for k, s in enumerate(words):
        for i, w in enumerate(s):
            if len(w) > 1 and w[0].isupper():
                places[w.lower()].append((k, i))
    mean = {w: torch.stack([scores[k][i] for k, i in at]).mean(0) for w, at in places.items()}
    out = [x.clone() for x in scores]
    for w, at in places.items():
        for k, i in at:
            out[k][i] = (1 - TOGETHER) * scores[k][i] + TOGETHER * mean[w]
    for x in out:
        x[:, 0] += DOUBT
    return [best_tags(x) for x in out]


def best_tags(scores):
    """The best sequence of name tags in which an inside follows its beginning, from scores (words, tags)."""
    total, back = scores[0] + BEGIN, []
    for row in scores[1:]:
        total, before = (total[:, None] + ALLOWED).max(0)
        total = total + row
        back.append(before.tolist())
    out = [int(total.argmax())]
    for before in reversed(back):
        out.append(before[out[-1]])
    return out[::-1]


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--corpora", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--epochs", type=int, default=10)
    ap.add_argument("--warm", help="checkpoint to start from with a fresh schedule")
    ap.add_argument("--window", type=int, default=40, help="words of neighbouring sentences that are read together; 1: each alone")
    ap.add_argument("--names", help="names of reports of our own (corpus/names.jsonl); needs --segments and --window 1")
    ap.add_argument("--segments", help="their sentences and words")
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--seed", type=int, default=1, help="order of reading; runs of several seeds are averaged")
    ap.add_argument("--budget", type=int, default=1100, help="subwords a step")
    ap.add_argument("--lr", type=float, default=3e-4)
    ap.add_argument("--head-lr", type=float, default=2e-3)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    os.makedirs(a.out, exist_ok=True)
    data, voc, tok = prepare(a.corpora)
    data["train"] += named(a.segments, a.names, tok) if a.names else []
    pool = name_pool(s for d in data["train"] for s in d)
    weights = load_base()
    trunk, model = Trunk(weights, 0), Syntax(weights, {k: len(v) for k, v in voc.items()})
    top = len(model.branch.layers)
    groups = [dict(params=list(l.parameters()), base=a.lr * 0.9 ** (top - 1 - i)) for i, l in enumerate(model.branch.layers)]
    known = {id(p) for g in groups for p in g["params"]}
    groups.append(dict(params=[p for p in model.parameters() if id(p) not in known], base=a.head_lr))
    opt = torch.optim.AdamW(groups, lr=a.lr, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    mean = {k: v.detach().clone() for k, v in model.state_dict().items()}
    epoch, step = 0, 0
    path = f"{a.out}/last.pt"
    if a.warm and not os.path.exists(path):
        saved = torch.load(a.warm, weights_only=False)
        model.load_state_dict(saved.get("mean") or saved["model"])
        mean = {k: v.detach().clone() for k, v in model.state_dict().items()}
    if os.path.exists(path):
        saved = torch.load(path, weights_only=False)
        model.load_state_dict(saved["model"])
        opt.load_state_dict(saved["opt"])
        mean, epoch, step = saved["mean"], saved["epoch"], saved["step"]
        print("resumed at epoch", epoch, flush=True)
    while epoch < a.epochs:
        rng = random.Random(epoch + 100 * (a.seed - 1))
        began, losses, steps = time.time(), collections.Counter(), 0
        docs = [[varied(s, pool, tok, rng) for s in d] for d in data["train"]]
        batches = group(windows(docs, a.window, rng), lambda w: sum(len(p) for s in w for p in s["pieces"]), a.budget, True, rng)
        for k, b in enumerate(batches):
            step += 1
            part = (epoch + k / len(batches)) / a.epochs
            rate = min(1.0, step / 120) * (0.5 * (1 + math.cos(math.pi * part)) * 0.98 + 0.02)
            for g in opt.param_groups:
                g["lr"] = g["base"] * rate
            t = tensors(b)
            with half_precision():
                with torch.no_grad():
                    x = trunk(t["ids"], t["mask"])
                tags, arcs, rd, rh = model(x, t["mask"], t["case"], t["first"])
                rel = model.relations(rd, rh, t["head"].clamp(min=0))
            ce = lambda logits, gold: (F.cross_entropy(logits.float().flatten(0, 1), gold.flatten(), ignore_index=-100, reduction="sum")
                                       / max(1, int((gold >= 0).sum())))
            loss = {k: ce(tags[k], t[k]) for k in TAGS}
            loss["arc"] = ce(arcs.float().masked_fill(~t["allowed"], -1e4), t["head"])
            loss["rel"] = ce(rel, t["dep"])
            scale = dict(upos=1, xpos=0.5, feats=0.5, lemma=0.5, ner=4, arc=1.5, rel=1)
            descend(model, opt, sum(scale[k] * v for k, v in loss.items()), mean, step, 0.998)
            steps += 1
            for k, v in loss.items():
                losses[k] += float(v.detach())
            if step in (20, 100):
                print("step", step, f"{(time.time() - began) / steps:.2f} s/step of {len(batches)}", flush=True)
        epoch += 1
        raw = {k: v.clone() for k, v in model.state_dict().items()}
        torch.save(dict(model=raw, mean=mean, opt=opt.state_dict(), epoch=epoch, step=step), path + ".new")
        os.replace(path + ".new", path)
        print("epoch", epoch, f"{time.time() - began:.0f} s", {k: round(v / steps, 3) for k, v in losses.items()}, flush=True)
        if epoch % 2 == 0 or epoch == a.epochs:
            model.load_state_dict(mean)
            print("  dev (mean)", evaluate(trunk, model, data["dev"], a.window), flush=True)
            model.load_state_dict(raw)
    model.load_state_dict(mean)
    torch.save(dict(model=model.state_dict(), voc=voc), f"{a.out}/syntax.pt")


if __name__ == "__main__":
    main()
