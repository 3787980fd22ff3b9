"""Runs the trained syntax branch over segmented reports: the trees that the claim heads learn with.

In: a syntax checkpoint and reports with sentences and words (JSONL: doc_id, text, sentences = lists of
[start, end) word offsets in code points). Out: the same lines with upos, xpos, lemma, head, dep and ner per
sentence. Knows no claims.

    python -m sitrep_training.annotate --syntax CKPT --treebank ud-train.conllu --prior prior.json --segments IN.jsonl --out OUT.jsonl
"""

import argparse
import json
import os

import torch
from tokenizers import Tokenizer

from . import lemma as lemmas
from .batch import group, pieces
from .conllu import read_conllu
from .encoder import Trunk, base_folder, case_class, load_base
from .syntax import NER, TAGS, Syntax, document_tags, tensors, windows


def load(path):
    saved = torch.load(path, weights_only=False, map_location="cpu")
    voc = saved["voc"]
    weights = load_base()
    model = Syntax(weights, {k: len(v) for k, v in voc.items()})
    model.load_state_dict(saved.get("mean") or saved["model"])
    return Trunk(weights, 0), model.eval(), voc


def annotate(trunk, model, voc, docs, known):
    """Adds columns to the sentences of `docs` (lists of dictionaries with `words`); `known` as lemma.table makes it."""
    lemmas_of_tag = lemmas.tagged(known)
    tok = Tokenizer.from_file(os.path.join(base_folder(), "tokenizer.json"))
    tok.no_padding(), tok.no_truncation()
    for s in (s for d in docs for s in d):
        n = len(s["words"])
        s["pieces"] = [pieces(tok, w) for w in s["words"]]
        s["case"] = [case_class(w) for w in s["words"]]
        s["head"] = [0] * n
        s["y"] = {k: [0] * n for k in (*TAGS, "dep")}
    with torch.no_grad():
        for b in group(windows(docs, 1), lambda w: sum(len(p) for s in w for p in s["pieces"]), 3000, False):
            t = tensors(b)
            tags, arcs, rd, rh = model(trunk(t["ids"], t["mask"]), t["mask"], t["case"], t["first"])
            heads = arcs.masked_fill(~t["allowed"], -1e4).argmax(-1)
            rel = model.relations(rd, rh, heads).argmax(-1).tolist()
            rules = tags["lemma"].topk(lemmas.RULES, -1).indices.tolist()
            names = tags["ner"]
            tags = {k: v.argmax(-1).tolist() for k, v in tags.items()}
            for i, window in enumerate(b):
                base = 0
                for s in window:
                    n = len(s["words"])
                    cut = slice(base, base + n)
                    s["head"] = [h - base if h else 0 for h in heads[i, cut].tolist()]
                    s["dep"] = [voc["dep"][k] for k in rel[i][cut]]
                    s["upos"] = [voc["upos"][k] for k in tags["upos"][i][cut]]
                    s["xpos"] = [voc["xpos"][k] for k in tags["xpos"][i][cut]]
                    s["lemma"] = [lemmas.choose(w, u, [voc["lemma"][k] for k in r], known, lemmas_of_tag)
                                  for w, u, r in zip(s["words"], s["upos"], rules[i][cut])]
                    s["ner"] = names[i, cut]
                    base += n
    for d in docs:
        for s, found in zip(d, document_tags([s["words"] for s in d], [s["ner"] for s in d])):
            s["ner"] = [NER[k] for k in found]
    return docs


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("syntax", "segments", "treebank", "prior", "out"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("--threads", type=int, default=1)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    reports = [json.loads(l) for l in open(a.segments, encoding="utf8")]
    docs = [[dict(words=[r["text"][x:y] for x, y in s]) for s in r["sentences"]] for r in reports]
    every = [s for d in read_conllu(a.treebank) for s in d]
    annotate(*load(a.syntax), docs, lemmas.table(every, json.load(open(a.prior))))
    with open(a.out, "w", encoding="utf8") as f:
        for r, d in zip(reports, docs):
            r["trees"] = [{k: s[k] for k in ("upos", "xpos", "lemma", "head", "dep", "ner")} for s in d]
            f.write(json.dumps(r, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
