"""The sets that are measured: what sitrep reads of each, and which scorer says how well.

In: a `Bench` (paths of the binary and of the sets). Out: per set the figures {name: value}. Knows no floors and writes
only into the work folder.

A scorer is a script beside its set (`score.py GOLD PREDICTED`); its printed lines are read, so that the figures here
are the ones it prints by hand.
"""

import gzip
import json
import re
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

import conllu
import muc


class Failed(Exception):
    """A program did not answer; the message names it and repeats what it said."""


class Bench:
    """Where things are, and how to run them."""

    def __init__(self, sitrep, bench, corpora, work):
        self.sitrep, self.bench, self.corpora, self.work = Path(sitrep), Path(bench), Path(corpora), Path(work)

    def run(self, *arguments, out):
        """Standard output of a sitrep command, in the file `out`. Exit 1 means "nothing found", which is an answer."""
        path = self.work / out
        with open(path, "wb") as f:
            done = subprocess.run([str(self.sitrep), *map(str, arguments)], stdout=f, stderr=subprocess.PIPE)
        if done.returncode not in (0, 1):
            raise Failed(f"sitrep {arguments[0]} ended with {done.returncode}: {tail(done.stderr)}")
        return path

    def score(self, folder, gold, predicted, *flags):
        """What the scorer of `folder` prints."""
        done = subprocess.run([sys.executable, str(self.bench / folder / "score.py"), str(gold), str(predicted), *flags],
                              capture_output=True)
        if done.returncode:
            raise Failed(f"the scorer of {folder} ended with {done.returncode}: {tail(done.stderr)}")
        return done.stdout.decode()

    def write(self, name, rows):
        """Rows as JSON lines in the work folder."""
        path = self.work / name
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
        return path


def tail(said):
    return said.decode(errors="replace").strip()[-400:] or "nothing on stderr"


def rows(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def number(text, pattern):
    """The number that `pattern` captures in `text`; a scorer that prints otherwise is an error, not a zero."""
    found = re.search(pattern, text, re.M)
    if not found:
        raise Failed(f"the scorer printed no figure like {pattern!r}: {text.strip()[:200]}")
    return float(found[1])


def claims(b):
    """17 reports, 765 events: each report as a record with its text and day."""
    folder = b.bench / "claims"
    docs = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((folder / "docs").glob("*.json"))]
    given = b.write("claims.jsonl", [{k: d.get(k) for k in ("doc_id", "text", "published")} for d in docs])
    said = b.score("claims", folder / "dev.jsonl", b.run("code", given, "--format", "jsonl", "--clean", "--keep-duplicates", out="claims.out"))
    out = {k: number(said, rf"^{re.escape(k)} +P .*F1 +([\d.]+)") for k in
           ("trigger", "typed", "typed+role", "by sentence", "actors", "recipients", "place", "time", "counts", "speaker")}
    same_figures(b, folder / "dev.jsonl", b.work / "claims.out", said)
    return out | {k: number(said, rf"^{k} +accuracy +([\d.]+)") for k in ("mode", "status")}


def same_figures(b, gold, predicted, said):
    """`sitrep score` must print what the scorer prints, to the last digit; both are used by people."""
    ours = b.run("score", gold, predicted, out="claims.score").read_text(encoding="utf-8")
    for ours_line, line in zip_longest(ours.splitlines(), said.splitlines(), fillvalue=""):
        if ours_line != line:
            raise Failed(f"sitrep score prints {ours_line!r}, the scorer {line!r}")


# GeoVirus marks "Iraq" and not "Iraqi" (5 of 163 adjectives); the others mark both.
NAMES_ONLY = {"geovirus"}


