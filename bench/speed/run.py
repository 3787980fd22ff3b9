#!/usr/bin/env python3
"""Speed and memory of `sitrep parse` and `sitrep code` beside spaCy's small English pipeline, on the same text.

    python3 bench/speed/run.py [SITREP] [SETS] [--copies N] [--rounds N] [--no-peer] [--note TEXT]

SITREP is the binary (target/release/sitrep), SETS the folder of the sets (../shared/bench), whose development reports
are the text. spaCy runs in an environment of its own (bench/speed/.venv, made from requirements.txt on the first run).
Linux only: programs are bound to cores, and peak memory comes from the kernel. Standard library only.

How a figure comes about. Every program reads the same JSON lines and prints its analysis to nowhere. It is timed on
all reports and on one sentence; the difference of the two is the time of the text, so that loading a model is counted
apart (`start`). Words are what white space separates. The programs take turns, `--rounds` times, and the fastest round
counts, because other work on a machine only ever slows a program down.
"""

import argparse
import csv
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PEER = "spacy en_core_web_sm"
COLUMNS = ("date,program,cores,words,words_per_second,words_per_cpu_second,start_seconds,peak_mib,"
           "speed_to_spacy,cpu_speed_to_spacy,memory_to_spacy,commit,machine,note").split(",")


class Failed(Exception):
    """A program did not run; the message names it and repeats what it said."""


def timed(command, cores):
    """(wall seconds, CPU seconds, peak MiB) of a command on the first `cores` cores.

    CPU and memory come from the kernel's account of the child. Of several processes it gives the largest one's memory;
    nothing under about 15 MiB can be told, for a child begins as a copy of this program.
    """
    free = sorted(os.sched_getaffinity(0))[:cores]
    with tempfile.TemporaryFile() as said, open(os.devnull, "wb") as nowhere:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=nowhere, stderr=said, env={**os.environ, "OMP_NUM_THREADS": "1"},
                                 preexec_fn=lambda: os.sched_setaffinity(0, free))
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            said.seek(0)
            raise Failed(f"{' '.join(map(str, command[:3]))} ended with {child.returncode}: "
                         + said.read().decode(errors="replace").strip()[-400:])
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def peer():
    """Python of the peer's environment, made when it is not there."""
    python = HERE / ".venv/bin/python"
    if not python.exists():
        print("making", python.parents[1], file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", python.parents[1]], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
                        "-r", HERE / "requirements.txt"], check=True)
    return python


def texts(folder, copies):
    """Reports as records, every one `copies` times under its own id; and their number of words."""
    docs = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"))]
    if not docs:
        raise Failed(f"there are no reports in {folder}; give the folder of the sets as the second argument")
    rows = [{"doc_id": f"{d['doc_id']}.{i}", "text": d["text"], "published": d.get("published")}
            for i in range(copies) for d in docs]
    return rows, sum(len(r["text"].split()) for r in rows)


def programs(sitrep, python):
    """{name: command of a file and a number of cores}."""
    out = {
        "sitrep parse": lambda f, n: [sitrep, "parse", f, "--format", "conllu", "--threads", str(n)],
        "sitrep code": lambda f, n: [sitrep, "code", f, "--format", "jsonl", "--keep-duplicates", "--threads", str(n)],
    }
    if python:
        out[PEER] = lambda f, n: [python, HERE / "spacy_run.py", f, str(n)]
    return out


