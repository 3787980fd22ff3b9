"""Averages the weights of two checkpoints of the claim branch, one trained on from the other.

In: two checkpoints. Out: one with the mean of both; paths, lexicon and prior are the second's.

    python -m sitrep_training.average --first A.pt --second B.pt --out C.pt
"""

import argparse

import torch


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("first", "second", "out"):
        ap.add_argument("--" + name, required=True)
    a = ap.parse_args()
    first, second = (torch.load(p, weights_only=False) for p in (a.first, a.second))
    for k, v in second["mean"].items():
        if v.is_floating_point():
            second["mean"][k] = (first["mean"][k] + v) / 2
    second.pop("opt", None)
    torch.save(second, a.out)


if __name__ == "__main__":
    main()
