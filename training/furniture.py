"""Trains the line model of the report reader: which lines of a page's text are its body.

    python training/furniture.py --reader target/release/examples/read [--folds 5] [--write]

In: pages as dumped text with the body of each (../shared/bench/intake/text_gold.jsonl; the pages
belong to their publishers, only the weights are ours). Out: the F1 of a cross-validation by page, in
the measure of the article-extraction benchmark, and with --write data/lexicon/en/furniture_model.toml,
trained on all pages. The features come from the reader itself, so that they exist once.

A hundred pages are few, so most of what is learned from is made of them: the body of one page within the
furniture of another, or with most of the furniture cut away. (Bodies rewritten as lists, and comments and
teasers made of other reports put beside them, made it worse; so did features of lines that share their shape, are
numbered or speak of "I".) Of the made pages a fold learns only from those that hold nothing of a page
it is measured on. Epochs, sizes and costs are the defaults below, set before; that pages are mixed, the number of networks and
seven of the features were settled after seeing the folds, so that their figure is a little optimistic.
The model is the mean of a few small networks, each of which learns from made pages of its own: a layer over the features of
each line, a recurrent layer that runs over the page both ways, and a layer over both. Needs numpy and torch.
"""
import argparse
import collections
import difflib
import json
import pathlib
import random
import re
import subprocess
import tempfile

import numpy as np
import torch
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLD = ROOT / "../shared/bench/intake/text_gold.jsonl"
MODEL = ROOT / "data/lexicon/en/furniture_model.toml"
INPUT, HIDDEN, MIDDLE = 24, 24, 16
# Standardised features beyond this say no more.
FARTHEST = 6.0
# Cost in log-odds of going from body to furniture or back.
CHANGE = 1.0
# Log-odds from which a line may be body: of these bounds the one of the highest expected F1 is taken.
BOUNDS = np.arange(-4.0, 5.01, 0.25)


def words(text):
    return re.findall(r"\w+", text)


def shingles(text):
    w = words(text)
    return collections.Counter(tuple(w[i : i + 4]) for i in range(max(1, len(w) - 3)) if w)


def labels(lines, body):
    """For each line of a page whether it is body: most of its words align with the body's."""
    own = [i for i, line in enumerate(lines) for _ in words(line)]
    all_words = [w for line in lines for w in words(line)]
    size = np.bincount(own, minlength=len(lines)) if own else np.zeros(len(lines))
    hit = np.zeros(len(lines))
    for at, _, length in difflib.SequenceMatcher(None, all_words, words(body), autojunk=False).get_matching_blocks():
        for k in range(at, at + length):
            hit[own[k]] += 1
    return (size > 0) & (hit >= 0.6 * size)


class Page:
    """A page's lines, where its body is, and the lines that show its headline."""

    def __init__(self, gold):
        self.id, self.body = gold["id"], gold["body"]
        self.lines = [x for x in gold["dump"].split("\n") if x.strip()]
        self.is_body = labels(self.lines, self.body)
        self.start = int(np.argmax(self.is_body))
        self.end = len(self.lines) - int(np.argmax(self.is_body[::-1]))
        fold = lambda s: " ".join(words(s.lower()))
        first, folded = fold(self.lines[0]), [fold(x) for x in self.lines]
        shows = lambda x: len(x.split()) >= 4 and (first.startswith(x) or x.startswith(first))
        self.titles = {i for i, x in enumerate(folded) if i and shows(x)}
        self.headline = self.lines[min(self.titles)] if self.titles else self.lines[0]


