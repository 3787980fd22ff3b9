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
from pathlib import Path

import conllu


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
    said = b.score("claims", folder / "dev.jsonl", b.run("code", given, "--format", "jsonl", "--clean", out="claims.out"))
    out = {k: number(said, rf"^{re.escape(k)} +P .*F1 +([\d.]+)") for k in
           ("trigger", "typed", "typed+role", "by sentence", "actors", "recipients", "place", "time", "counts", "speaker")}
    return out | {k: number(said, rf"^{k} +accuracy +([\d.]+)") for k in ("mode", "status")}


def places(name):
    def measure(b):
        gold = b.bench / "places" / f"{name}.jsonl"
        docs = rows(gold)
        given = b.write(f"{name}.jsonl", [{"doc_id": d["doc_id"], "text": d["text"]} for d in docs])
        spans = b.write(f"{name}.spans.jsonl", [
            {"doc_id": d["doc_id"], "toponyms": [{"start": t["start"], "end": t["end"]} for t in d["toponyms"]]} for d in docs])
        end_to_end = b.score("places", gold, b.run("places", given, "--format", "jsonl", "--clean", out=f"{name}.out"))
        with_spans = b.score("places", gold, b.run("places", given, "--format", "jsonl", "--clean", "--spans", spans, out=f"{name}.spans.out"))
        out = {
            "resolved, gold spans": number(with_spans, r"^resolved +([\d.]+) %"),
            "recognition F1": number(end_to_end, r"^recognition .*F1 +([\d.]+)"),
            "resolved": number(end_to_end, r"^resolved +([\d.]+) %"),
            "end-to-end F1": number(end_to_end, r"^end-to-end +F1 +([\d.]+)"),
        }
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
        read = rows(b.run("read", folder, out=f"{kind}.out"))
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


SETS = {
    "claims": claims,
    "places lgl": places("lgl"),
    "places tr_news": places("tr_news"),
    "places gwn": places("gwn"),
    "places geovirus": places("geovirus"),
    "times wikiwars": times,
    "intake text": intake("text"),
    "intake html": intake("html"),
    "parse, given words": parse(True),
    "parse, raw text": parse(False),
}
