#!/usr/bin/env python3
"""Measures sitrep on the development sets, writes the scores down and holds them against their floors.

    python3 bench/accuracy/run.py [SITREP] [SETS] [--only WORD …] [--note TEXT]

SITREP is the binary (target/release/sitrep), SETS the folder of the sets with their scorers (../shared/bench); the
treebank stands in --corpora. Builds nothing; Python's standard library only (3.11 or later).
Exit: 0 every figure holds its floor, 1 one is lower, 2 something could not be measured.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import scores
from sets import SETS, Bench, Failed

ROOT = Path(__file__).resolve().parents[2]


def arguments(argv):
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("sitrep", nargs="?", type=Path, default=ROOT / "target/release/sitrep")
    ap.add_argument("sets", nargs="?", type=Path, default=ROOT.parent / "shared/bench")
    ap.add_argument("--corpora", type=Path, help="folder of ud-dev.conllu and ner-dev.iob2 (default: corpora/english beside SETS)")
    ap.add_argument("--only", action="append", metavar="WORD", help="only the sets whose name holds WORD; may be repeated")
    ap.add_argument("--note", default="", help="a remark for the rows of scores.csv")
    ap.add_argument("--work", type=Path, help="an empty folder that keeps inputs and answers (default: a temporary one)")
    ap.add_argument("--scores", type=Path, default=scores.HERE / "scores.csv")
    ap.add_argument("--floors", type=Path, default=scores.HERE / "floors.toml")
    ap.add_argument("--no-write", action="store_true", help="append nothing to scores.csv")
    group = ap.add_mutually_exclusive_group()
    group.add_argument("--raise-floors", action="store_true", help="set floors to what was measured where that is higher")
    group.add_argument("--lower-floors", action="store_true", help="set floors to what was measured, lower ones too")
    a = ap.parse_args(argv)
    a.corpora = a.corpora or a.sets.parent / "corpora/english"
    if not a.sitrep.is_file():
        ap.error(f"there is no binary {a.sitrep}; build it with: cargo build --release --locked")
    if not a.sets.is_dir():
        ap.error(f"there is no folder {a.sets}; give the folder of the sets as the second argument")
    return a


def measure(bench, names):
    """(set, figure, value) rows, and how many sets could not be measured. Prints as it goes."""
    rows, failed = [], 0
    for name in names:
        try:
            figures = SETS[name](bench)
        except (Failed, OSError, ValueError, KeyError) as e:
            failed += 1
            print(f"{name}: not measured: {type(e).__name__}: {e}", file=sys.stderr)
            continue
        rows += [(name, k, v) for k, v in figures.items()]
        print(f"{name:20}", "  ".join(f"{k} {v}" for k, v in figures.items()), flush=True)
    return rows, failed


def main(argv=None):
    a = arguments(argv)
    names = [n for n in SETS if not a.only or any(w in n for w in a.only)]
    if not names:
        print(f"no set is named like {a.only}; there are: {', '.join(SETS)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        if a.work:
            a.work.mkdir(parents=True, exist_ok=True)
        places = (p.resolve() for p in (a.sitrep, a.sets, a.corpora, a.work or Path(folder)))
        rows, failed = measure(Bench(*places), names)
    if not a.no_write:
        command = " ".join(["bench/accuracy/run.py", *(f"--only {w!r}" for w in a.only or [])])
        scores.append(a.scores, rows, command, a.note)
    floors = scores.read_floors(a.floors)
    low = scores.below(floors, rows)
    gone = scores.missing(floors, rows, {s for s, _, _ in rows})
    if a.raise_floors or a.lower_floors:
        scores.write_floors(a.floors, scores.moved(floors, rows, a.lower_floors))
    for s, k, v, floor in low:
        print(f"below its floor: {s}: {k} {v}, floor {floor}")
    for s, k in gone:
        print(f"has a floor and was not measured: {s}: {k}", file=sys.stderr)
    if failed or gone:
        return 2
    return 1 if low and not a.lower_floors else 0


if __name__ == "__main__":
    sys.exit(main())
