"""Averages the weights of runs that began from common ancestors.

In: checkpoints of one branch, each with a weight. Out: one with their mean; what is no weight is the first's.

    python -m sitrep_training.average --out MEAN.pt A.pt=1 B.pt=2 …

Runs of the claim branch may know other paths and signs: each is averaged over the runs that know it by name.
"""

import argparse

import torch


def aligned(own, other):
    """The other run's weights with paths and signs in the order of the first's; those that it lacks keep the first's."""
    out = dict(other["mean"])
    for weight, names, kept in (("event.path.weight", "paths", 3), ("event.sign.weight", "signs", 0), ("event.sign_status.weight", "signs", 0)):
        if names not in other:
            continue
        # Paths are rows (the first three have no name), signs are columns.
        turn = (lambda x: x) if names == "paths" else torch.Tensor.t
        rows, theirs = turn(own["mean"][weight].clone()), turn(out[weight])
        rows[:kept] = theirs[:kept]
        for name, at in own[names].items():
            if name in other[names]:
                rows[at] = theirs[other[names][name]]
        out[weight] = turn(rows).contiguous()
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--out", required=True)
    ap.add_argument("runs", nargs="+", metavar="CHECKPOINT=WEIGHT")
    a = ap.parse_args()
    paths, shares = zip(*(r.rsplit("=", 1) for r in a.runs))
    shares = [float(s) / sum(map(float, shares)) for s in shares]
    runs = [torch.load(p, weights_only=False) for p in paths]
    first = runs[0]
    key = "mean" if "mean" in first else "model"
    weights = [first[key], *(aligned(first, r) if "paths" in first else r[key] for r in runs[1:])]
    first[key] = {k: sum(s * w[k].float() for s, w in zip(shares, weights)) if v.is_floating_point() else v
                  for k, v in first[key].items()}
    for name in ("opt", "model") if key == "mean" else ("opt",):
        first.pop(name, None)
    torch.save(first, a.out)


if __name__ == "__main__":
    main()