def places(name):
    def measure(b):
        gold = b.bench / "places" / f"{name}.jsonl"
        docs = rows(gold)
        given = b.write(f"{name}.jsonl", [{"doc_id": d["doc_id"], "text": d["text"]} for d in docs])
        spans = b.write(f"{name}.spans.jsonl", [
            {"doc_id": d["doc_id"], "toponyms": [{"start": t["start"], "end": t["end"]} for t in d["toponyms"]]} for d in docs])
        found = b.run("places", given, "--format", "jsonl", "--clean", out=f"{name}.out")
        with_adjectives = end_to_end = b.score("places", gold, found)
        if name in NAMES_ONLY:
            named = [d | {"toponyms": [t for t in d["toponyms"] if t["naming"] != "adjective"]} for d in rows(found)]
            end_to_end = b.score("places", gold, b.write(f"{name}.names.out", named))
        with_spans = b.score("places", gold, b.run("places", given, "--format", "jsonl", "--clean", "--spans", spans, out=f"{name}.spans.out"))
        out = {
            "resolved, gold spans": number(with_spans, r"^resolved +([\d.]+) %"),
            "recognition F1": number(end_to_end, r"^recognition .*F1 +([\d.]+)"),
            "resolved": number(end_to_end, r"^resolved +([\d.]+) %"),
            "end-to-end F1": number(end_to_end, r"^end-to-end +F1 +([\d.]+)"),
        }
        if name in NAMES_ONLY:
            out["recognition F1, adjectives too"] = number(with_adjectives, r"^recognition .*F1 +([\d.]+)")
            out["end-to-end F1, adjectives too"] = number(with_adjectives, r"^end-to-end +F1 +([\d.]+)")
        if "median km    none" not in end_to_end:
            out["median km"] = number(end_to_end, r"^median km +([\d.]+)")
        return out

    return measure


def times(b):
    gold = b.bench / "time" / "wikiwars.jsonl"
    given = b.write("wikiwars.jsonl", [{"doc_id": d["doc_id"], "text": d["text"], "published": d["dct"]} for d in rows(gold)])
    said = b.score("time", gold, b.run("times", given, "--format", "jsonl", "--clean", out="wikiwars.out"))
    return {f"{k} F1": number(said, rf"^{k} +P .*F1 +([\d.]+)") for k in ("strict", "relaxed", "type", "value", "interval")}


def intake(kind):
    def measure(b):
        gold = b.bench / "intake" / f"{kind}_gold.jsonl"
        folder = b.work / f"{kind}_pages"
        folder.mkdir()
        for d in rows(gold):
            if kind == "text":
                (folder / f"{d['id']}.txt").write_text(d["dump"], encoding="utf-8")
            else:
                (folder / f"{d['id']}.html").write_bytes(gzip.decompress((gold.parent / "html" / f"{d['id']}.html.gz").read_bytes()))
        read = rows(b.run("read", folder, "--keep-duplicates", out=f"{kind}.out"))
        bodies = [{"id": re.sub(r"\.(txt|html)$", "", d["doc_id"]), "body": d["text"]} for d in read]
        said = b.score("intake", gold, b.write(f"{kind}.bodies.jsonl", bodies))
        return {k: number(said, rf"\b{k} +([\d.]+)") for k in ("P", "R", "F1", "exact")}

    return measure


def parse(given_words):
    def measure(b):
        ud, names = b.corpora / "ud-dev.conllu", b.corpora / "ner-dev.iob2"
        gold = conllu.load_gold(ud, names, one=given_words)
        if given_words:
            out = b.run("parse", "--format", "conllu", "--tokens", ud, out="parse.tokens.conllu")
        else:
            given = b.write("ud.jsonl", [{"doc_id": d.name, "text": d.text.strip()} for d in gold])
            out = b.run("parse", given, "--format", "conllu", "--clean", out="parse.raw.conllu")
        with open(out, encoding="utf-8") as f:
            system = conllu.read(f, one=given_words)
        figures = conllu.evaluate(gold, system)
        if given_words and figures["words"] < 100:
            raise Failed(f"sitrep parse --tokens changed the given words: only {figures['words']} % are the same")
        return {k: v for k, v in figures.items() if not given_words or k not in ("sentences", "tokens", "words")}

    return measure


