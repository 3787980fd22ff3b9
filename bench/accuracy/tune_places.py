#!/usr/bin/env python3
"""Coordinate search for the weights of the place resolver (crates/sitrep/src/resolve/place/score.rs) on the
development halves in ../shared/bench/places; maximises the mean of the four accuracies. Run from the repository root:

    cargo build --release -p sitrep --example places_bench
    python3 bench/accuracy/tune_places.py target/release/examples/places_bench packs/places.pack ../shared/bench/places [name=value …]

Prints every step that helps. Standard library only.
"""
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

SETS = ["lgl", "tr_news", "gwn", "geovirus"]
START = dict(population=1.0, country=4.0, admin1=1.5, admin2=-1.0, town=0.0, capital=1.0, area=3.0, spot=2.0, alias=-1.0,
             sort=4.0, inside=8.0, same_country=2.5, same_admin1=2.0, under_named=1.0, nearby=2.0, sharpness=1.5)


def main():
    binary, pack, folder = sys.argv[1:4]
    folder = pathlib.Path(folder)
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    joined = pathlib.Path(tempfile.mkdtemp()) / "all.jsonl"
    joined.write_text("".join((folder / f"{s}.jsonl").read_text(encoding="utf-8").rstrip("\n") + "\n" for s in SETS), encoding="utf-8")
    gold = {s: [json.loads(line) for line in open(folder / f"{s}.jsonl", encoding="utf-8")] for s in SETS}

    def accuracy(weights):
        run = subprocess.run([binary, pack, str(joined)] + [f"{k}={v}" for k, v in weights.items()], capture_output=True, text=True, check=True)
        lines = iter(run.stdout.splitlines())
        out = []
        for s in SETS:
            right = total = 0
            for g, line in zip(gold[s], lines):
                for t, p in zip(g["toponyms"], json.loads(line)["toponyms"]):
                    if t["lat"] is None:
                        continue
                    total += 1
                    same = p["geonames_id"] and t["geonames_id"] and int(p["geonames_id"]) == int(t["geonames_id"])
                    right += bool(same or p["lat"] is not None and score.km(t["lat"], t["lon"], p["lat"], p["lon"]) <= 161)
            out.append(100 * right / total)
        return sum(out) / len(out), out

    weights = dict(START)
    weights.update((k, float(v)) for k, v in (a.split("=") for a in sys.argv[4:]))
    best, parts = accuracy(weights)
    print(f"{best:.2f}", [f"{p:.1f}" for p in parts], flush=True)
    for step in (1.0, 0.5, 0.25):
        for name in START:
            size = step * max(abs(START[name]) * 0.5, 0.5)
            for sign in (1, -1):
                while True:
                    trial = dict(weights)
                    trial[name] = round(weights[name] + sign * size, 3)
                    got, parts = accuracy(trial)
                    if got <= best + 0.02:
                        break
                    best, weights = got, trial
                    print(f"{best:.2f}", [f"{p:.1f}" for p in parts], f"{name}={trial[name]}", flush=True)
    print(" ".join(f"{k}={v}" for k, v in weights.items()))


if __name__ == "__main__":
    main()
