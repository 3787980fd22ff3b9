"""Article bodies: the reader against pages whose bodies are known.

    python bench/accuracy/intake.py --reader target/release/examples/read [--kind html] [--peer PYTHON]

In: ../shared/bench/intake (html_gold.jsonl with pages, text_gold.jsonl with dumped pages). Out: precision,
recall and F1 over 4-word shingles as its score.py prints them, and pages a second of processor time, of
which the time that a program takes to start is taken off; the best of the rounds counts. With --peer, a
Python that has trafilatura, the same of trafilatura in the same run. Both run on one thread. The dumps are the
pages that the line model was trained on: for `text` the honest figure is the cross-validation that
training/furniture.py prints.
"""
import argparse
import gzip
import json
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BENCH = ROOT / "../shared/bench/intake"


def records(kind):
    for line in open(BENCH / f"{kind}_gold.jsonl", encoding="utf-8"):
        gold = json.loads(line)
        if kind == "html":
            page = gzip.open(BENCH / "html" / f"{gold['id']}.html.gz").read().decode("utf-8", "replace")
            yield {"id": gold["id"], "html": page}
        else:
            yield {"id": gold["id"], "text": gold["dump"]}


def timed(command):
    """What a program prints, and the seconds of processor time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return out, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(name, kind, command, given, found, rounds):
    """Prints the figures of one program."""
    nothing = given.with_name("nothing.jsonl")
    nothing.write_text('{"id": "a", "html": "<p>One</p>", "text": "One"}\n', encoding="utf-8")
    start = min(timed([*command, str(nothing)])[1] for _ in range(rounds))
    runs = [timed([*command, str(given)]) for _ in range(rounds)]
    out, seconds = runs[0][0], min(seconds for _, seconds in runs) - start
    sys.stderr.write(out.stderr)
    reports = [json.loads(line) for line in out.stdout.split("\n")[:-1]]
    lines = [json.dumps({"id": r["doc_id"], "body": r["text"]}) + "\n" for r in reports]
    found.write_text("".join(lines), encoding="utf-8")
    score = [sys.executable, str(BENCH / "score.py"), str(BENCH / f"{kind}_gold.jsonl"), str(found)]
    print(name, subprocess.run(score, capture_output=True, text=True, check=True).stdout.strip(), end="  ")
    print(f"{len(reports) / seconds:.0f} pages/cpu-s")


def main():
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("--reader", required=True, help="the program of crates/sitrep/examples/read.rs")
    args.add_argument("--keep", help="write the predictions here")
    args.add_argument("--kind", choices=["html", "text"], help="only this one")
    args.add_argument("--peer", metavar="PYTHON", help="measure trafilatura too; a Python that has it")
    args.add_argument("--rounds", type=int, default=3, help="times that each program runs (default 3)")
    args = args.parse_args()
    reader = str(pathlib.Path(args.reader).resolve())
    for kind in [args.kind] if args.kind else ["html", "text"]:
        with tempfile.TemporaryDirectory() as folder:
            given, keep = pathlib.Path(folder) / "given.jsonl", pathlib.Path(args.keep or folder)
            given.write_text("".join(json.dumps(r) + "\n" for r in records(kind)), encoding="utf-8")
            measure(kind, kind, [reader], given, keep / f"{kind}.jsonl", args.rounds)
            if args.peer and kind == "html":
                for mode in ["precise", "default"]:
                    command = [args.peer, str(ROOT / "bench/accuracy/trafilatura_run.py"), mode]
                    measure(f"trafilatura {mode}", kind, command, given, keep / f"{mode}.jsonl", args.rounds)


if __name__ == "__main__":
    main()
