"""Writes packs/english.pack from the two checkpoints.

In: the syntax checkpoint, the claims checkpoint, thresholds, the sentence model. Out: one pack (the format is
described in crates/text/src/pack.rs): four ONNX graphs with int8 weights, the tokenizer, labels and lexicon; and,
with --parity, what PyTorch makes of a set of sentences, which a Rust test compares with the engine.

    python -m sitrep_training.export --syntax S.pt --claims C.pt --thresholds T.json --sentence W.bin --out english.pack
"""

import argparse
import hashlib
import io
import json
import os
import struct
import tempfile

import networkx
import numpy as np
import onnx
import onnxruntime
import torch
import zstandard
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import nn

from . import lemma as lemmas
from .batch import CLS, SEP, pieces
from .claims import LEX, NM, NR, NS, Claims
from .encoder import HIDDEN, Trunk, base_folder, case_class, load_base
from .labels import ROLES, STATUS, TYPE_MODES, TYPES, UPOS
from .syntax import NER, REL, TAGS, Syntax

FORMAT = 1


class Encoder(nn.Module):
    """Everything that one pass over a window gives."""

    def __init__(self, trunk, syntax, claims):
        super().__init__()
        self.trunk, self.syntax, self.claims = trunk, syntax, claims

    def forward(self, ids, case, mask, first):
        x = self.trunk.embed(ids)
        r = self.syntax.branch(x, mask, case, first)
        tags, _, rel_dep, rel_head = self.syntax.heads(r)
        act = nn.functional.gelu
        dep = act(self.syntax.arc_dep(r[3]))[:, 1:]
        dep = dep @ self.syntax.arc[:-1] + self.syntax.arc[-1]
        head = act(self.syntax.arc_head(r[3]))
        return *[tags[k] for k in TAGS], dep, head, rel_dep, rel_head, self.claims.branch(self.trunk.above(x, mask), mask, case, first[:, 1:])


class Relation(nn.Module):
    """Relation logits of words and their chosen heads: (N, 128), (N, 128) → (N, relations)."""

    def __init__(self, rel):
        super().__init__()
        self.count = rel.shape[0]
        self.weight = nn.Parameter(rel.permute(1, 0, 2).reshape(REL + 1, -1))

    def forward(self, dep, head):
        one = lambda t: torch.cat([t, torch.ones_like(t[:, :1])], -1)
        t = (one(dep) @ self.weight).view(-1, self.count, REL + 1)
        return (t * one(head)[:, None]).sum(-1)


def graph(module, args, names, outputs, shapes, quantize):
    with tempfile.TemporaryDirectory() as folder:
        path, small = f"{folder}/a.onnx", f"{folder}/b.onnx"
        torch.onnx.export(module.eval(), args, path, input_names=names, output_names=outputs, dynamic_shapes=shapes,
                          dynamo=True, opset_version=18, external_data=False)
        if quantize:
            # Seven bits: eight overflow the 16-bit sums of processors without VNNI, and every machine must answer alike.
            quantize_dynamic(path, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
                             op_types_to_quantize=["MatMul", "Gather", "Gemm"], extra_options={"MatMulConstBOnly": True})
            path = small
        model = onnx.load(path)
        for node in model.graph.node:
            node.doc_string = ""
            node.ClearField("metadata_props")
        for v in [*model.graph.value_info, *model.graph.input, *model.graph.output, *model.graph.initializer]:
            v.ClearField("metadata_props")
            v.doc_string = ""
        model.ClearField("metadata_props")
        return model.SerializeToString()


def graphs(trunk, syntax, claims):
    b, t, n, e = (torch.export.Dim(x, min=2, max=m) for x, m in (("b", 512), ("t", 510), ("n", 510), ("e", 510)))
    ids = torch.randint(5, 1000, (3, 17))
    first = torch.randint(0, 17, (3, 12))
    bt = {0: b, 1: t}
    m = torch.export.Dim("m", min=3, max=511)
    yield "encoder.onnx", graph(Encoder(trunk, syntax, claims), (ids, torch.randint(0, 9, (3, 17)), torch.ones(3, 17, dtype=torch.long), first),
                                ["ids", "case", "mask", "first"], [*TAGS, "arc_dep", "arc_head", "rel_dep", "rel_head", "states"],
                                (bt, bt, bt, {0: b, 1: m}), True)
    yield "relation.onnx", graph(Relation(syntax.rel.data), (torch.randn(7, REL), torch.randn(7, REL)), ["dep", "head"], ["relation"], ({0: n}, {0: n}), True)
    yield "trigger.onnx", graph(claims.trigger, (torch.randn(7, HIDDEN), torch.rand(7, LEX)), ["state", "lexicon"], ["type"], ({0: n}, {0: n}), False)
    E, N = 3, 11
    k = lambda hi, *s: torch.randint(0, hi, s)
    args = (torch.randn(2, N, HIDDEN), k(N, E), k(16, E), k(N, E), torch.rand(2, E, N), k(28, E, N), k(5, E, N), k(9, E, N), k(17, N), k(7, N))
    shapes = ({1: n}, {0: e}, {0: e}, {0: e}, {1: e, 2: n}, {0: e, 1: n}, {0: e, 1: n}, {0: e, 1: n}, {0: n}, {0: n})
    yield "event.onnx", graph(claims.event, args, ["states", "word", "kind", "head", "cue", "distance", "sentences", "path", "upos", "ner"],
                              ["mode", "status", "roles"], shapes, True)


