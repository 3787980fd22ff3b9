"""Reads UD treebanks (CoNLL-U) and UNER name files (IOB2) into documents of sentences.

In: paths. Out: lists of documents, each a list of sentences (dictionaries of columns). Knows no model.
"""

import difflib
import re

NAMES = ("PER", "ORG", "LOC")


def read_conllu(path):
    """Documents of sentences: id, words, lemma, upos, xpos, feats, head (0 = root), dep."""
    docs, rows, sent_id = [], [], None
    for line in open(path, encoding="utf8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc") or not docs:
            docs.append([])
        if line.startswith("# sent_id"):
            sent_id = line.split("=", 1)[1].strip()
        elif line and not line.startswith("#"):
            c = line.split("\t")
            if c[0].isdigit():
                rows.append(c)
        elif not line and rows:
            col = lambda k: [r[k] for r in rows]
            docs[-1].append(dict(id=sent_id, words=col(1), lemma=col(2), upos=col(3), xpos=col(4),
                                 feats=col(5), head=[int(r[6]) for r in rows], dep=col(7)))
            rows = []
    return [d for d in docs if d]


def read_names(path):
    """Tags by sentence id: (words, tags); kinds beyond PER, ORG and LOC become O."""
    out, cur, sent_id = {}, [], None
    for line in [*open(path, encoding="utf8"), "\n"]:
        line = line.rstrip("\n")
        if line.startswith("# sent_id"):
            sent_id = line.split("=", 1)[1].strip()
        elif line.strip() and not line.startswith("#"):
            c = line.split("\t")
            cur.append((c[1], c[2] if len(c) > 2 else "O"))
        elif not line.strip() and cur:
            out[sent_id] = ([w for w, _ in cur], clean([t for _, t in cur]))
            cur = []
    return out


def clean(tags):
    """BIO with the three kinds only; an I without its B begins a name."""
    out, before = [], None
    for tag in tags:
        kind = tag[2:]
        if kind not in NAMES:
            out.append("O")
            before = None
        else:
            out.append(("B-" if tag[0] == "B" or before != kind else "I-") + kind)
            before = kind
    return out


def read_fixes(path):
    """Names read again by hand, by sentence id: lists of (kind, first word, end) counted from 0."""
    out = {}
    for line in open(path, encoding="utf8"):
        if not line.startswith("#"):
            sent_id, names = line.rstrip("\n").split("\t")
            parts = [re.fullmatch(r"(\w+):(\d+)-(\d+)", n).groups() for n in names.split() if n != "-"]
            out[sent_id] = [(k, int(a) - 1, int(b)) for k, a, b in parts]
    return out


def treebank(ud, names, fixes=None):
    """Documents with a `ner` column (None where the names file lacks the sentence); `fixes` stands above `names`."""
    docs, tags = read_conllu(ud), read_names(names)
    fixed = read_fixes(fixes) if fixes else {}
    for doc in docs:
        for s in doc:
            if s["id"] in fixed:
                s["ner"] = ["O"] * len(s["words"])
                for kind, a, b in fixed[s["id"]]:
                    s["ner"][a:b] = ["B-" + kind] + ["I-" + kind] * (b - a - 1)
                continue
            found = tags.get(s["id"])
            if found is None:
                s["ner"] = None
            elif len(found[0]) == len(s["words"]):
                s["ner"] = found[1]
            else:
                aligned = ["O"] * len(s["words"])
                match = difflib.SequenceMatcher(None, found[0], s["words"], autojunk=False)
                for a, b, n in match.get_matching_blocks():
                    aligned[b : b + n] = found[1][a : a + n]
                s["ner"] = clean(aligned)
    return docs
