"""Trains the line model of the report reader: which lines of a page's text are its body.

    python training/furniture.py --reader target/release/examples/read [--folds 5] [--write]

In: pages as dumped text with the body of each (../shared/bench/intake/text_gold.jsonl; the pages
belong to their publishers, only the weights are ours). Out: the F1 of a cross-validation by page, in
the measure of the article-extraction benchmark, and with --write data/lexicon/en/furniture_model.toml,
trained on all pages. The features come from the reader itself, so that they exist once.
Pages are also learned from with most of their furniture cut away, since a pasted report brings less of
it than a whole page. Needs numpy.
"""
import argparse
import collections
import json
import pathlib
import random
import re
import subprocess
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLD = ROOT / "../shared/bench/intake/text_gold.jsonl"
MODEL = ROOT / "data/lexicon/en/furniture_model.toml"


def words(text):
    return re.findall(r"\w+", text)


def shingles(text):
    w = words(text)
    return collections.Counter(tuple(w[i : i + 4]) for i in range(max(1, len(w) - 3)) if w)


def labels(lines, body):
    """For each line of a page whether it is body: by its words, and short ones only between longer ones."""
    paragraphs = {"".join(words(p)) for p in body.split("\n")} - {""}
    quads = set(shingles(body))
    out = []
    for line in lines:
        own = [s for s in shingles(line)]
        if len(words(line)) < 8:
            out.append("".join(words(line)) in paragraphs)
        else:
            out.append(sum(s in quads for s in own) >= 0.6 * len(own))
    long = [i for i, line in enumerate(lines) if out[i] and len(words(line)) >= 8]
    if long:
        first = long[0]
        out = [o and first - 2 <= i <= long[-1] + 3 for i, o in enumerate(out)]
    return out


def cropped(page, rng):
    """The page with few lines of furniture left above and below, and now and then none."""
    lines = [x for x in page["dump"].split("\n") if x.strip()]
    body = [i for i, b in enumerate(labels(lines, page["body"])) if b]
    if not body:
        return None
    above, below = rng.choice([0, 1, 2, 4, 8, 16]), rng.choice([0, 0, 1, 3, 6, 12, 20])
    kept = lines[max(0, body[0] - above) : body[-1] + 1 + below]
    return {"id": page["id"], "text": "\n".join(kept), "body": page["body"]}


