"""Coded reports as training examples for the claim heads.

In: annotated reports (see annotate.py) and their coded events (the guidelines' JSON). Out: per report words with
trees, and events as word indices. Features that the Rust engine computes too (paths, distances, cues) are defined
here once for training; crates/sitrep/src/claim/features.rs is their counterpart and a parity test holds them equal.
"""

import collections
import re

TYPES = ("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION "
         "MOBILIZE COERCE ASSAULT").split()
MODES = dict(
    CONSULT="visit third-party multilateral phone",
    AID="safe-passage demining services relief rescue military-aid",
    RETREAT="withdraw release disarm ceasefire access resign surrender return",
    REQUEST="assist change yield meet", ACCUSE="disapprove investigate allege", REJECT="assist change yield meet",
    THREATEN="restrict arrest relations expel territory violence",
    PROTEST="demo riot strike hunger boycott obstruct vandalize", SANCTION="convict expel withdraw discontinue",
    MOBILIZE="troops weapons police militia",
    COERCE="seize restrict ban censor curfew martial-law arrest deport withhold misinformation cyber clear",
    ASSAULT="abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone "
            "heavy-weapons crowd-control unconventional territory",
)
TYPE_MODES = [(t, m) for t in TYPES for m in [None, *MODES.get(t, "").split()]]
STATUS = "occurred ongoing planned hypothetical negated denied alleged".split()
ROLES = "actor recipient place time count speaker".split()
UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
CUES = {"aux", "aux:pass", "mark", "advmod", "case", "det", "cop", "cc", "nmod:poss"}
LIGHT = set("carry launch make take hold give have conduct stage impose mount put do come go".split())
STEPS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
LONGEST_PATH = 5


def distance_class(d):
    """Signed distance in words, in 28 classes."""
    k = next((i for i, s in enumerate(STEPS) if abs(d) <= s), len(STEPS))
    return k if d >= 0 else 14 + k


def chain(heads, i):
    """Word i and its heads up to the root; stops at a loop."""
    out = [i]
    while heads[out[-1]] and heads[out[-1]] - 1 not in out:
        out.append(heads[out[-1]] - 1)
    return out


def paths(sentence, trigger):
    """Path from the trigger to each word of its sentence: "^conj" up, "nsubj" down, joined by ">"; the last
    downward step of an obl or nmod carries its case lemma. None when longer than five steps or in loops."""
    heads, dep, lemma = sentence["head"], sentence["dep"], sentence["lemma"]
    case = {}
    for i, (h, d) in enumerate(zip(heads, dep)):
        if d == "case" and h and h - 1 not in case:
            case[h - 1] = lemma[i].lower()
    up = chain(heads, trigger)
    place = {w: k for k, w in enumerate(up)}
    out = []
    for w in range(len(heads)):
        down = chain(heads, w)
        meet = next((k for k, x in enumerate(down) if x in place), None)
        if meet is None:
            out.append(None)
            continue
        rise, fall = up[: place[down[meet]]], down[:meet][::-1]
        if len(rise) + len(fall) > LONGEST_PATH:
            out.append(None)
            continue
        steps = ["^" + dep[x] for x in rise] + [dep[x] for x in fall]
        if fall and w in case and dep[w].split(":")[0] in ("obl", "nmod"):
            steps[-1] = dep[w].split(":")[0] + "=" + case[w]
        out.append(">".join(steps))
    return out


def cues(sentence, word):
    """Indices of the function words that hang from `word`."""
    return [i for i, (h, d) in enumerate(zip(sentence["head"], sentence["dep"])) if h == word + 1 and d in CUES]


SIGN_LEVELS = 4
# Relations of what describes a noun or follows it as a clause.
DESCRIBES = ("amod", "acl", "acl:relcl")


def lead(sentence, word):
    """The first conjunct of the coordination that `word` stands in; itself where it is in none."""
    heads, dep, seen = sentence["head"], sentence["dep"], {word}
    while dep[word] == "conj" and heads[word] and heads[word] - 1 not in seen:
        word = heads[word] - 1
        seen.add(word)
    return word


def verb_group(sentence, word):
    """Function words of `word`; a conjunct without auxiliary, mark or preposition of its own shares those of the first."""
    dep = sentence["dep"]
    own, first = cues(sentence, word), lead(sentence, word)
    shares = first != word and not any(dep[i].startswith("aux") or dep[i] in ("cop", "mark", "case") for i in own)
    shared = [i for i in cues(sentence, first) if dep[i] != "cc"] if shares else []
    return shared + [i for i in own if dep[i] != "cc"]


def signs(sentence, word):
    """What the grammar says of `word` and of the words above it that may bear on its status: for each of up to four
    levels the relation, the verb group ("will+have+be+VBN"), each function word, and the lemma; for the first two also
    what describes the word ("planned", "alleged", a participle behind it). A conjunct stands where the first one does."""
    heads, dep, lemma, tag = (sentence[k] for k in ("head", "dep", "lemma", "xpos"))
    out, w, seen = [], word, set()
    for level in range(SIGN_LEVELS):
        first = lead(sentence, w)
        below = verb_group(sentence, w)
        group = [lemma[i].lower() for i in below if dep[i].startswith("aux") or dep[i] == "cop"]
        out += [f"{level}:{dep[first]}", f"{level}:" + "+".join([*group, tag[w]])]
        out += [f"{level}:{dep[i]}={lemma[i].lower()}" for i in below if dep[i] != "nmod:poss"]
        out.append(f"{level}:{lemma[w].lower()}")
        if level < 2:
            out += [f"{level}:{dep[i].split(':')[0]}~{lemma[i].lower()}" for i, h in enumerate(heads) if h == w + 1 and dep[i] in DESCRIBES]
        seen |= {w, first}
        if not heads[first] or heads[first] - 1 in seen:
            break
        w = heads[first] - 1
    return out


