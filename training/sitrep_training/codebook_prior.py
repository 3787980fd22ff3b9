"""The trigger table of the codebook as a prior for the claim heads.

In: data/codebook/*.toml. Out: JSON {"lemma/V": [16 floats], ...}; key as labels.key_of makes it, one share a type in
the order of labels.TYPES; the shares of a key sum to its strength (how often the word alone means an event at all).

    python -m sitrep_training.codebook_prior --codebook data/codebook --out prior.json

A trigger that needs more than its word (a particle, an object, a modifier) counts by what the bare word still tells.
"""

import argparse
import glob
import json
import math
import os
import tomllib

from .labels import LIGHT, TYPES

# What is left of a trigger's strength when only its word is seen: the rarer the missing condition, the less.
PARTICLE, CLASS, WORD, MODIFIER = 0.4, 0.35, 0.1, 0.3
STRONGEST = 0.95


def verb(pattern, particles):
    """(word, pos, share of the strength that the bare word keeps) of a verb pattern (data/codebook/README.md)."""
    words = pattern.split()
    keep = 1.0
    if words[0].startswith("@"):
        words, keep = words[1:], CLASS
    head, rest = words[0], words[1:]
    bound = [w for w in rest if w not in particles]
    if any(not w.startswith("@") for w in bound):
        if head in LIGHT and rest[0] not in particles:
            return bound[0], "N", WORD
        return head, "V", keep * WORD
    if bound:
        return head, "V", keep * CLASS
    return head, "V", keep * (PARTICLE if rest else 1.0)


def noun(pattern, pos, particles):
    """The same for a noun or adjective pattern."""
    words = pattern.split()
    cut = next((i for i, w in enumerate(words) if i and w in particles), len(words))
    keep = MODIFIER ** (cut - 1)
    if cut < len(words):
        keep *= WORD if words[-1] not in particles and not words[-1].startswith("@") else CLASS
    return words[cut - 1], pos, keep


def prior(folder):
    """Key → 16 shares, from every file of the folder that states one of the 16 types."""
    with open(os.path.join(folder, "frames.toml"), "rb") as f:
        particles = set(tomllib.load(f)["particles"])
    table = {}
    for path in sorted(glob.glob(os.path.join(folder, "*.toml"))):
        with open(path, "rb") as f:
            source = tomllib.load(f)
        if source.get("type") not in TYPES:
            continue
        k = TYPES.index(source["type"])
        for group in source["trigger"]:
            for pattern in group["words"]:
                if group["pos"] == "verb":
                    word, pos, keep = verb(pattern, particles)
                else:
                    word, pos, keep = noun(pattern, group["pos"][0].upper(), particles)
                row = table.setdefault(f"{word.lower()}/{pos}", [0.0] * len(TYPES))
                row[k] = max(row[k], group["strength"] * keep)
    return {key: scaled(row) for key, row in sorted(table.items())}


def scaled(row):
    """Shares in proportion to `row` that sum to the chance that any of its types is meant."""
    total = min(STRONGEST, 1 - math.prod(1 - x for x in row))
    whole = sum(row)
    return [round(x / whole * total, 4) for x in row]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--codebook", required=True, help="folder with the codebook's TOML files")
    ap.add_argument("--out", required=True, help="JSON file to write")
    a = ap.parse_args()
    table = prior(a.codebook)
    with open(a.out, "w") as f:
        json.dump(table, f)
    print(f"{len(table)} keys written to {a.out}")


if __name__ == "__main__":
    main()
