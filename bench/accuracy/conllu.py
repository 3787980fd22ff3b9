"""Scores an analysis in CoNLL-U against a treebank, from given words or from raw text.

In: CoNLL-U files and, for names, an IOB2 file. Out: figures in percent. Knows no engine and no other benchmark.

Words are aligned as in the CoNLL 2018 shared task: every word has a span of characters, white space left out; equal
spans match, and inside multiword tokens the longest common subsequence of the forms does. Where the system dropped
or changed characters the spans are carried over by a character alignment, so that lost text counts as lost words.
"""

import difflib
import io
from collections import Counter

KINDS = ("PER", "ORG", "LOC")
FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, MISC = 1, 2, 3, 4, 5, 6, 7, 9


class Word:
    """A syntactic word: its span of characters, its columns, its head (a `Word`, None for the root).

    A word of a multiword token has the span of the whole token; `own` is its part of it, where the forms spell the token.
    """

    def __init__(self, start, end, columns, multiword):
        self.start, self.end, self.columns, self.multiword, self.head = start, end, columns, multiword, None
        self.own = (start, end)


class Document:
    """Characters without white space, words, and the spans of tokens, sentences and names in them."""

    def __init__(self, name):
        self.name, self.chars, self.text = name, "", ""
        self.words, self.tokens, self.sentences, self.names, self.named = [], [], [], set(), []


def bare(text):
    return "".join(text.split())


def read(stream, one=False):
    """Documents of a CoNLL-U stream; with `one` all of them as a single document."""
    docs, comments, rows = [], {}, []
    for line in [*stream, "\n"]:
        line = line.rstrip("\n")
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            comments[key.strip()] = value.strip()
        elif line:
            rows.append(line.split("\t"))
        elif rows:
            new = next((k for k in comments if k.startswith("newdoc")), None)
            if not docs or (new and not one):
                docs.append(Document(comments.get("newdoc id")))
            add(docs[-1], comments, rows)
            comments, rows = {}, []
    return docs


def add(doc, comments, rows):
    """Appends one sentence."""
    start, words, rest, inside = len(doc.chars), [], 0, None
    space = any(k.startswith("newpar") for k in comments)
    doc.text += ("\n\n" if space and doc.text else "") + comments.get("text", "")
    doc.text += "" if "SpaceAfter=No" in rows[-1][MISC] else " "
    for c in rows:
        if "-" in c[0]:
            a, b = map(int, c[0].split("-"))
            at = len(doc.chars)
            doc.chars += bare(c[FORM])
            inside, rest = (at, len(doc.chars)), b - a + 1
            doc.tokens.append(inside)
        elif "." not in c[0]:
            if rest:
                words.append(Word(*inside, c, True))
                rest -= 1
            else:
                at = len(doc.chars)
                doc.chars += bare(c[FORM])
                doc.tokens.append((at, len(doc.chars)))
                words.append(Word(at, len(doc.chars), c, False))
    parts = forms(doc.chars, start, len(doc.chars), [w.columns for w in words])
    for w, own in zip(words, parts):
        w.own = own
    for w in words:
        head = int(w.columns[HEAD])
        w.head = words[head - 1] if head else None
    doc.words += words
    doc.sentences.append((start, len(doc.chars)))
    doc.names |= names(words, [entity(w.columns[MISC]) for w in words])
    return words


def entity(misc):
    return next((x[7:] for x in misc.split("|") if x.startswith("Entity=")), "O")


def names(words, tags):
    """Spans of the names that BIO tags mark: (start, end, kind)."""
    out, cur = set(), None
    for w, tag in [*zip(words, tags), (None, "O")]:
        kind = tag[2:] if tag[2:] in KINDS else None
        if cur and not (tag[0] == "I" and kind == cur[2]):
            out.add(tuple(cur))
            cur = None
        if kind:
            cur = cur or [*w.own, kind]
            cur[1] = w.own[1]
    return out


def add_names(docs, conllu, iob2):
    """Gives gold documents the names of an IOB2 file, by sentence id; sentences that it lacks stay unnamed."""
    tags, rows, name = {}, [], None
    for line in [*iob2, "\n"]:
        line = line.strip()
        if line.startswith("# sent_id"):
            name = line.split("=", 1)[1].strip()
        elif line and not line.startswith("#"):
            rows.append(line.split("\t"))
        elif not line and rows:
            tags[name], rows = rows, []
    ids = [line.split("=", 1)[1].strip() for line in conllu if line.startswith("# sent_id")]
    spans = [(d, s) for d in docs for s in d.sentences]
    if len(ids) != len(spans):
        raise ValueError(f"{len(ids)} sentence ids for {len(spans)} sentences")
    for name, (doc, (a, b)) in zip(ids, spans):
        words = [Word(x, y, None, False) for x, y in forms(doc.chars, a, b, tags.get(name))]
        if words:
            doc.names |= names(words, [r[2] for r in tags[name]])
            doc.named.append((a, b))