def muc4_read(b):
    """Reads MUC-4, tst1 and tst2, once: the set's path; claims, incidents and reports lie in the work folder."""
    gold = b.bench / "muc4" / "dev.jsonl"
    if not (b.work / "muc4.incidents").exists():
        given = b.write("muc4.jsonl", [{"doc_id": d["doc_id"], "text": d["text"], "published": d["date"]} for d in rows(gold)])
        b.run("code", given, "--format", "jsonl", "--clean", "--incidents", b.work / "muc4.incidents",
              "--reports", b.work / "muc4.reports", out="muc4.out")
    return gold


def muc4(b):
    """MUC-4, tst1 and tst2: incidents in the form of its templates."""
    gold = muc4_read(b)
    docs = {d["doc_id"]: d for d in rows(b.work / "muc4.reports")}
    found = {k: [] for k in docs}
    for i in rows(b.work / "muc4.incidents"):
        found[i["doc_id"]].append(i)
    out = {}
    for mode, named, total in (("slots", False, "all"), ("gtt", True, "micro")):
        made = [{"doc_id": k, "templates": [muc.template(i, docs[k]["published"], named) for i in v]} for k, v in found.items()]
        said = b.score("muc4", gold, b.write(f"muc4.{mode}.jsonl", made), "--mode", mode)
        out[f"{'template' if mode == 'gtt' else mode} F1"] = number(said, rf"^ +{total} +P .*F1 +([\d.]+)")
        if mode == "slots":
            for k in ("incident_type", "stage", "date", "location", "PerpInd", "PerpOrg", "Target", "Victim", "Weapon",
                      "hum_number", "hum_effect", "phys_number", "phys_effect"):
                out[k] = number(said, rf"^ +{k} +P .*F1 +([\d.]+)")
    return out


def times_of_events(b):
    """The days of MUC-4's events, as its key has them: a day, "on or before", an interval."""
    docs = {d["doc_id"] for d in rows(muc4_read(b))}
    keys = {d["doc_id"]: d for d in rows(b.bench / "time" / "muc4_events.jsonl") if d["doc_id"] in docs}
    by_report = {"muc4.out": {}, "muc4.incidents": {}}
    for name, found in by_report.items():
        for row in rows(b.work / name):
            found.setdefault(row["doc_id"], []).append(row)
    return muc.dates(keys, *by_report.values())


def capitals(text):
    """All letters raised, except those that would become two."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def claims_in_capitals(b):
    """The claims of the same 17 reports in capitals."""
    folder = b.bench / "claims"
    docs = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((folder / "docs").glob("*.json"))]
    given = b.write("claims.up.jsonl", [{**{k: d.get(k) for k in ("doc_id", "published")}, "text": capitals(d["text"])} for d in docs])
    said = b.score("claims", folder / "dev.jsonl", b.run("code", given, "--format", "jsonl", "--clean", out="claims.up.out"))
    return {k: number(said, rf"^{re.escape(k)} +P .*F1 +([\d.]+)") for k in ("trigger", "typed", "typed+role", "speaker")}


def parse_in_capitals(b):
    """The treebank's words in capitals; forms are set back before they are compared."""
    ud, names = b.corpora / "ud-dev.conllu", b.corpora / "ner-dev.iob2"
    word = re.compile(r"\d+(-\d+)?\t")
    lines = ud.read_text(encoding="utf-8").splitlines(keepends=True)
    forms = [line.split("\t")[1] for line in lines if word.match(line)]
    texts = [line for line in lines if line.startswith("# text = ")]

    def raised(line):
        if word.match(line):
            c = line.split("\t")
            return "\t".join([c[0], capitals(c[1]), *c[2:]])
        return "# text = " + capitals(line[9:]) if line.startswith("# text = ") else line

    given = b.work / "ud.up.conllu"
    given.write_text("".join(map(raised, lines)), encoding="utf-8")
    out = b.run("parse", "--format", "conllu", "--tokens", given, out="parse.up.conllu")
    form, text, back = iter(forms), iter(texts), []
    for line in out.read_text(encoding="utf-8").splitlines(keepends=True):
        if word.match(line):
            c = line.split("\t")
            line = "\t".join([c[0], next(form), *c[2:]])
        elif line.startswith("# text = "):
            line = next(text)
        back.append(line)
    figures = conllu.evaluate(conllu.load_gold(ud, names, one=True), conllu.read(iter(back), one=True))
    return {k: figures[k] for k in ("names", "UPOS", "LAS")}


