#!/usr/bin/env python3
"""Fits the weights that say whether a stretch names a place (data/lexicon/en/place_model.toml) on half of the
development documents of LGL, TR-News, GeoWebNews and GeoVirus, and says what they are worth on both halves.

    cargo build --release -p sitrep --example find_bench
    for s in lgl tr_news gwn geovirus; do
      target/release/sitrep parse ../shared/bench/places/$s.jsonl --clean > WORK/$s.conllu
      target/release/examples/find_bench packs/places.pack ../shared/bench/places/$s.jsonl WORK/$s.conllu > WORK/$s.weighed
    done
    python3 bench/accuracy/tune_finding.py ../shared/bench/places WORK [--write] [--fit-all]

A logistic regression for each source of mentions, with a ridge; the halves are told by a hash of the documents' names.
A mention is right when it overlaps a gold toponym. GeoVirus marks no adjectives, so its adjectives teach nothing and are
left out of its figures. Standard library only; a few minutes.
"""
import argparse
import hashlib
import importlib.util
import json
import math
import pathlib

SETS = ["lgl", "tr_news", "gwn", "geovirus"]
MODEL = pathlib.Path(__file__).resolve().parents[2] / "data/lexicon/en/place_model.toml"
RIDGE = 2.0


def half(doc):
    return hashlib.sha256(doc.encode()).digest()[0] & 1


def load(folder, work):
    docs = []
    for s in SETS:
        gold = [json.loads(line) for line in open(folder / f"{s}.jsonl", encoding="utf-8")]
        said = [json.loads(line) for line in open(work / f"{s}.weighed", encoding="utf-8")]
        for g, w in zip(gold, said, strict=True):
            assert g["doc_id"] == w["doc_id"]
            found = [t for t in w["toponyms"] if not (s == "geovirus" and t["source"] == "adjective")]
            for t in found:
                t["right"] = any(x["start"] < t["end"] and t["start"] < x["end"] for x in g["toponyms"])
            docs.append((s, half(g["doc_id"]), g["toponyms"], found))
    return docs


def solve(a, b):
    """Gaussian elimination of a symmetric positive system."""
    n = len(b)
    a = [row[:] + [v] for row, v in zip(a, b)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(a[r][i]))
        a[i], a[p] = a[p], a[i]
        for r in range(i + 1, n):
            f = a[r][i] / a[i][i]
            if f:
                for c in range(i, n + 1):
                    a[r][c] -= f * a[i][c]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (a[i][n] - sum(a[i][c] * x[c] for c in range(i + 1, n))) / a[i][i]
    return x


def fit(rows):
    """Newton's method; rows are (signs, right, weight)."""
    names = sorted({k for signs, _, _ in rows for k in signs})
    at = {k: i for i, k in enumerate(names)}
    data = [([(at[k], v) for k, v in signs.items()], right, w) for signs, right, w in rows]
    x = [0.0] * len(names)
    for _ in range(12):
        grad = [-RIDGE * v * (n != "bias") for n, v in zip(names, x)]
        hess = [[(RIDGE if n != "bias" else 1e-3) * (i == j) for j in range(len(names))] for i, n in enumerate(names)]
        for signs, right, w in data:
            p = 1 / (1 + math.exp(-max(-30, min(30, sum(x[i] * v for i, v in signs)))))
            for i, v in signs:
                grad[i] += w * (right - p) * v
                for j, u in signs:
                    hess[i][j] += w * p * (1 - p) * v * u
        step = solve(hess, grad)
        x = [a + b for a, b in zip(x, step)]
        if max(map(abs, step)) < 1e-4:
            break
    return dict(zip(names, x))


def sure(model, t):
    w = model.get(t["source"], {})
    return 1 / (1 + math.exp(-max(-30, min(30, sum(w.get(k, 0) * v for k, v in t["signs"].items())))))


def figures(docs, keep, km):
    """Recognition F1 and end-to-end F1, as score.py counts them."""
    gold = given = hit = xy = right = 0
    for _, _, tops, found in docs:
        got = [t for t in found if keep(t)]
        gold += len(tops)
        given += len(got)
        used = set()
        for t in tops:
            has = t["lat"] is not None
            xy += has
            over = [(min(p["end"], t["end"]) - max(p["start"], t["start"]), -k) for k, p in enumerate(got) if k not in used]
            best = max(over, default=(0, 0))
            if best[0] <= 0:
                continue
            used.add(-best[1])
            hit += 1
            p = got[-best[1]]
            same = p["geonames_id"] and t["geonames_id"] and int(p["geonames_id"]) == int(t["geonames_id"])
            right += bool(has and (same or p["lat"] is not None and km(t["lat"], t["lon"], p["lat"], p["lon"]) <= 161))
    f = lambda p, r: 200 * p * r / (p + r) if p + r else 0.0
    return f(hit / max(given, 1), hit / max(gold, 1)), f(right / max(given, 1), right / max(xy, 1))


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("folder", type=pathlib.Path)
    ap.add_argument("work", type=pathlib.Path)
    ap.add_argument("--write", action="store_true", help="write place_model.toml")
    ap.add_argument("--fit-all", action="store_true", help="fit on both halves (the figures then flatter)")
    a = ap.parse_args()
    spec = importlib.util.spec_from_file_location("score", a.folder / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    docs = load(a.folder, a.work)
    model = {}
    for source in ["whole", "part", "body", "person", "run", "adjective"]:
        rows = [(t["signs"], t["right"], 1.0) for s, h, _, found in docs if h == 0 or a.fit_all for t in found if t["source"] == source]
        model[source] = fit(rows)
        print(f"{source:10} {len(rows)} mentions, {sum(r for _, r, _ in rows)} right")
    for s in SETS:
        for name, part in (("fitted", 0), ("other ", 1), ("both  ", None)):
            chosen = [d for d in docs if d[0] == s and part in (None, d[1])]
            line = []
            for least in (0.3, 0.4, 0.5, 0.6):
                r, e = figures(chosen, lambda t: sure(model, t) > least, score.km)
                line.append(f"{least}: {r:.1f} {e:.1f}")
            r, e = figures(chosen, lambda t: t["right"], score.km)
            print(f"{s:9} {name} {len(chosen):4}  recognition, end to end at  " + "   ".join(line) + f"   perfect: {r:.1f} {e:.1f}")
    if a.write:
        with open(MODEL, "w", encoding="utf-8", newline="\n") as f:
            f.write("# How much each sign says that a stretch names a place, by where its words stand; a logistic regression.\n"
                    "# Generated by bench/accuracy/tune_finding.py; do not edit.\n")
            for source, w in model.items():
                f.write(f"\n[{source}]\n" + "".join(f"{k} = {v:.3f}\n" for k, v in sorted(w.items()) if abs(v) >= 0.0005))


if __name__ == "__main__":
    main()
