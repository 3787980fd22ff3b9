#!/usr/bin/env python3
"""Fits the weights by which an act without a day of its own is dated by the narrative, and cross-validates them by story world.

    narrative.py WORK SITREP LINK_BENCH SET WEIGHTS.toml [--bar P] [--strength S]

SET is the folder of the linking set, whose events tell the days of each claim. The gold claims are coded where they stand
(`fit.py` does it the same way); `link_bench narrative` lists the days that each claim without one may have, with their
features; a conditional logit with a ridge penalty weighs them against "none of these". Claims of happenings and acts only:
a plan's day is not the deed's. Printed are, for several bars, how many claims get a day of the report that never was in the
fit, and how many of these days are right; then the weights of all worlds are written. Python 3.11 and numpy.
"""

import argparse
import json
import subprocess
from collections import defaultdict
from pathlib import Path

import numpy as np

from fit import code, rows


def fit(data, n, strength):
    """Weights of a conditional logit; plain gradient ascent, ridge penalty `strength`."""
    w = np.zeros(n)
    for _ in range(600):
        g = -strength * w
        for x, y, _ in data:
            s = x @ w
            p = np.exp(s - s.max())
            p /= p.sum()
            q = p * y
            g += x.T @ (q / q.sum() - p)
        w += 0.01 * g
    return w


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("work", type=Path)
    for name in ("sitrep", "link_bench", "set", "weights"):
        ap.add_argument(name, type=Path)
    ap.add_argument("--bar", type=float, default=0.62)
    ap.add_argument("--strength", type=float, default=2.0)
    a = ap.parse_args()
    a.work.mkdir(parents=True, exist_ok=True)
    claims, gold = code(a, False)
    event_of = {r["claim_id"]: r["event"] for r in rows(gold)}
    events = {e["event"]: e for e in rows(a.set / "events.jsonl")}
    said = subprocess.run([a.link_bench, "narrative", claims], check=True, capture_output=True, text=True)
    names = said.stderr.split()
    by = defaultdict(list)
    for line in said.stdout.splitlines():
        row = json.loads(line)
        by[row["claim_id"]].append(row)
    data = []
    for claim, options in by.items():
        event = events[event_of[claim]]
        if not event.get("date_from") or event["kind"] not in ("happening", "act"):
            continue
        hit = lambda d: d is not None and d[0] <= event["date_to"] and event["date_from"] <= d[1]
        y = np.array([float(hit(o["days"])) for o in options])
        if not y.any():
            y[[o["days"] is None for o in options]] = 1
        told = np.array([o["days"] is not None and sum(o["features"][:8]) > 0 for o in options])
        data.append((event["world"], (np.array([o["features"] for o in options], float), y, told)))
    print(f"{len(data)} claims without a day, {len({d[0] for d in data})} worlds, {len(names)} features")
    seen = []
    for world in sorted({d[0] for d in data}):
        w = fit([d[1] for d in data if d[0] != world], len(names), a.strength)
        for x, y, told in (d[1] for d in data if d[0] == world):
            s = np.exp(x @ w)
            p = s / s.sum()
            best = int(np.argmax(np.where(x[:, -1] > 0, -1, p)))
            seen.append((p[best], y[best], told[best]))
    for bar in (0.4, 0.5, 0.55, 0.6, 0.62, 0.64, 0.66, 0.7, 0.8):
        taken = [right for p, right, told in seen if p >= bar and told]
        print(f"bar {bar}: {len(taken)} get a day, {100 * sum(taken) / max(len(taken), 1):.1f} % of these right")
    w = fit([d[1] for d in data], len(names), a.strength)
    head = [
        "# Weights by which an act without a day of its own is dated by the narrative; written by training/events/narrative.py,",
        f"# not by hand. Conditional logit (ridge {a.strength:g}) over {len(data)} claims of {len({d[0] for d in data})} invented story worlds; what each feature says",
        "# stands in crates/sitrep/src/resolve/narrative.rs. `bar` was chosen by cross-validation over worlds.",
        f"bar = {a.bar}",
        "",
        "[weights]",
    ]
    a.weights.write_text("\n".join(head + [f"{n} = {x:.3f}" for n, x in zip(names, w)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