def features(reader, pages):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for page in pages:
            file.write(json.dumps({"id": page["id"], "text": page["text"]}) + "\n")
        file.flush()
        out = subprocess.run([reader, "--features", file.name], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    head, *rest = out.split("\n")[:-1]
    units = [json.loads(line)["units"] for line in rest]
    for page, found in zip(pages, units):
        page["lines"] = [u["text"] for u in found]
        page["x"] = np.array([u["row"] for u in found], dtype=np.float64)
        page["y"] = np.array(labels(page["lines"], page["body"]), dtype=np.float64)
        # Every page weighs the same, within it a line by its words: the measure counts words.
        size = np.array([len(words(t)) for t in page["lines"]], dtype=np.float64)
        weight = np.sqrt(size + 1.0)
        page["w"] = weight / weight.sum()
    return json.loads(head)["names"]


def train(pages, units, decay, steps, seed):
    """One hidden layer of rectified units, Adam, weights pulled to zero."""
    rng = np.random.default_rng(seed)
    x, y, w = (np.concatenate([p[k] for p in pages]) for k in "xyw")
    mean, scale = x.mean(0), x.std(0) + 1e-3
    x = (x - mean) / scale
    w = w / w.sum()
    n = x.shape[1]
    params = [rng.normal(0, 1 / np.sqrt(n), (n, units)), np.zeros(units), rng.normal(0, 1 / np.sqrt(units), units), np.zeros(1)]
    first, second = [np.zeros_like(p) for p in params], [np.zeros_like(p) for p in params]
    for step in range(1, steps + 1):
        hidden = x @ params[0] + params[1]
        active = np.maximum(hidden, 0)
        z = active @ params[2] + params[3]
        dz = w * (1 / (1 + np.exp(-z)) - y)
        dh = np.outer(dz, params[2]) * (hidden > 0)
        grads = [x.T @ dh + decay * params[0], dh.sum(0), active.T @ dz + decay * params[2], dz.sum(keepdims=True)]
        rate = 0.01 * min(1.0, 2 * (1 - step / (steps + 1)))
        for i, g in enumerate(grads):
            first[i] = 0.9 * first[i] + 0.1 * g
            second[i] = 0.999 * second[i] + 0.001 * g * g
            params[i] = params[i] - rate * (first[i] / (1 - 0.9**step)) / (np.sqrt(second[i] / (1 - 0.999**step)) + 1e-8)
    return {"mean": mean, "scale": scale, "params": params}


def scores(model, x):
    a, b, c, d = model["params"]
    return np.maximum((x - model["mean"]) / model["scale"] @ a + b, 0) @ c + d


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


def text(model, names, change):
    a, b, c, d = model["params"]
    row = lambda v: "[" + ", ".join(f"{x:.4g}" for x in v) + "]"
    out = [
        "# Weights of the line classifier. Generated by training/furniture.py; do not edit.",
        "features = [" + ", ".join(json.dumps(n) for n in names) + "]",
        f"mean = {row(model['mean'])}",
        f"scale = {row(model['scale'])}",
        f"hidden_bias = {row(b)}",
        f"output = {row(c)}",
        f"output_bias = {d[0]:.4g}",
        f"change = {change}",
        "hidden = [",
        *[f"  {row(a[:, i])}," for i in range(a.shape[1])],
        "]",
    ]
    return "\n".join(out) + "\n"


def main():
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("--reader", required=True)
    args.add_argument("--folds", type=int, default=5)
    args.add_argument("--units", type=int, default=8)
    args.add_argument("--decay", type=float, default=3e-3)
    args.add_argument("--steps", type=int, default=250)
    args.add_argument("--change", type=float, default=1.0)
    args.add_argument("--write", action="store_true")
    args = args.parse_args()
    rng = random.Random(7)
    gold = [json.loads(line) for line in open(GOLD, encoding="utf-8")]
    whole = [{"id": g["id"], "text": g["dump"], "body": g["body"]} for g in gold]
    crops = [c for g in gold for _ in range(2) if (c := cropped(g, rng))]
    names = features(str(pathlib.Path(args.reader).resolve()), whole + crops)
    print("oracle  P {:.3f} R {:.3f} F1 {:.3f}".format(*measure(whole, lambda p: p["y"] > 0.5)))
    order = sorted(p["id"] for p in whole)
    rng.shuffle(order)
    chosen, chosen_crop = {}, {}
    for fold in range(args.folds):
        held = set(order[fold :: args.folds])
        model = train([p for p in whole + crops if p["id"] not in held], args.units, args.decay, args.steps, fold)
        chosen.update({id(p): scores(model, p["x"]) for p in whole if p["id"] in held})
        chosen_crop.update({id(p): scores(model, p["x"]) for p in crops if p["id"] in held})
    for change in sorted({0.0, 0.3, 0.6, 1.0, 1.5, 2.0, 3.0, args.change}):
        a = measure(whole, lambda p: likeliest(chosen[id(p)], change))
        b = measure(crops, lambda p: likeliest(chosen_crop[id(p)], change))
        print("change {:.1f}  pages P {:.3f} R {:.3f} F1 {:.3f}   cropped P {:.3f} R {:.3f} F1 {:.3f}".format(change, *a, *b))
    if args.write:
        model = train(whole + crops, args.units, args.decay, args.steps, 0)
        MODEL.write_text(text(model, names, args.change), encoding="utf-8")
        print(f"wrote {MODEL.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
