"""The checkpoints that a pack was made of, up to the rounding of its weights, so that training can go on when they are lost.

In: packs/english.pack. Out: a folder with `syntax.pt`, `claims.pt`, `thresholds.json`, `prior.json` and `sentence.bin`, as
the steps of train.sh make them. Not in a pack, and so not in these: the state of the optimiser, and the tags, trees and
events that were learned from.

    python -m sitrep_training.restore --pack packs/english.pack --out FOLDER

A graph names biases and tables but not the matrix of every product: a matrix is known by the bias that is added behind it.
"""

import argparse
import hashlib
import json
import os
import struct

import onnx
import torch
import zstandard

from .claims import Claims
from .encoder import load_base
from .export import FORMAT
from .labels import ROLES, STATUS, TYPE_MODES, TYPES, UPOS
from .syntax import NER, REL, Syntax

# What an older pack may have learned with other labels cannot be read with these.
FIXED = dict(ner=NER, upos_index=UPOS, types=list(TYPES), modes=[list(x) for x in TYPE_MODES], status=STATUS, roles=ROLES)


def read_pack(path):
    """Sections by name, checked (crates/text/src/pack.rs)."""
    data = open(path, "rb").read()
    version, length = struct.unpack("<II", data[8:16])
    if data[:8] != b"SITREPPK" or version != FORMAT:
        raise SystemExit(f"{path}: not a pack of format {FORMAT}")
    out = {}
    for s in json.loads(data[16 : 16 + length])["sections"]:
        start = 16 + length + s["offset"]
        out[s["name"]] = zstandard.ZstdDecompressor().decompress(data[start : start + s["length"]], max_output_size=s["size"])
        if hashlib.sha256(out[s["name"]]).hexdigest() != s["sha256"]:
            raise SystemExit(f"{path}: section {s['name']} is damaged")
    return out


def tensors(section):
    """(what the graph names, weights of the linear layers by the name of their bias, the mix of layers) of a graph."""
    g = onnx.load_from_string(section).graph
    value = {i.name: torch.from_numpy(onnx.numpy_helper.to_array(i).copy()) for i in g.initializer}
    for n in g.node:
        if n.op_type == "DequantizeLinear":
            axis = next(a.i for a in n.attribute if a.name == "axis")
            value[n.output[0]] = value[n.input[0]].float() * value[n.input[1]].unsqueeze(1 - axis)
    made = {o: n for n in g.node for o in n.output}
    linear, mix = {}, None
    for n in g.node:
        if n.op_type == "Add":
            for bias, product in (n.input, n.input[::-1]):
                by = made.get(product)
                if bias.endswith(".bias") and bias in value and by is not None and by.op_type == "MatMul":
                    linear[bias] = value[by.input[1]].t()
        elif n.op_type == "Gemm" and len(n.input) > 2:
            turned = any(a.name == "transB" and a.i for a in n.attribute)
            linear[n.input[2]] = value[n.input[1]] if turned else value[n.input[1]].t()
        elif n.op_type == "Einsum":
            mix = value[n.input[0]]
    return value, linear, mix


def weights(model, section, prefix=""):
    """The state of the module from a graph; `prefix` is what the graph puts before its names."""
    value, linear, mix = tensors(section)
    out = {}
    for name, own in model.state_dict().items():
        found = value.get(prefix + name)
        if name.endswith(".weight"):
            found = linear.get(prefix + name.removesuffix("weight") + "bias", found)
        # The graph holds softmax(mix) times scale.
        elif name == "branch.mix":
            found = (mix / mix.sum(1, keepdim=True)).log()
        elif name == "branch.scale":
            found = mix.sum(1)
        if found is not None:
            if found.shape != own.shape:
                raise SystemExit(f"{name} has shape {list(found.shape)}, expected {list(own.shape)}: a pack of another version")
            out[name] = found.clone().contiguous()
    return out


def checked(model, state):
    """The state, if it is all of the model's."""
    model.load_state_dict(state)
    return state


def restore(sections):
    """(labels, syntax checkpoint, claims checkpoint)."""
    labels, base = json.loads(sections["labels.json"]), load_base()
    for name, here in FIXED.items():
        if labels[name] != here:
            raise SystemExit(f"the pack has other {name} than labels.py")
    voc = {k: labels[k] for k in ("upos", "xpos", "feats", "dep", "lemma", "ner")}
    model = Syntax(base, {k: len(v) for k, v in voc.items()})
    state = weights(model, sections["trees.onnx"], "syntax.")
    value, _, _ = tensors(sections["relation.onnx"])
    state["rel"] = value["weight"].view(REL + 1, -1, REL + 1).permute(1, 0, 2).contiguous()
    syntax = dict(model=checked(model, state), voc=voc)
    model = Claims(base, len(labels["paths"]) + 3, len(labels["signs"]))
    state = weights(model, sections["states.onnx"], "claims.")
    for part in ("trigger", "event"):
        state |= {f"{part}.{k}": v for k, v in weights(getattr(model, part), sections[part + ".onnx"]).items()}
    claims = dict(mean=checked(model, state), **{k: labels[k] for k in ("paths", "signs", "lexicon", "prior")})
    return labels, syntax, claims


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--pack", required=True)
    ap.add_argument("--out", required=True, help="folder to write to; files of these names are replaced")
    a = ap.parse_args()
    sections = read_pack(a.pack)
    labels, syntax, claims = restore(sections)
    os.makedirs(a.out, exist_ok=True)
    torch.save(syntax, f"{a.out}/syntax.pt")
    torch.save(claims, f"{a.out}/claims.pt")
    for name in ("thresholds", "prior"):
        with open(f"{a.out}/{name}.json", "w") as f:
            json.dump(labels[name], f)
    with open(f"{a.out}/sentence.bin", "wb") as f:
        f.write(sections["sentence.bin"])
    for name, saved in (("syntax", syntax["model"]), ("claims", claims["mean"])):
        print(name, len(saved), "tensors,", sum(v.numel() for v in saved.values()), "weights")


if __name__ == "__main__":
    main()
