"""Lemmas as rules: case and an edit of the ending.

In: form and lemma, or form and rule. Out: a rule, or a lemma. The Rust engine applies the same rules
(crates/text/src/lemma.rs). A rule is `CASE-CUT+ADD` or `CASE=WHOLE`; CASE is l(ower), u(pper),
t(itle) or k(eep the form's letters where nothing is edited).
"""

import collections

RULES = 6  # rules that are tried for a lemma


def rule_of(form, lemma):
    low, want = form.lower(), lemma.lower()
    if lemma == want:
        case = "l"
    elif lemma == lemma.upper() and len(lemma) > 1:
        case = "u"
    elif lemma[:1].isupper() and lemma[1:] == lemma[1:].lower():
        case = "t"
    else:
        case = "k"
    same = 0
    while same < min(len(low), len(want)) and low[same] == want[same]:
        same += 1
    if same == 0 and low:
        return case + "=" + want
    return f"{case}-{len(low) - same}+{want[same:]}"


def apply(form, rule):
    case, body = rule[0], rule[1:]
    low = form.lower()
    if body[0] == "=":
        lemma = body[1:]
    else:
        cut, add = body[1:].split("+", 1)
        if case == "k" and cut == "0" and not add:
            return form
        lemma = (low[: len(low) - int(cut)] if int(cut) <= len(low) else "") + add
    if case == "u":
        return lemma.upper()
    if case == "t":
        return lemma[:1].upper() + lemma[1:]
    return form if case == "k" and lemma == low else lemma


def table(sentences, prior=()):
    """Lemma of each form and tag of a treebank ("detained/VERB" → "detain"): the most frequent one. The keys of `prior`
    ("apprehend/V", see codebook_prior.py) are lemmas that the treebank may lack."""
    seen = collections.defaultdict(collections.Counter)
    for s in sentences:
        for form, upos, lemma in zip(s["words"], s["upos"], s["lemma"]):
            seen[f"{form.lower()}/{upos}"][lemma] += 1
    for key in prior:
        lemma, kind = key.rsplit("/", 1)
        seen.setdefault(f"{lemma}/{dict(V='VERB', N='NOUN', A='ADJ')[kind]}", collections.Counter([lemma]))
    return {k: c.most_common(1)[0][0] for k, c in sorted(seen.items())}


def tagged(known):
    """The lemmas of a table with their tags: "detain/VERB"."""
    return {f"{lemma}/{key.rsplit('/', 1)[1]}" for key, lemma in known.items()}


def choose(form, upos, rules, known, lemmas):
    """The lemma of a word: what the treebank has for the form; else of the likeliest rules the first that gives a lemma
    of that tag known to it; else the likeliest. Names are left to the rules. `rules` come likeliest first."""
    if upos == "PROPN":
        return apply(form, rules[0])
    found = known.get(f"{form.lower()}/{upos}")
    if found is not None:
        return found
    return next((l for l in (apply(form, r) for r in rules) if f"{l}/{upos}" in lemmas), apply(form, rules[0]))
