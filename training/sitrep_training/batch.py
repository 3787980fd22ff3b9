"""Windows of sentences into padded batches, and a step of training.

In: sentences with subword ids. Out: tensors. Knows no labels' meaning.
"""

import random

import torch
from torch import nn

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


def half_precision():
    """Where the processor has no 16-bit numbers, they cost ten times as much as whole ones: then nothing is cast."""
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported())


def descend(model, opt, loss, mean, step, longest):
    """One step down, and the running mean of the weights over at most about 1 / (1 - longest) steps."""
    opt.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 2.0)
    opt.step()
    keep = min(longest, step / (step + 20))
    with torch.no_grad():
        for name, v in model.state_dict().items():
            mean[name].lerp_(v, 1 - keep)
