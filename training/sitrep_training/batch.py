"""Windows of sentences into padded batches.

In: sentences with subword ids. Out: tensors. Knows no labels' meaning.
"""

import random

import torch

CLS, SEP, UNK, MASK, MOST_PIECES = 101, 102, 100, 103, 12


def pieces(tokenizer, word, unknown=UNK):
    """Subword ids of one word, at most twelve."""
    return (tokenizer.encode(word, add_special_tokens=False).ids or [unknown])[:MOST_PIECES]


def pad(rows, fill, width):
    return torch.tensor([list(r) + [fill] * (width - len(r)) for r in rows])


def group(items, size, budget, shuffle, rng=random):
    """Batches of items of like size: padded size times count stays under `budget`."""
    order = sorted(range(len(items)), key=lambda i: size(items[i]) + (rng.random() * 8 if shuffle else 0))
    out, cur, top = [], [], 0
    for i in order:
        width = max(top, size(items[i]))
        if cur and width * (len(cur) + 1) > budget:
            out.append(cur)
            cur, width = [], size(items[i])
        cur.append(i)
        top = width
    if cur:
        out.append(cur)
    if shuffle:
        rng.shuffle(out)
    return [[items[i] for i in b] for b in out]
