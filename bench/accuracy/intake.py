"""Article bodies: the reader against pages whose bodies are known.

    python bench/accuracy/intake.py --reader target/release/examples/read [--kind html]

In: ../shared/bench/intake (html_gold.jsonl with pages, text_gold.jsonl with dumped pages). Out: precision,
recall and F1 over 4-word shingles as its score.py prints them, and pages a second. The dumps are the
pages that the line model was trained on: for `text` the honest figure is the cross-validation that
training/furniture.py prints.
"""
import argparse
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import time

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


def main():
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("--reader", required=True, help="the program of crates/sitrep/examples/read.rs")
    args.add_argument("--keep", help="write the predictions here")
    args.add_argument("--kind", choices=["html", "text"], help="only this one")
    args = args.parse_args()
    reader = str(pathlib.Path(args.reader).resolve())
    for kind in [args.kind] if args.kind else ["html", "text"]:
        with tempfile.TemporaryDirectory() as folder:
            given, found = pathlib.Path(folder) / "given.jsonl", pathlib.Path(args.keep or folder) / f"{kind}.jsonl"
            given.write_text("".join(json.dumps(r) + "\n" for r in records(kind)), encoding="utf-8")
            start = time.time()
            out = subprocess.run([reader, str(given)], cwd=ROOT, capture_output=True, text=True, check=True)
            seconds = time.time() - start
            sys.stderr.write(out.stderr)
            reports = [json.loads(line) for line in out.stdout.split("\n")[:-1]]
            lines = [json.dumps({"id": r["doc_id"], "body": r["text"]}) + "\n" for r in reports]
            found.write_text("".join(lines), encoding="utf-8")
            score = [sys.executable, str(BENCH / "score.py"), str(BENCH / f"{kind}_gold.jsonl"), str(found)]
            print(kind, subprocess.run(score, capture_output=True, text=True, check=True).stdout.strip(), end="  ")
            print(f"{len(reports) / seconds:.0f} pages/s")


if __name__ == "__main__":
    main()