def measure(commands, all_reports, one_sentence, words, cores, rounds):
    """{(program, cores): figures}, the programs taking turns."""
    best = {}
    for turn in range(rounds):
        for n in cores:
            for name, command in commands.items():
                short, long = timed(command(one_sentence, n), n), timed(command(all_reports, n), n)
                wall, cpu = long[0] - short[0], long[1] - short[1]
                if min(wall, cpu) <= 0:
                    raise Failed(f"{name} took no longer on {words} words than on one sentence; raise --copies")
                old = best.get((name, n), {"wall": 1e9, "cpu": 1e9, "start": 1e9, "peak": 0})
                best[name, n] = {
                    "wall": min(old["wall"], wall),
                    "cpu": min(old["cpu"], cpu),
                    "start": min(old["start"], short[0]),
                    "peak": max(old["peak"], long[2]),
                }
                print(f"round {turn + 1}: {name}, {n} core{'s'[:n > 1]}: {words / wall:.0f} words/s", file=sys.stderr)
    return best


def table(best, words):
    """Rows of results.csv without date, commit, machine and note."""
    for (name, n), b in best.items():
        p = best.get((PEER, n))
        ratio = lambda x, y: round(x / y, 3)
        yield {
            "program": name, "cores": n, "words": words,
            "words_per_second": round(words / b["wall"]), "words_per_cpu_second": round(words / b["cpu"]),
            "start_seconds": round(b["start"], 2), "peak_mib": round(b["peak"]),
            "speed_to_spacy": ratio(p["wall"], b["wall"]) if p else "",
            "cpu_speed_to_spacy": ratio(p["cpu"], b["cpu"]) if p else "",
            "memory_to_spacy": ratio(b["peak"], p["peak"]) if p else "",
        }


def machine():
    names = [x.split(":", 1)[1].strip() for x in Path("/proc/cpuinfo").read_text().splitlines() if x.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {len(os.sched_getaffinity(0))} cores"


def append(path, rows, note):
    git = lambda *a: subprocess.run(["git", "-C", str(HERE), *a], capture_output=True, text=True).stdout.strip()
    more = {"date": datetime.date.today().isoformat(), "machine": machine(), "note": note,
            "commit": git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "-uno") else "")}
    new = not path.exists()
    with open(path, "a", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, COLUMNS, lineterminator="\n")
        if new:
            out.writeheader()
        out.writerows(r | more for r in rows)


def main(argv=None):
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("sitrep", nargs="?", type=Path, default=ROOT / "target/release/sitrep")
    ap.add_argument("sets", nargs="?", type=Path, default=ROOT.parent / "shared/bench")
    ap.add_argument("--copies", type=int, default=4, help="how often the reports are repeated (4: about 47,000 words)")
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--no-peer", action="store_true", help="without spaCy, and so without ratios")
    ap.add_argument("--results", type=Path, default=HERE / "results.csv")
    ap.add_argument("--note", default="")
    a = ap.parse_args(argv)
    if not a.sitrep.is_file():
        ap.error(f"there is no binary {a.sitrep}; build it with: cargo build --release --locked")
    with tempfile.TemporaryDirectory() as folder:
        try:
            rows, words = texts(a.sets / "claims/docs", a.copies)
            full, one = Path(folder, "all.jsonl"), Path(folder, "one.jsonl")
            full.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
            one.write_text(json.dumps({"doc_id": "one", "text": "Troops left the town.", "published": None}) + "\n", encoding="utf-8")
            cores = [n for n in (1, 2) if n <= len(os.sched_getaffinity(0))]
            best = measure(programs(a.sitrep.resolve(), None if a.no_peer else peer()), full, one, words, cores, a.rounds)
        except (Failed, subprocess.CalledProcessError) as e:
            print(e, file=sys.stderr)
            return 2
    out = list(table(best, words))
    for r in out:
        print(f"{r['program']:22} {r['cores']} core{'s'[:r['cores'] > 1]:1}  {r['words_per_second']:7} words/s"
              f"  {r['words_per_cpu_second']:7} words/CPU-s  start {r['start_seconds']} s  peak {r['peak_mib']} MiB"
              f"  to spaCy: speed {r['speed_to_spacy']}  CPU {r['cpu_speed_to_spacy']}  memory {r['memory_to_spacy']}")
    append(a.results, out, a.note)
    return 0


if __name__ == "__main__":
    sys.exit(main())