def key_of(lemma, upos):
    """Key of the trigger lexicon: lemma and word class."""
    kind = "V" if upos in ("VERB", "AUX") else "N" if upos in ("NOUN", "PROPN") else "A"
    return f"{lemma.lower()}/{kind}"


def phrase_head(doc, words):
    """The word of the phrase whose head lies outside it."""
    inside = set(words)
    fall = words[-1]
    for w in words:
        s, k = doc["place"][w]
        h = doc["trees"][s]["head"][k]
        if doc["trees"][s]["dep"][k] in ("det", "punct", "case", "cc"):
            continue
        if h == 0 or doc["start"][s] + h - 1 not in inside:
            return w
    return fall


def trigger_word(doc, words):
    """The telling word of a trigger phrase: the syntactic head, but the noun of a light-verb construction."""
    h = phrase_head(doc, words)
    s, k = doc["place"][h]
    if doc["trees"][s]["lemma"][k].lower() in LIGHT:
        for w in words:
            if w != h and doc["upos"][w] in ("NOUN", "VERB", "ADJ", "PROPN"):
                return w
    return h


def find(doc, phrase, lo, hi, near=None, last=False):
    """Word indices of `phrase` within characters lo..hi: nearest to word `near`, else first or last."""
    best = None
    for m in re.finditer(r"(?<!\w)" + re.escape(phrase) + r"(?!\w)", doc["text"][lo:hi]):
        a, b = lo + m.start(), lo + m.end()
        run = [w for w in range(*doc["range"](a, b)) if doc["spans"][w][0] < b and doc["spans"][w][1] > a]
        if not run:
            continue
        if best is None or last or (near is not None and (near in run, abs(run[0] - near)) < (near in best, abs(best[0] - near))):
            best = run
    return best


def load_doc(row):
    """Flattens an annotated report."""
    import bisect

    doc = dict(row)
    doc["spans"] = [tuple(w) for s in row["sentences"] for w in s]
    doc["sent"] = [k for k, s in enumerate(row["sentences"]) for _ in s]
    doc["start"] = []
    n = 0
    for s in row["sentences"]:
        doc["start"].append(n)
        n += len(s)
    doc["place"] = [(k, i - doc["start"][k]) for i, k in enumerate(doc["sent"])]
    doc["words"] = [row["text"][a:b] for a, b in doc["spans"]]
    for k in ("upos", "ner", "lemma", "dep"):
        doc[k] = [x for t in row["trees"] for x in t[k]]
    starts = [a for a, _ in doc["spans"]]
    doc["range"] = lambda a, b: (max(0, bisect.bisect_right(starts, a) - 1), bisect.bisect_left(starts, b))
    return doc


def encode(doc, events, lost):
    """Events of the report as word indices: word, phrase, type, mode, status, roles {role: ([heads], [other words])}."""
    out, used, cur = [], set(), 0
    for e in events:
        i = doc["text"].find(e["sentence"], max(0, cur - 2000))
        i = doc["text"].find(e["sentence"]) if i < 0 else i
        if i < 0:
            lost["sentence"] += 1
            continue
        cur, j = i, i + len(e["sentence"])
        runs = []
        for m in re.finditer(r"(?<!\w)" + re.escape(e["trigger"]) + r"(?!\w)", e["sentence"]):
            a, b = i + m.start(), i + m.end()
            run = [w for w in range(*doc["range"](a, b)) if doc["spans"][w][0] < b and doc["spans"][w][1] > a]
            if run:
                runs.append(run)
        runs = [r for r in runs if trigger_word(doc, r) not in used] or runs
        if not runs:
            lost["trigger"] += 1
            continue
        word = trigger_word(doc, runs[0])
        if word in used:
            lost["twice"] += 1
            continue
        used.add(word)
        roles = collections.defaultdict(lambda: (set(), set()))

        def add(role, phrase, back):
            if not phrase:
                return
            run = find(doc, phrase, i, j, near=word) or (back and find(doc, phrase, max(0, i - 2500), i, last=True))
            if not run:
                lost[role] += 1
                return
            h = phrase_head(doc, run)
            roles[role][0].add(h)
            roles[role][1].update(w for w in run if w != h)

        for a in e["actors"]:
            add("actor", a, True)
        for a in e["recipients"]:
            add("recipient", a, True)
        add("place", e["place"], False)
        add("time", e["time"], False)
        add("speaker", e["said_by"], True)
        for c in e["counts"]:
            add("count", c["text"], False)
        mode = e["mode"] if (e["type"], e["mode"]) in TYPE_MODES else None
        out.append(dict(word=word, phrase=runs[0], type=TYPES.index(e["type"]), mode=TYPE_MODES.index((e["type"], mode)),
                        status=STATUS.index(e["status"]), roles={k: (sorted(h), sorted(o - h)) for k, (h, o) in roles.items()}))
    return out