def thinned(lines, nearest, rng):
    """Furniture as it stands, or only what is `nearest` the body, or with a stretch left out."""
    kind = rng.random()
    if kind < 0.25:
        return nearest(lines, rng.choice([0, 1, 2, 4, 8, 16, 32]))
    if kind < 0.4 and len(lines) > 10:
        k, m = rng.randrange(len(lines)), rng.randrange(1, 1 + len(lines) // 2)
        return lines[:k] + lines[k + m :]
    return lines


def mixed(one, frame, rng):
    """The body of `one` within the furniture of `frame`."""
    shown = lambda i: one.lines[0] if i == 0 else one.headline if i in frame.titles else frame.lines[i]
    above = thinned([shown(i) for i in range(frame.start)], lambda x, n: x[len(x) - n :] if n < len(x) else x, rng)
    below = thinned([shown(i) for i in range(frame.end, len(frame.lines))], lambda x, n: x[:n], rng)
    body = one.lines[one.start : one.end]
    return {"of": {one.id, frame.id}, "text": "\n".join(above + body + below), "body": one.body}


def cropped(page, rng):
    """The page with few lines of furniture left above and below, and now and then none."""
    above, below = rng.choice([0, 1, 2, 4, 8, 16]), rng.choice([0, 0, 1, 3, 6, 12, 20])
    kept = page.lines[max(0, page.start - above) : page.end + below]
    return {"of": {page.id}, "text": "\n".join(kept), "body": page.body}


def features(reader, pages):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for number, page in enumerate(pages):
            file.write(json.dumps({"id": number, "text": page["text"]}) + "\n")
        file.flush()
        out = subprocess.run([reader, "--features", file.name], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    head, *rest = out.split("\n")[:-1]
    for page, line in zip(pages, rest):
        units = json.loads(line)["units"]
        page["lines"] = [u["text"] for u in units]
        page["x"] = np.array([u["row"] for u in units], dtype=np.float32)
        page["y"] = labels(page["lines"], page["body"]).astype(np.float32)
        # The first feature is the logarithm of a line's words.
        page["n"] = 2.0 ** page["x"][:, 0] - 1.0
        # Every page weighs the same, within it a line nearly by its words: the measure counts words.
        weight = (page["n"] + 1.0) ** 0.8
        page["w"] = (weight / weight.sum()).astype(np.float32)
    return json.loads(head)["names"]


class Net(nn.Module):
    def __init__(self, inputs, drop=0.3):
        super().__init__()
        self.input = nn.Linear(inputs, INPUT)
        self.over = nn.GRU(INPUT, HIDDEN, bidirectional=True, batch_first=True)
        self.middle = nn.Linear(2 * HIDDEN + INPUT, MIDDLE)
        self.output = nn.Linear(MIDDLE, 1)
        self.few, self.many = nn.Dropout(0.1), nn.Dropout(drop)

    def forward(self, x, lengths):
        line = torch.relu(self.input(self.few(x)))
        packed = nn.utils.rnn.pack_padded_sequence(self.many(line), lengths, batch_first=True, enforce_sorted=False)
        over, _ = nn.utils.rnn.pad_packed_sequence(self.over(packed)[0], batch_first=True)
        middle = torch.relu(self.middle(self.many(torch.cat([line, over], -1))))
        return self.output(self.many(middle)).squeeze(-1)


def standard(pages):
    x = np.concatenate([p["x"] for p in pages])
    return x.mean(0), x.std(0) + 1e-2


def made_pages(pages, mixes, reader, number):
    """The made pages of the net with this number."""
    rng = random.Random(1000 + number)
    made = [cropped(p, rng) for p in pages for _ in range(2)]
    made += [mixed(p, rng.choice([q for q in pages if q is not p]), rng) for p in pages for _ in range(mixes)]
    features(reader, made)
    for page in made:
        del page["text"], page["lines"]
    return made


def learn(whole, made, held, epochs, seed):
    """Nets that learn from nothing of the pages `held`, with the mean and scale of what goes in, as they are written."""
    free = lambda pages: [p for p in pages if not p["of"] & held]
    # The first net's made pages tell what is usual; those of all would tell the same.
    mean, scale = ([float(f"{v:.4g}") for v in values] for values in standard(free(whole + made[0])))
    mean, scale = np.array(mean, dtype=np.float32), np.array(scale, dtype=np.float32)
    return [train(free(whole + m), mean, scale, epochs, seed + n) for n, m in enumerate(made)], mean, scale


def batches(pages, rng, size=32):
    pages = sorted(pages, key=lambda p: len(p["y"]) + 60 * rng.random())
    out = [pages[i : i + size] for i in range(0, len(pages), size)]
    rng.shuffle(out)
    return out


def train(pages, mean, scale, epochs, seed, peak=6e-3):
    torch.manual_seed(seed)
    rng = random.Random(seed)
    net = Net(len(mean))
    adam = torch.optim.AdamW(net.parameters(), lr=peak, weight_decay=1e-3)
    total, step = epochs * len(batches(pages, rng)), 0
    pad = lambda rows: nn.utils.rnn.pad_sequence([torch.from_numpy(r) for r in rows], batch_first=True)
    for _ in range(epochs):
        for batch in batches(pages, rng):
            for group in adam.param_groups:
                group["lr"] = peak * min(1.0, (step + 1) / 40) * max(0.02, 1 - step / total)
            step += 1
            rows = [np.clip((p["x"] - mean) / scale, -FARTHEST, FARTHEST) for p in batch]
            z = net(pad(rows), torch.tensor([len(r) for r in rows]))
            loss = nn.functional.binary_cross_entropy_with_logits(z, pad([p["y"] for p in batch]), reduction="none")
            adam.zero_grad()
            ((pad([p["w"] for p in batch]) * loss).sum() / len(batch)).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            adam.step()
    return coarse(net.eval())


MATRICES = ["input.weight", "over.weight_ih_l0", "over.weight_hh_l0", "over.weight_ih_l0_reverse", "over.weight_hh_l0_reverse",
            "middle.weight", "output.weight"]


def coarse(net):
    """The net with the weights that are written: each row in 8 bits with a scale."""
    with torch.no_grad():
        for name in MATRICES:
            w = net.get_parameter(name)
            scale = w.abs().amax(1, keepdim=True).clamp(min=1e-6) / 127
            scale = torch.tensor([[float(f"{v:.4g}")] for v in scale[:, 0].tolist()])
            w.copy_(torch.round(w / scale).clamp(-127, 127) * scale)
    return net


def scores(nets, mean, scale, page):
    x = torch.from_numpy(np.clip((page["x"] - mean) / scale, -FARTHEST, FARTHEST))[None]
    with torch.no_grad():
        return sum(net(x, torch.tensor([x.shape[1]]))[0].numpy() for net in nets) / len(nets)


def likeliest(z, change):
    best, back = [0.0, 0.0], []
    for s in z:
        back.append([best[0] < best[1] - change, best[1] >= best[0] - change])
        best = [max(best[0], best[1] - change), max(best[1], best[0] - change) + s]
    state, path = best[1] > best[0], []
    for pair in reversed(back):
        path.append(state)
        state = pair[int(state)]
    return path[::-1]


def chosen(z, n):
    """The lines to keep: of the likeliest paths over all bounds the one of the highest expected F1 of words."""
    p = 1 / (1 + np.exp(-z))
    total, best, out = (p * n).sum(), -1.0, [False] * len(z)
    for bound in BOUNDS:
        keep = np.array(likeliest(z - bound, CHANGE), dtype=bool)
        value = 2 * (p * n)[keep].sum() / max(1e-9, n[keep].sum() + total)
        if value > best + 1e-6:
            best, out = value, keep
    return out


def once(lines, keep):
    """Without long lines that are kept already."""
    seen, out = set(), []
    for line, kept in zip(lines, keep):
        folded = " ".join(line.lower().split())
        out.append(bool(kept) and not (len(folded.split()) >= 8 and folded in seen))
        seen.update([folded] if out[-1] else [])
    return out


def measure(pages, choose):
    """Precision, recall and F1 as ../shared/bench/intake/score.py counts them."""
    precisions, recalls = [], []
    for page in pages:
        kept = "\n\n".join(line for line, keep in zip(page["lines"], choose(page)) if keep)
        gold, found = shingles(page["body"]), shingles(kept)
        true = sum((gold & found).values())
        false, missed = sum(found.values()) - true, sum(gold.values()) - true
        if true + false:
            precisions.append(true / (true + false))
        elif missed:
            precisions.append(0.0)
        recalls.append(true / (true + missed) if true + missed else 1.0)
    p, r = np.mean(precisions), np.mean(recalls)
    return p, r, 2 * p * r / (p + r)


def text(nets, mean, scale, names):
    row = lambda v: "[" + ", ".join(f"{x:.4g}" for x in v) + "]"
    out = [
        "# Weights of the line model. Generated by training/furniture.py; do not edit.",
        "# A matrix is rows of whole numbers and, after them, what each row is multiplied by.",
        "features = [" + ", ".join(json.dumps(n) for n in names) + "]",
        f"mean = {row(mean)}",
        f"scale = {row(scale)}",
        f"change = {CHANGE}",
    ]

    def layer(name, weight, bias):
        scale = weight.abs().amax(1) / 127
        whole = torch.round(weight / scale.clamp(min=1e-9)[:, None]).int().tolist()
        out.append(f"[net.{name}]")
        out.append("weights = [\n" + "".join("  [" + ", ".join(map(str, r)) + "],\n" for r in whole) + "]")
        out.append(f"scale = {row(scale.tolist())}")
        out.append(f"bias = {row(bias.tolist())}")

    for net in nets:
        get = net.get_parameter
        out.append("\n[[net]]")
        layer("input", get("input.weight"), get("input.bias"))
        for way, end in (("down", ""), ("up", "_reverse")):
            for side, short in (("line", "ih"), ("state", "hh")):
                layer(f"{way}_{side}", get(f"over.weight_{short}_l0{end}"), get(f"over.bias_{short}_l0{end}"))
        layer("middle", get("middle.weight"), get("middle.bias"))
        layer("output", get("output.weight"), get("output.bias"))
    return "\n".join(out) + "\n"


def main():
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("--reader", required=True)
    args.add_argument("--folds", type=int, default=5, help="0: no cross-validation")
    args.add_argument("--nets", type=int, default=8)
    args.add_argument("--epochs", type=int, default=8)
    args.add_argument("--mixes", type=int, default=12, help="made pages for each page")
    args.add_argument("--write", action="store_true")
    args = args.parse_args()
    torch.set_num_threads(1)
    reader = str(pathlib.Path(args.reader).resolve())
    gold = [json.loads(line) for line in open(GOLD, encoding="utf-8")]
    pages = [p for g in gold if (p := Page(g)).is_body.any()]
    whole = [{"of": {g["id"]}, "text": g["dump"], "body": g["body"]} for g in gold]
    names = features(reader, whole)
    made = [made_pages(pages, args.mixes, reader, number) for number in range(args.nets)]
    print("labels  P {:.3f} R {:.3f} F1 {:.3f}".format(*measure(whole, lambda p: p["y"] > 0.5)), flush=True)
    order = sorted(g["id"] for g in gold)
    random.Random(7).shuffle(order)
    for fold in range(args.folds):
        held = set(order[fold :: args.folds])
        models = learn(whole, made, held, args.epochs, 100 * fold)
        for page in whole:
            if page["of"] & held:
                page["z"] = scores(*models, page)
        done = [p for p in whole if "z" in p]
        print("fold {}, {} pages  P {:.3f} R {:.3f} F1 {:.3f}".format(fold, len(done), *measure(done, lambda p: once(p["lines"], chosen(p["z"], p["n"])))), flush=True)
    if args.write:
        nets, mean, scale = learn(whole, made, set(), args.epochs, 0)
        MODEL.write_text(text(nets, mean, scale, names), encoding="utf-8")
        print("in sample  P {:.3f} R {:.3f} F1 {:.3f}".format(*measure(whole, lambda p: once(p["lines"], chosen(scores(nets, mean, scale, p), p["n"])))))
        print(f"wrote {MODEL.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
