#!/usr/bin/env python3
"""Turns hand-coded reports in the short notation into the two files of `corpus/`.

    python3 training/notes.py NOTES… --docs docs.jsonl --gold own.jsonl [--append]

In: reports with their events written under each sentence (below). Out: a line a report in `--docs` (doc_id, published,
text) and in `--gold` (doc_id, published, events with every field). Nothing is written when a line has a fault; each
fault is named with file and line. What it does not know: whether the coding is right.

    @ own-n1-01 2019-03-04
    = Police arrested more than 50 suspects in Kano on Monday, the governor said.
    - arrested | COERCE/arrest | a: Police | r: suspects | p: Kano | t: on Monday 2019-03-04 2019-03-04 | n: recipient 51 51 - more than 50 | by: the governor
    = He had promised the raids.
    - raids | COERCE/arrest | a: the governor | st: planned
    ¶

`@` begins a report, `=` a sentence (`¶` alone ends a paragraph), `-` an event of the sentence above: trigger, TYPE/mode
(`/-` for no mode), then any of a: actors (a; b), r: recipients, p: place, pi: place of another sentence, t: words with
first and last day (`-` unknown), n: a count (role low best high words; may be repeated), st: status (occurred when
left out), by: speaker, op: operation.
"""

import argparse
import datetime
import json
import os
import sys

MODES = {
    "AGREE": "", "CONSULT": "visit third-party multilateral phone", "SUPPORT": "", "CONCEDE": "", "COOPERATE": "",
    "AID": "safe-passage demining services relief rescue military-aid",
    "RETREAT": "withdraw release disarm ceasefire access resign surrender return",
    "REQUEST": "assist change yield meet", "ACCUSE": "disapprove investigate allege", "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize", "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict ban censor curfew martial-law arrest deport withhold misinformation cyber clear",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone "
               "heavy-weapons crowd-control unconventional territory",
}
MODES = {k: v.split() for k, v in MODES.items()}
STATUS = "occurred ongoing planned hypothetical negated denied alleged".split()
ROLES = "recipient actor killed wounded displaced seized other".split()


class Fault(Exception):
    """What is wrong with a line."""


def number(x):
    if x == "-":
        return None
    if not x.isdigit():
        raise Fault(f"'{x}' is no whole number (write - for unknown)")
    return int(x)


def day(x):
    if x == "-":
        return None
    try:
        return datetime.date.fromisoformat(x).isoformat()
    except ValueError:
        raise Fault(f"'{x}' is no day YYYY-MM-DD (write - for unknown)") from None


def event(line, sentence):
    parts = [p.strip() for p in line.split("|")]
    if len(parts) < 2:
        raise Fault("an event needs a trigger and a TYPE/mode")
    kind, _, mode = parts[1].partition("/")
    if kind not in MODES:
        raise Fault(f"'{kind}' is no type")
    if mode not in ("", "-") and mode not in MODES[kind]:
        raise Fault(f"'{mode}' is no mode of {kind}")
    e = dict(sentence=sentence, trigger=parts[0], type=kind, mode=None if mode in ("", "-") else mode, actors=[], recipients=[],
             place=None, place_inferred=None, time=None, start=None, end=None, counts=[], status="occurred", said_by=None, operation=None)
    if parts[0] not in sentence:
        raise Fault(f"the trigger '{parts[0]}' is not in the sentence")
    for p in parts[2:]:
        key, colon, value = p.partition(":")
        key, value = key.strip(), value.strip()
        if not colon or not value:
            raise Fault(f"'{p}' is no field (key: value)")
        if key in ("a", "r"):
            e["actors" if key == "a" else "recipients"] = [v.strip() for v in value.split(";") if v.strip()]
        elif key in ("p", "pi", "by", "op"):
            e[dict(p="place", pi="place_inferred", by="said_by", op="operation")[key]] = value
        elif key == "t":
            words = value.rsplit(None, 2)
            if len(words) != 3:
                raise Fault("a time is words, first day, last day")
            e["time"], e["start"], e["end"] = words[0], day(words[1]), day(words[2])
        elif key == "n":
            words = value.split(None, 4)
            if len(words) != 5 or words[0] not in ROLES:
                raise Fault(f"a count is role low best high words; roles: {' '.join(ROLES)}")
            e["counts"].append(dict(role=words[0], text=words[4], low=number(words[1]), best=number(words[2]), high=number(words[3])))
            if words[4] not in sentence:
                raise Fault(f"the count '{words[4]}' is not in the sentence")
        elif key == "st":
            if value not in STATUS:
                raise Fault(f"'{value}' is no status")
            e["status"] = value
        else:
            raise Fault(f"'{key}' is no key")
    for name in ("place", "time"):
        if e[name] and e[name] not in sentence:
            raise Fault(f"the {name} '{e[name]}' is not in the sentence")
    return e


def read(path):
    """Reports of one file and its faults ("file:line: what")."""
    reports, faults, cur, glue = [], [], None, ""
    for n, line in enumerate(open(path, encoding="utf8"), 1):
        line = line.strip()
        try:
            if line.startswith("@"):
                _, name, published = line.split()
                cur = dict(doc_id=name, published=day(published), text="", events=[], sentence=None)
                reports.append(cur)
                glue = ""
            elif line == "¶":
                glue = "\n\n"
            elif line.startswith("="):
                cur["sentence"] = line[1:].strip()
                cur["text"] += glue + cur["sentence"]
                glue = " "
            elif line.startswith("-"):
                cur["events"].append((n, event(line[1:].strip(), cur["sentence"])))
            elif line:
                raise Fault("a line begins with @, =, - or is ¶")
        except (Fault, ValueError, TypeError) as e:
            faults.append(f"{path}:{n}: {e}")
    for r in reports:
        for n, e in r["events"]:
            for x in [*e["actors"], *e["recipients"], e["place_inferred"], e["said_by"]]:
                if x and x not in r["text"]:
                    faults.append(f"{path}:{n}: '{x}' is not in the report")
        r["events"] = [e for _, e in r["events"]]
    return reports, faults


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("notes", nargs="+")
    ap.add_argument("--docs", required=True)
    ap.add_argument("--gold", required=True)
    ap.add_argument("--append", action="store_true", help="add to the files instead of writing them anew")
    a = ap.parse_args()
    reports, faults = [], []
    for path in a.notes:
        r, f = read(path)
        reports += r
        faults += f
    if faults:
        print("\n".join(faults), file=sys.stderr)
        print(f"{len(faults)} faults; nothing written", file=sys.stderr)
        return 2
    old = [[], []]
    if a.append:
        old = [open(p, encoding="utf8").read().splitlines() for p in (a.docs, a.gold)]
    rows = [[json.dumps({k: r[k] for k in keys}, ensure_ascii=False) for r in reports]
            for keys in (("doc_id", "published", "text"), ("doc_id", "published", "events"))]
    for path, before, new in zip((a.docs, a.gold), old, rows):
        with open(path + ".new", "w", encoding="utf8") as f:
            f.write("\n".join([*before, *new]) + "\n")
        os.replace(path + ".new", path)
    print(f"{len(reports)} reports, {sum(len(r['events']) for r in reports)} events")
    return 0


if __name__ == "__main__":
    sys.exit(main())