def forms(chars, a, b, rows):
    """Spans of the forms of `rows` in chars[a:b]; nothing when they spell another text."""
    out = []
    for r in rows or []:
        w = bare(r[1])
        if chars[a : a + len(w)] != w:
            return []
        out.append((a, a + len(w)))
        a += len(w)
    return out if a == b else []


def carry(gold, system):
    """Maps positions of the system's characters to gold ones; None when both are equal."""
    if gold == system:
        return None
    to = [None] * len(system)
    for i, j, n in difflib.SequenceMatcher(None, gold, system, autojunk=False).get_matching_blocks():
        to[j : j + n] = range(i, i + n)
    return to


def move(span, to):
    """A span under `carry`'s map; (-1, -1) where no character of it is in the gold text."""
    if to is None:
        return span
    kept = [x for x in to[span[0] : span[1]] if x is not None]
    return (kept[0], kept[-1] + 1) if kept else (-1, -1)


def align(gold, system):
    """Pairs of words (gold, system); both lists in order of start."""
    pairs, i, j = [], 0, 0
    while i < len(gold) and j < len(system):
        g, s = gold[i], system[j]
        if g.multiword or s.multiword:
            if g.end <= s.start:
                i += 1
            elif s.end <= g.start:
                j += 1
            else:
                end, x, y = max(g.end, s.end) if g.multiword and s.multiword else (g if g.multiword else s).end, i, j
                grown = True
                while grown:
                    grown = False
                    while x < len(gold) and gold[x].start < end:
                        end, grown, x = max(end, gold[x].end if gold[x].multiword else end), True, x + 1
                    while y < len(system) and system[y].start < end:
                        end, grown, y = max(end, system[y].end if system[y].multiword else end), True, y + 1
                pairs += common(gold[i:x], system[j:y])
                i, j = x, y
        elif (g.start, g.end) == (s.start, s.end):
            pairs.append((g, s))
            i, j = i + 1, j + 1
        elif g.start <= s.start:
            i += 1
        else:
            j += 1
    return pairs


def common(gold, system):
    """Longest common subsequence by form."""
    a, b = ([w.columns[FORM].lower() for w in x] for x in (gold, system))
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            best[i][j] = 1 + best[i + 1][j + 1] if a[i] == b[j] else max(best[i + 1][j], best[i][j + 1])
    out, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            out.append((gold[i], system[j]))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return out


SPANS = ("sentences", "tokens", "names", "words")
COLUMNS = {"UPOS": UPOS, "XPOS": XPOS, "features": FEATS}


def evaluate(gold_docs, system_docs):
    """Figures in percent F1; with given words and sentences F1 is the share of words.

    Documents are matched by name, or taken together when there is one on each side.
    """
    by_name = {d.name: d for d in system_docs}
    if len(gold_docs) == len(system_docs) == 1:
        by_name = {gold_docs[0].name: system_docs[0]}
    hit, size = Counter(), Counter()
    for g in gold_docs:
        s = by_name.get(g.name) or Document(g.name)
        to = carry(g.chars, s.chars)
        for key in ("sentences", "tokens"):
            a, b = getattr(g, key), getattr(s, key)
            hit[key] += len(set(a) & {move(x, to) for x in b})
            size[key] += len(a) + len(b)
        got = {(*move(x[:2], to), x[2]) for x in s.names}
        got = {x for x in got if any(a <= x[0] < b for a, b in g.named)}
        hit["names"] += len(g.names & got)
        size["names"] += len(g.names) + len(got)
        size["words"] += len(g.words) + len(s.words)
        for w in s.words:
            w.start, w.end = move((w.start, w.end), to)
        pairs = align(g.words, sorted((w for w in s.words if w.start >= 0), key=lambda w: w.start))
        hit["words"] += len(pairs)
        hit.update(same(pairs))
    keys = (*SPANS, *COLUMNS, "lemma", "UAS", "LAS", "LAS with subtypes")
    return {k: round(200 * hit[k] / (size[k if k in SPANS else "words"] or 1), 2) for k in keys}


def same(pairs):
    """How many pairs (gold, system) agree, by column."""
    out, twin = Counter(), {id(b): a for a, b in pairs}
    for a, b in pairs:
        x, y = a.columns, b.columns
        for key, k in COLUMNS.items():
            out[key] += x[k] == y[k]
        out["lemma"] += x[LEMMA] == y[LEMMA] or x[LEMMA] == "_"
        head = a.head is None if b.head is None else a.head is not None and twin.get(id(b.head)) is a.head
        out["UAS"] += head
        out["LAS"] += head and x[DEPREL].split(":")[0] == y[DEPREL].split(":")[0]
        out["LAS with subtypes"] += head and x[DEPREL] == y[DEPREL]
    return out


def load_gold(ud, iob2, one=False):
    """The treebank as documents with names."""
    with open(ud, encoding="utf-8") as f:
        text = f.read()
    docs = read(io.StringIO(text), one)
    with open(iob2, encoding="utf-8") as f:
        add_names(docs, io.StringIO(text), f)
    return docs
