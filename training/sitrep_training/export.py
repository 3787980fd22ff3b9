"""Writes packs/english.pack from the two checkpoints.

In: the syntax checkpoint, the claims checkpoint, thresholds, the sentence model. Out: one pack (the format is
described in crates/text/src/pack.rs): five ONNX graphs with 8-bit weights, the tokenizer, labels and lexicon; and,
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
from tokenizers import Tokenizer
from torch import nn

from . import lemma as lemmas
from .batch import CLS, SEP, pieces
from .conllu import read_conllu
from .claims import LEX, NM, NR, NS, Claims
from .encoder import HIDDEN, Trunk, base_folder, case_class, load_base
from .labels import ROLES, STATUS, TYPE_MODES, TYPES, UPOS
from .syntax import NER, REL, TAGS, Syntax, document_tags

FORMAT = 1


class Trees(nn.Module):
    """The syntax branch over sentences that lie side by side: `segment` tells them apart, `position` counts in each, and
    `first` holds for each sentence its root (the sentence's first subword) and then its words."""

    def __init__(self, trunk, syntax):
        super().__init__()
        self.trunk, self.syntax = trunk, syntax

    def forward(self, words, position, segment, case, first):
        x = self.trunk.place(words, position)
        bias = (segment[:, None, :, None] != segment[:, None, None, :]).float() * -1e4
        r = self.syntax.branch.within(x, bias, case, first)
        act = nn.functional.gelu
        tags = [self.syntax.tags[k](r[g]) for k, g in zip(TAGS, (0, 0, 1, 1, 2))]
        dep = act(self.syntax.arc_dep(r[3]))
        dep = dep @ self.syntax.arc[:-1] + self.syntax.arc[-1]
        return *tags, dep, act(self.syntax.arc_head(r[3])), act(self.syntax.rel_dep(r[3])), act(self.syntax.rel_head(r[3]))


class States(nn.Module):
    """The claim branch over one window."""

    def __init__(self, trunk, claims):
        super().__init__()
        self.trunk, self.claims = trunk, claims

    def forward(self, words, case, first):
        x = self.trunk.place(words)
        zero = torch.zeros(1, 1, 1, 1)
        for layer in self.trunk.layers:
            x = layer(x, zero)
        return self.claims.branch.within(x, zero, case, first)


def embedding(trunk):
    """Rows of 8-bit numbers and their scales: width (u32), rows (u32), scales (f32 a row), numbers (i8, row by row)."""
    w = trunk.word.weight.detach().numpy()
    scale = np.abs(w).max(1) / 127 + 1e-12
    rows = np.round(w / scale[:, None]).astype(np.int8)
    return struct.pack("<II", w.shape[1], w.shape[0]) + scale.astype("<f4").tobytes() + rows.tobytes(), rows * scale[:, None].astype(np.float32)


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


def eight_bits(model):
    """Keeps the matrices of products as 8-bit numbers with a scale a column; the runtime makes floats of them when it
    loads. Activations stay floats: with 8-bit ones and this runtime coding took three times as long and typed F1 was lower."""
    g = model.graph
    turned = lambda n: any(a.name == "transB" and a.i for a in n.attribute)
    products = {n.input[1]: 0 if turned(n) else 1 for n in g.node if n.op_type in ("MatMul", "Gemm")}
    for old in [i for i in g.initializer if i.name in products and len(i.dims) == 2]:
        w = onnx.numpy_helper.to_array(old)
        axis = products[old.name]
        scale = (np.abs(w).max(1 - axis) / 127 + 1e-12).astype(np.float32)
        small = np.round(w / np.expand_dims(scale, 1 - axis)).clip(-127, 127).astype(np.int8)
        name = old.name
        g.initializer.remove(old)
        g.initializer.extend([onnx.numpy_helper.from_array(small, name + ".8"), onnx.numpy_helper.from_array(scale, name + ".scale")])
        g.node.insert(0, onnx.helper.make_node("DequantizeLinear", [name + ".8", name + ".scale"], [name], axis=axis))


def graph(module, args, names, outputs, shapes, quantize):
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/a.onnx"
        torch.onnx.export(module.eval(), args, path, input_names=names, output_names=outputs, dynamic_shapes=shapes,
                          dynamo=True, opset_version=18, external_data=False)
        model = onnx.load(path)
        if quantize:
            eight_bits(model)
        for node in model.graph.node:
            node.doc_string = ""
            node.ClearField("metadata_props")
        for v in [*model.graph.value_info, *model.graph.input, *model.graph.output, *model.graph.initializer]:
            v.ClearField("metadata_props")
            v.doc_string = ""
        model.ClearField("metadata_props")
        return model.SerializeToString()


def graphs(trunk, syntax, claims):
    dim = lambda name, most: torch.export.Dim(name, min=2, max=most)
    t, n, e = dim("t", 512), dim("n", 510), dim("e", 500)
    words, case = torch.randn(1, 17, HIDDEN), torch.randint(0, 9, (1, 17))
    first = torch.randint(0, 17, (1, 12))
    position, segment = torch.arange(17)[None], (torch.arange(17)[None] > 9).long()
    T, N = {1: t}, {1: n}
    yield "trees.onnx", graph(Trees(trunk, syntax), (words, position, segment, case, first), ["words", "position", "segment", "case", "first"],
                              [*TAGS, "arc_dep", "arc_head", "rel_dep", "rel_head"], (T, T, T, T, N), True)
    yield "states.onnx", graph(States(trunk, claims), (words, case, first), ["words", "case", "first"], ["states"], (T, T, N), True)
    yield "relation.onnx", graph(Relation(syntax.rel.data), (torch.randn(7, REL), torch.randn(7, REL)), ["dep", "head"], ["relation"], ({0: n}, {0: n}), True)
    yield "trigger.onnx", graph(claims.trigger, (torch.randn(7, HIDDEN), torch.rand(7, LEX)), ["state", "lexicon"], ["type"], ({0: n}, {0: n}), False)
    E, N = 3, 11
    k = lambda hi, *s: torch.randint(0, hi, s)
    args = (torch.randn(2, N, HIDDEN), k(N, E), k(16, E), k(N, E), torch.rand(2, E, N), torch.rand(E, claims.event.sign.in_features), k(28, E, N), k(5, E, N), k(9, E, N), k(17, N), k(7, N))
    shapes = ({1: n}, {0: e}, {0: e}, {0: e}, {1: e, 2: n}, {0: e}, {0: e, 1: n}, {0: e, 1: n}, {0: e, 1: n}, {0: n}, {0: n})
    yield "event.onnx", graph(claims.event, args, ["states", "word", "kind", "head", "cue", "sign", "distance", "sentences", "path", "upos", "ner"],
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


def parity(sections, labels, table, segments, out):
    """One sentence a window, run with onnxruntime: the engine must say the same."""
    plain = onnxruntime.SessionOptions()
    # Otherwise that runtime makes 8-bit products of what is meant to be floats.
    plain.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    run = {n: onnxruntime.InferenceSession(sections[n], plain) for n in ("trees.onnx", "relation.onnx")}
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
            feed = dict(position=[list(range(len(ids) + 1))], segment=[[0] * (len(ids) + 1)], case=[[*case, 0]], first=[first])
            feed = {k: np.array(v, dtype=np.int64) for k, v in feed.items()} | dict(words=table[[*ids, SEP]][None])
            got = dict(zip([*TAGS, "arc_dep", "arc_head", "rel_dep", "rel_head"], run["trees.onnx"].run(None, feed)))
            got = {k: v[0] if k in ("arc_head", "rel_head") else v[0][1:] for k, v in got.items()}
            heads = best_heads(got["arc_dep"] @ got["arc_head"].T)
            rel = run["relation.onnx"].run(None, dict(dep=got["rel_dep"], head=got["rel_head"][heads]))[0]
            rel[:, labels["dep"].index("root")] = -1e9
            dep = ["root" if h == 0 else labels["dep"][k] for h, k in zip(heads, rel.argmax(-1).tolist())]
            col = {k: [labels[k][i] for i in got[k].argmax(-1).tolist()] for k in TAGS}
            col["ner"] = [NER[i] for i in document_tags([forms], [torch.from_numpy(got["ner"])])[0]]
            f.write(json.dumps(dict(text=text[base : words[-1][1]], words=[[a - base, b - base] for a, b in words], head=heads, dep=dep,
                                    upos=col["upos"], ner=col["ner"], lemma=choose_all(forms, col["upos"], got["lemma"], labels)),
                               ensure_ascii=False) + "\n")


def choose_all(forms, upos, scores, labels):
    """Lemmas of a sentence as the engine chooses them."""
    known = labels["forms"]
    tagged = lemmas.tagged(known)
    ranked = np.argsort(-scores, axis=-1, kind="stable")[:, :lemmas.RULES]
    return [lemmas.choose(w, u, [labels["lemma"][i] for i in r], known, tagged) for w, u, r in zip(forms, upos, ranked)]


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("syntax", "claims", "thresholds", "out"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("--treebank", required=True, help="the training treebank: lemmas of its forms go along")
    ap.add_argument("--sentence", help="weights of the sentence splitter")
    ap.add_argument("--segments", help="reports of our own with sentences and words, for --parity")
    ap.add_argument("--parity", help="where to write what the graphs say of 200 of those sentences")
    a = ap.parse_args()
    s, c = torch.load(a.syntax, weights_only=False), torch.load(a.claims, weights_only=False)
    voc = s["voc"]
    weights = load_base()
    trunk, syntax = Trunk(weights).eval(), Syntax(weights, {k: len(v) for k, v in voc.items()}).eval()
    syntax.load_state_dict(s.get("mean") or s["model"])
    claims = Claims(weights, len(c["paths"]) + 3, len(c["signs"])).eval()
    claims.load_state_dict(c["mean"])
    every = [x for d in read_conllu(a.treebank) for x in d]
    labels = dict(forms=lemmas.table(every, c["prior"]), upos=voc["upos"], xpos=voc["xpos"], feats=voc["feats"], lemma=voc["lemma"], dep=voc["dep"], ner=NER,
                  upos_index=UPOS, types=TYPES, modes=[[t, m] for t, m in TYPE_MODES], status=STATUS, roles=ROLES,
                  paths=c["paths"], signs=c["signs"], lexicon=c["lexicon"], prior=c["prior"], thresholds=json.load(open(a.thresholds)))
    sections = list(graphs(trunk, syntax, claims))
    rows, table = embedding(trunk)
    sections.append(("embedding.bin", rows))
    sections.append(("tokenizer.json", open(os.path.join(base_folder(), "tokenizer.json"), "rb").read()))
    sections.append(("labels.json", json.dumps(labels, ensure_ascii=False, sort_keys=True).encode()))
    if a.sentence:
        sections.append(("sentence.bin", open(a.sentence, "rb").read()))
    write_pack(a.out, sections)
    if a.parity:
        parity(dict(sections), labels, table, a.segments, a.parity)
    print({n: len(d) for n, d in sections}, os.path.getsize(a.out))


if __name__ == "__main__":
    main()
