"""The committed scores and their floors.

In: measured figures. Out: rows of scores.csv, and the figures that fell below floors.toml. Knows no benchmark.
"""

import csv
import datetime
import subprocess
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = "date,set,figure,value,command,commit,note".split(",")
# Figures of which less is better, or that say how hard a set is: they are recorded, and have no floor.
NO_FLOOR = {"median km", "over-merged %", "hard pairs mixed", "events with a day", "publication day %"}


def commit(folder):
    """Short name of the commit, with "+" when the tree differs from it; empty outside a repository."""
    git = lambda *a: subprocess.run(["git", "-C", str(folder), *a], capture_output=True, text=True).stdout.strip()
    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "-uno") else "")


def append(path, rows, command, note):
    """Appends (set, figure, value) rows; writes the heading when the file is new."""
    new = not path.exists()
    day, name = datetime.date.today().isoformat(), commit(HERE)
    with open(path, "a", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        if new:
            out.writerow(COLUMNS)
        out.writerows([day, s, figure, value, command, name, note] for s, figure, value in rows)


def read_floors(path):
    """{set: {figure: floor}}; empty when there is no file."""
    if not path.exists():
        return {}
    with open(path, "rb") as f:
        return {k: v for k, v in tomllib.load(f).items() if isinstance(v, dict)}


def write_floors(path, floors):
    lines = ["# The least that bench/accuracy/run.py accepts, by set and figure. Raised by --raise-floors after a gain;",
             "# lowered only by --lower-floors, with the reason in the commit message."]
    for name in sorted(floors):
        lines += ["", f'["{name}"]', *(f'"{k}" = {v}' for k, v in floors[name].items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def below(floors, rows):
    """Figures under their floor: (set, figure, value, floor)."""
    return [(s, k, v, floors[s][k]) for s, k, v in rows if k in floors.get(s, {}) and v < floors[s][k]]


def missing(floors, rows, ran):
    """Floors of the sets `ran` for which nothing was measured: a figure that vanishes has not passed."""
    got = {(s, k) for s, k, _ in rows}
    return [(s, k) for s in floors if s in ran for k in floors[s] if (s, k) not in got]


def last(path, names):
    """The newest (set, figure, value) rows of these sets in scores.csv: a later line goes before an earlier one."""
    newest = {}
    with open(path, encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            if row["set"] in names:
                newest[row["set"], row["figure"]] = float(row["value"])
    return [(s, k, v) for (s, k), v in newest.items()]


def moved(floors, rows, lower):
    """New floors: raised to what was measured, and lowered too where `lower`."""
    out = {s: dict(v) for s, v in floors.items()}
    for s, k, v in rows:
        if k not in NO_FLOOR and (lower or v >= out.get(s, {}).get(k, v)):
            out.setdefault(s, {})[k] = v
    return out