def write_pack(path, sections):
    """See crates/text/src/pack.rs."""
    body, index = io.BytesIO(), []
    for name, data in sections:
        packed = zstandard.ZstdCompressor(level=19, write_content_size=True).compress(data)
        index.append(dict(name=name, offset=body.tell(), length=len(packed), size=len(data), sha256=hashlib.sha256(data).hexdigest()))
        body.write(packed)
    header = json.dumps(dict(kind="english", sections=index), sort_keys=True).encode()
    with open(path + ".new", "wb") as f:
        f.write(b"SITREPPK" + struct.pack("<II", FORMAT, len(header)) + header + body.getvalue())
    os.replace(path + ".new", path)


def best_heads(arcs):
    """Heads (0 = root) of the best tree with one root; `arcs` (n, n+1), column 0 the root."""
    n = arcs.shape[0]
    arcs = arcs.copy()
    arcs[np.arange(n), np.arange(n) + 1] = -np.inf
    heads = arcs.argmax(1)
    if (heads == 0).sum() == 1 and all(reaches_root(heads, i) for i in range(n)):
        return heads.tolist()
    graph = networkx.DiGraph()
    penalty = float(arcs[np.isfinite(arcs)].max() - arcs[np.isfinite(arcs)].min() + 1) * (n + 1)
    for d in range(n):
        for h in range(n + 1):
            if h != d + 1:
                graph.add_edge(h, d + 1, weight=float(arcs[d, h]) - (penalty if h == 0 else 0))
    tree = networkx.maximum_spanning_arborescence(graph)
    return [next(tree.predecessors(d + 1)) for d in range(n)]


def reaches_root(heads, i):
    for _ in range(len(heads) + 1):
        if heads[i] == 0:
            return True
        i = heads[i] - 1
    return False


def parity(sections, labels, segments, out):
    """One sentence a window, run with onnxruntime: the engine must say the same."""
    run = {n: onnxruntime.InferenceSession(sections[n]) for n in ("encoder.onnx", "relation.onnx")}
    tok = Tokenizer.from_str(sections["tokenizer.json"].decode())
    tok.no_padding(), tok.no_truncation()
    reports = [json.loads(l) for l in open(segments, encoding="utf8")]
    sentences = [(r["text"], s) for r in reports if r["doc_id"].startswith("own") for s in r["sentences"] if 4 <= len(s) <= 60]
    with open(out, "w", encoding="utf8") as f:
        for text, words in sentences[:: len(sentences) // 200][:200]:
            base, forms = words[0][0], [text[a:b] for a, b in words]
            ids, case, first = [CLS], [0], [0]
            for w in forms:
                first.append(len(ids))
                p = pieces(tok, w)
                ids += p
                case += [case_class(w)] * len(p)
            feed = dict(ids=[[*ids, SEP]], case=[[*case, 0]], mask=[[1] * (len(ids) + 1)], first=[first])
            got = dict(zip([*TAGS, "arc_dep", "arc_head", "rel_dep", "rel_head", "states"],
                           run["encoder.onnx"].run(None, {k: np.array(v, dtype=np.int64) for k, v in feed.items()})))
            heads = best_heads(got["arc_dep"][0] @ got["arc_head"][0].T)
            rel = run["relation.onnx"].run(None, dict(dep=got["rel_dep"][0], head=got["rel_head"][0][heads]))[0]
            rel[:, labels["dep"].index("root")] = -1e9
            dep = ["root" if h == 0 else labels["dep"][k] for h, k in zip(heads, rel.argmax(-1).tolist())]
            col = {k: [labels[k][i] for i in got[k][0].argmax(-1).tolist()] for k in TAGS}
            f.write(json.dumps(dict(text=text[base : words[-1][1]], words=[[a - base, b - base] for a, b in words], head=heads, dep=dep,
                                    upos=col["upos"], ner=col["ner"], lemma=[lemmas.apply(w, r) for w, r in zip(forms, col["lemma"])]),
                               ensure_ascii=False) + "\n")


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("syntax", "claims", "thresholds", "out"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("--voc")
    ap.add_argument("--sentence", help="weights of the sentence splitter")
    ap.add_argument("--segments", help="reports of our own with sentences and words, for --parity")
    ap.add_argument("--parity", help="where to write what the int8 graphs say of 200 of those sentences")
    a = ap.parse_args()
    s, c = torch.load(a.syntax, weights_only=False), torch.load(a.claims, weights_only=False)
    voc = s.get("voc")
    if voc is None:
        import pickle
        voc = pickle.load(open(a.voc, "rb"))
    weights = load_base()
    trunk, syntax = Trunk(weights).eval(), Syntax(weights, {k: len(v) for k, v in voc.items()}).eval()
    syntax.load_state_dict(s.get("mean") or s["model"])
    claims = Claims(weights, len(c["paths"]) + 3).eval()
    claims.load_state_dict(c["mean"])
    labels = dict(upos=voc["upos"], xpos=voc["xpos"], feats=voc["feats"], lemma=voc["lemma"], dep=voc["dep"], ner=NER,
                  upos_index=UPOS, types=TYPES, modes=[[t, m] for t, m in TYPE_MODES], status=STATUS, roles=ROLES,
                  paths=c["paths"], lexicon=c["lexicon"], prior=c["prior"], thresholds=json.load(open(a.thresholds)))
    sections = list(graphs(trunk, syntax, claims))
    sections.append(("tokenizer.json", open(os.path.join(base_folder(), "tokenizer.json"), "rb").read()))
    sections.append(("labels.json", json.dumps(labels, ensure_ascii=False, sort_keys=True).encode()))
    if a.sentence:
        sections.append(("sentence.bin", open(a.sentence, "rb").read()))
    write_pack(a.out, sections)
    if a.parity:
        parity(dict(sections), labels, a.segments, a.parity)
    print({n: len(d) for n, d in sections}, os.path.getsize(a.out))


if __name__ == "__main__":
    main()