def link(given_claims):
    """127 invented reports of 14 story worlds, 570 claims in 200 events. The weights of linking were fitted on this half:
    docs/decisions/0009 has the cross-validated figures."""
    def measure(b):
        folder = b.bench / "link"
        reports, gold, name = folder / "reports.jsonl", rows(folder / "gold.jsonl"), "gold" if given_claims else "raw"
        if given_claims:
            texts = {r["doc_id"]: r["text"] for r in rows(reports)}
            given = b.write("link.triggers.jsonl", [{"doc_id": d["doc_id"], "triggers": gold_triggers(d, texts[d["doc_id"]])} for d in gold])
            source = b.run("code", reports, "--clean", "--triggers", given, "--format", "jsonl", out="link.claims.jsonl")
        else:
            source = reports
        events = rows(b.run("events", source, "--clean", "--format", "jsonl", out=f"link.{name}.events.jsonl"))
        said = [{"doc_id": c["doc_id"], "sentence": c["sentence"], "trigger": c["trigger"], "type": e["type"], "event_id": e["event_id"]}
                for e in events for c in e["claims"]]
        m = json.loads(b.score("link", folder / "gold.jsonl", b.write(f"link.{name}.out", said), "--events", str(folder / "events.jsonl"), "--json"))
        pct = lambda x: round(100 * x, 1)
        out = {"B3 P": pct(m["b3"][0]), "B3 R": pct(m["b3"][1]), "B3 F1": pct(m["b3"][2]), "CEAF F1": pct(m["ceaf_e"][2])}
        return out | {"over-merged %": pct(m["over"] / max(1, m["predicted_events"])), "hard pairs mixed": len(m["hard"])}

    return measure


def gold_triggers(doc, text):
    """Where the triggers of a gold report stand; code points."""
    out, used = [], set()
    for c in doc["claims"]:
        at = text.find(c["sentence"])
        spans = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(c['trigger'])}(?!\w)", c["sentence"], re.I)]
        span = next(((at + x, at + y) for x, y in spans if (at + x, at + y) not in used), None)
        if at >= 0 and span:
            used.add(span)
            out.append({"start": span[0], "end": span[1], "type": c["type"]})
    return out


def parties(b):
    """278 phrases: their country and sector, by the example `actors_bench` beside the program."""
    script, cases = Path(__file__).with_name("actors.py"), b.bench / "actors" / "actor_tests.jsonl"
    done = subprocess.run([sys.executable, str(script), str(cases), "--binary", str(b.sitrep.parent / "examples" / "actors_bench")],
                          capture_output=True)
    if done.returncode:
        raise Failed(f"actors.py ended with {done.returncode}: {tail(done.stderr)}")
    return {k: number(done.stdout.decode(), rf"^{k}: .*= ([\d.]+) %") for k in ("country", "sector", "both")}


SETS = {
    "actors": parties,
    "claims": claims,
    "claims, capitals": claims_in_capitals,
    "incidents muc4": muc4,
    "places lgl": places("lgl"),
    "places tr_news": places("tr_news"),
    "places gwn": places("gwn"),
    "places geovirus": places("geovirus"),
    "times wikiwars": times,
    "times muc4": times_of_events,
    "intake text": intake("text"),
    "intake html": intake("html"),
    "link gold": link(True),
    "link raw": link(False),
    "parse, given words": parse(True),
    "parse, raw text": parse(False),
    "parse, capitals": parse_in_capitals,
}
