#!/usr/bin/env python3
"""Fits the weights by which claims are linked into events, and cross-validates them by story world.

    fit.py WORK SITREP LINK_BENCH SET WEIGHTS.toml [--bar B] [--strength S]

SET is the folder of the linking set (reports.jsonl, gold.jsonl, events.jsonl, score.py). Each gold claim, and each further
word that the gold lists for the same happening ("also"), is coded where it stands (`sitrep code --triggers`); `link_bench
pairs` compares groups of them drawn at random; a logistic regression with a ridge penalty weighs the features. For each
world the weights of the other worlds link all claims, its own are kept, and the score over all worlds is that of weights
that never saw the world (printed for several bars). Then the weights of all worlds are written, with the bar that was asked for.
Python 3.11 and numpy.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np


def rows(path):
    return [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]


def triggers(folder, also):
    """(doc_id, triggers) with the event of each, found in the text of its report."""
    texts = {r["doc_id"]: r["text"] for r in rows(folder / "reports.jsonl")}
    for doc in rows(folder / "gold.jsonl"):
        text, found, used = texts[doc["doc_id"]], [], set()
        for claim in doc["claims"]:
            at = text.find(claim["sentence"])
            for nth, words in enumerate([claim["trigger"], *claim.get("also", [])][: None if also else 1]):
                spans = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", claim["sentence"], re.I)]
                span = next(((a + at, b + at) for a, b in spans if (a + at, b + at) not in used), None)
                if at >= 0 and span:
                    used.add(span)
                    found.append(dict(start=span[0], end=span[1], type=claim["type"], event=claim["event"], also=nth > 0))
        yield dict(doc_id=doc["doc_id"], triggers=found)


def code(a, also):
    """Claims at the gold words, and the event of each claim."""
    given = a.work / f"triggers-{also}.jsonl"
    docs = list(triggers(a.set, also))
    given.write_text("".join(json.dumps(d) + "\n" for d in docs), encoding="utf-8")
    out = a.work / f"claims-{also}.jsonl"
    subprocess.run([a.sitrep, "code", "--clean", "--triggers", given, a.set / "reports.jsonl", "--format", "jsonl", "-o", out], check=True)
    by = {d["doc_id"]: d["triggers"] for d in docs}
    events = []
    for c in rows(out):
        hit = lambda t: t["start"] < c["trigger"]["end"] and c["trigger"]["start"] < t["end"] and t["type"] == c["type"]
        events += [dict(claim_id=c["claim_id"], event=next(t["event"] for t in by[c["doc_id"]] if hit(t)))]
    gold = a.work / f"events-{also}.jsonl"
    gold.write_text("".join(json.dumps(e) + "\n" for e in events), encoding="utf-8")
    return out, gold


def fit(x, y, strength):
    """Weights and bias of a logistic regression on features of unit spread; Newton's method, ridge penalty `strength`."""
    spread = x.std(0)
    spread[spread < 1e-6] = np.inf
    z = np.hstack([(x - x.mean(0)) / spread, np.ones((len(x), 1))])
    w, ridge = np.zeros(z.shape[1]), np.full(z.shape[1], strength)
    ridge[-1] = 1e-6
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
        step = np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + np.diag(ridge), z.T @ (y - p) - ridge * w)
        w += step
        if np.abs(step).max() < 1e-6:
            break
    of = w[:-1] / spread
    return of, w[-1] - of @ x.mean(0)


# Not fitted: a day in a crowd says as many times less as the crowd is larger (crates/sitrep/src/event/crowd.rs), and
# hardly any days of the set are crowded.
FIXED = {"crowd": -1.0}


def table(path, names, of, bias, bar, head=""):
    lines = [head, f"bias = {bias:.3f}", f"bar = {bar}", "", "[weights]"]
    path.write_text("\n".join(lines + [f"{n} = {FIXED.get(n, w):.3f}" for n, w in zip(names, of)]) + "\n", encoding="utf-8")


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("work", type=Path)
    for name in ("sitrep", "link_bench", "set", "weights"):
        ap.add_argument(name, type=Path)
    ap.add_argument("--bar", type=float, default=1.0)
    ap.add_argument("--bars", default="-0.5,0,0.5,1,1.5,2")
    ap.add_argument("--strength", type=float, default=150.0)
    a = ap.parse_args()
    a.work.mkdir(parents=True, exist_ok=True)
    claims, gold = code(a, True)
    said = subprocess.run([a.link_bench, "pairs", claims, gold], check=True, capture_output=True, text=True)
    names = said.stderr.split()
    lines = [line.split("\t") for line in said.stdout.splitlines()]
    world = np.array([line[0] for line in lines])
    y = np.array([float(line[1]) for line in lines])
    x = np.array([[float(v) for v in line[2:]] for line in lines])
    x[:, [n in FIXED for n in names]] = 0
    print(f"{len(y)} comparisons, {int(y.sum())} of one happening, {len(set(world))} worlds, {len(names)} features")
    first, _ = code(a, False)
    bars = [float(b) for b in a.bars.split(",")]
    answers, seen = {b: [] for b in bars}, []
    for held in sorted(set(world)):
        of, bias = fit(x[world != held], y[world != held], a.strength)
        seen.append(of)
        for bar in bars:
            # All worlds are linked together, as they are where the figures come from; the held one's claims are kept.
            table(a.work / "fold.toml", names, of, bias, bar)
            said = subprocess.run([a.link_bench, "link", first, a.work / "fold.toml"], check=True, capture_output=True, text=True).stdout
            answers[bar] += [line for line in said.splitlines() if json.loads(line)["doc_id"].startswith(held + "-")]
    for bar in bars:
        out = a.work / "answers.jsonl"
        out.write_text("\n".join(answers[bar]) + "\n", encoding="utf-8")
        score = [sys.executable, a.set / "score.py", a.set / "gold.jsonl", out, "--events", a.set / "events.jsonl", "--json"]
        m = json.loads(subprocess.run(score, check=True, capture_output=True, text=True).stdout)
        print(f"bar {bar:4}: B3 P {100 * m['b3'][0]:.1f} R {100 * m['b3'][1]:.1f} F1 {100 * m['b3'][2]:.1f}  CEAF {100 * m['ceaf_e'][2]:.1f}  "
              f"over {m['over']} of {m['predicted_events']} ({100 * m['over'] / m['predicted_events']:.1f} %)  under {m['under']}  hard {len(m['hard'])}")
    of, bias = fit(x, y, a.strength)
    spread = np.array(seen).std(0)
    head = (
        "# Weights by which claims are linked into events; written by training/events/fit.py, not by hand.\n"
        f"# Logistic regression (ridge {a.strength:g}) over {len(y)} comparisons of groups of claims in {len(set(world))} invented story worlds; what each\n"
        "# feature says stands in crates/sitrep/src/event/feature.rs. `bar` was chosen by cross-validation over worlds\n"
        "# (docs/decisions/0009)."
    )
    table(a.weights, names, of, bias, a.bar, head)
    for n, w, s in sorted(zip(names, of, spread), key=lambda t: -abs(t[1])):
        print(f"{n:20} {w:7.2f} ± {s:.2f}")


if __name__ == "__main__":
    main()
