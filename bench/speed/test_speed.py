"""Tests of the timing itself.

    python3 -m unittest discover -s bench/speed
"""

import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

import run

BUSY = ["-c", "import sys; sum(range(len(open(sys.argv[1]).read()) * 400))"]


class Speed(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.at = Path(folder.name)
        (self.at / "claims/docs").mkdir(parents=True)
        (self.at / "claims/docs/a.json").write_text(json.dumps({"doc_id": "a", "text": "They left. " * 2000, "published": "2018-08-09"}))

    def test_texts_are_copied_under_their_own_ids(self):
        rows, words = run.texts(self.at / "claims/docs", 2)
        self.assertEqual(([r["doc_id"] for r in rows], words), (["a.0", "a.1"], 8000))
        with self.assertRaises(run.Failed):
            run.texts(self.at, 1)

    def test_time_and_memory_of_a_child(self):
        wall, cpu, peak = run.timed([sys.executable, "-c", "x = bytearray(100 << 20); sum(range(3_000_000))"], 1)
        self.assertTrue(0 < cpu and 0 < wall and 100 < peak < 400, (wall, cpu, peak))
        with self.assertRaises(run.Failed) as e:
            run.timed(["/bin/sh", "-c", "echo no pack >&2; exit 2"], 1)
        self.assertIn("no pack", str(e.exception))

    def test_ratios_are_to_the_peer_on_as_many_cores(self):
        b = lambda wall, peak: {"wall": wall, "cpu": wall, "start": 0.1, "peak": peak}
        best = {("sitrep parse", 1): b(2.0, 90), (run.PEER, 1): b(3.0, 360), ("sitrep parse", 2): b(1.0, 90)}
        one, peer, two = run.table(best, 6000)
        self.assertEqual((one["words_per_second"], one["speed_to_spacy"], one["memory_to_spacy"]), (3000, 1.5, 0.25))
        self.assertEqual((peer["speed_to_spacy"], two["speed_to_spacy"]), (1.0, ""))

    def test_taking_turns(self):
        rows, words = run.texts(self.at / "claims/docs", 1)
        full, one = self.at / "all", self.at / "one"
        full.write_text(json.dumps(rows) * 20)
        one.write_text("{}")
        command = {"sitrep parse": lambda f, n: [sys.executable, *BUSY, f]}
        with contextlib.redirect_stderr(io.StringIO()):
            best = run.measure(command, full, one, words, [1], 2)
        self.assertGreater(best["sitrep parse", 1]["wall"], 0)
        with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(run.Failed):
            run.measure({"x": lambda f, n: ["/bin/sh", "-c", f"[ {f} = {full} ] || sleep 0.3"]}, full, one, words, [1], 1)


if __name__ == "__main__":
    unittest.main()
