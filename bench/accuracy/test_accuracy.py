"""Tests of the measuring itself, on a treebank, a scorer and a sitrep made up here.

    python3 -m unittest discover -s bench/accuracy
"""

import contextlib
import io
import os
import stat
import tempfile
import unittest
from pathlib import Path

import conllu
import muc
import run
import scores
from sets import SETS, Bench, Failed, capitals, number, same_figures

GOLD = """\
# newdoc id = a
# sent_id = a-1
# text = They don't trust Baghdad.
1	They	they	PRON	PRP	_	4	nsubj	_	_
2-3	don't	_	_	_	_	_	_	_	_
2	do	do	AUX	VBP	_	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
4	trust	trust	VERB	VB	_	0	root	_	_
5	Baghdad	Baghdad	PROPN	NNP	_	4	obj	_	SpaceAfter=No
6	.	.	PUNCT	.	_	4	punct	_	_

# newdoc id = b
# sent_id = b-1
# text = Troops left.
1	Troops	troop	NOUN	NNS	Number=Plur	2	nsubj:outer	_	_
2	left	leave	VERB	VBD	_	0	root	_	SpaceAfter=No
3	.	.	PUNCT	.	_	2	punct	_	_

"""
NAMES = """\
# sent_id = a-1
1	They	O
2	do	O
3	n't	O
4	trust	O
5	Baghdad	B-LOC
6	.	O

# sent_id = b-1
1	Troops	O
2	left	O
3	.	O

"""


def gold(one=False):
    docs = conllu.read(io.StringIO(GOLD), one)
    conllu.add_names(docs, io.StringIO(GOLD), io.StringIO(NAMES))
    return docs


def figures(system, one=False):
    return conllu.evaluate(gold(one), conllu.read(io.StringIO(system), one))


class Treebank(unittest.TestCase):
    def test_gold_against_itself_is_right_but_for_names_not_given(self):
        got = figures(GOLD)
        self.assertEqual(got.pop("names"), 0)
        self.assertEqual(set(got.values()), {100.0})

    def test_words_without_their_multiword_line_still_match(self):
        got = figures(GOLD.replace("2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n", ""))
        self.assertEqual((got["words"], got["LAS"]), (100.0, 100.0))
        self.assertLess(got["tokens"], 100)

    def test_labels_and_heads(self):
        got = figures(GOLD.replace("nsubj:outer", "nsubj").replace("4\tobj", "1\tobj"))
        self.assertEqual(got["UAS"], round(800 / 9, 2))
        self.assertEqual((got["LAS"], got["LAS with subtypes"]), (round(800 / 9, 2), round(700 / 9, 2)))

    def test_names_are_read_from_misc(self):
        got = figures(GOLD.replace("obj\t_\tSpaceAfter=No", "obj\t_\tSpaceAfter=No|Entity=B-LOC"))
        self.assertEqual(got["names"], 100.0)
        got = figures(GOLD.replace("obj\t_\tSpaceAfter=No", "obj\t_\tSpaceAfter=No|Entity=B-ORG"))
        self.assertEqual(got["names"], 0.0)

    def test_lost_text_and_lost_reports_count_as_lost_words(self):
        got = figures(GOLD.split("# newdoc id = b")[0])
        self.assertEqual(got["words"], round(200 * 6 / 15, 2))
        got = figures(GOLD.replace("5\tBaghdad\t", "5\tBasra\t"))
        self.assertLess(got["words"], 100)

    def test_one_document(self):
        self.assertEqual(figures(GOLD.replace("# newdoc", "# other"), one=True)["LAS"], 100.0)

    def test_raw_text(self):
        self.assertEqual([d.text.strip() for d in gold()], ["They don't trust Baghdad.", "Troops left."])


class Floors(unittest.TestCase):
    def test_only_a_flag_lowers(self):
        floors = {"parse": {"LAS": 89.0, "UAS": 90.0}}
        rows = [("parse", "LAS", 88.9), ("parse", "UAS", 91.0), ("parse", "median km", 3.0)]
        self.assertEqual(scores.below(floors, rows), [("parse", "LAS", 88.9, 89.0)])
        self.assertEqual(scores.moved(floors, rows, False), {"parse": {"LAS": 89.0, "UAS": 91.0}})
        self.assertEqual(scores.moved(floors, rows, True), {"parse": {"LAS": 88.9, "UAS": 91.0}})

    def test_a_figure_that_vanishes_is_missed(self):
        floors = {"parse": {"LAS": 89.0}, "claims": {"typed": 58.0}}
        self.assertEqual(scores.missing(floors, [("parse", "UAS", 91.0)], {"parse"}), [("parse", "LAS")])

    def test_written_floors_are_read_back(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "floors.toml"
            self.assertEqual(scores.read_floors(path), {})
            scores.write_floors(path, {"parse, raw text": {"LAS with subtypes": 87.25}})
            self.assertEqual(scores.read_floors(path), {"parse, raw text": {"LAS with subtypes": 87.25}})


class Committed(unittest.TestCase):
    """Figures that another command measures (a cross-validation trains anew) hold their floors in the committed scores."""

    def test_the_newest_row_counts(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scores.csv"
            scores.append(path, [("cv", "F1", 0.9), ("other", "F1", 0.1)], "train.py", "")
            scores.append(path, [("cv", "F1", 0.8)], "train.py", "")
            rows = scores.last(path, {"cv"})
        self.assertEqual(rows, [("cv", "F1", 0.8)])
        self.assertEqual(scores.below({"cv": {"F1": 0.85}}, rows), [("cv", "F1", 0.8, 0.85)])

    def test_none_is_below_its_floor(self):
        floors = scores.read_floors(scores.HERE / "floors.toml")
        others = set(floors) - set(SETS)
        self.assertIn("intake text cv", others)
        rows = scores.last(scores.HERE / "scores.csv", others)
        self.assertEqual(scores.below(floors, rows), [])
        self.assertEqual(scores.missing(floors, rows, others), [])


class Whole(unittest.TestCase):
    """The command on one set, with a sitrep that answers the treebank itself."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.at = Path(self.folder.name)
        (self.at / "bench").mkdir()
        (self.at / "ud-dev.conllu").write_text(GOLD)
        (self.at / "ner-dev.iob2").write_text(NAMES)

    def sitrep(self, body):
        path = self.at / "sitrep"
        path.write_text("#!/bin/sh\n" + body)
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)

    def run_it(self, *more):
        out = [self.at / "scores.csv", self.at / "floors.toml"]
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
            code = run.main([str(self.at / "sitrep"), str(self.at / "bench"), "--corpora", str(self.at), "--only", "given",
                             "--scores", str(out[0]), "--floors", str(out[1]), *more])
        return code, said.getvalue(), *(p.read_text() if p.exists() else "" for p in out)

    def test_scores_are_appended_and_floors_hold(self):
        self.sitrep(f'cat "{self.at}/ud-dev.conllu"\n')
        code, _, table, floors = self.run_it("--raise-floors")
        self.assertEqual(code, 0)
        self.assertIn(',"parse, given words",LAS,100.0,', table)
        self.assertIn('"LAS" = 100.0', floors)
        self.sitrep(f'sed s/nsubj/obj/ "{self.at}/ud-dev.conllu"\n')
        code, _, again, floors = self.run_it("--raise-floors")
        self.assertEqual(code, 1)
        self.assertTrue(again.startswith(table))
        self.assertIn('"LAS" = 100.0', floors)
        code, _, _, floors = self.run_it("--lower-floors")
        self.assertEqual(code, 0)
        self.assertIn('"LAS" = 77.78', floors)

    def test_a_program_that_fails_is_no_score(self):
        self.sitrep("echo no pack >&2; exit 2\n")
        code, said, table, _ = self.run_it()
        self.assertEqual(code, 2)
        self.assertIn("no pack", said)
        self.assertEqual(len(table.splitlines()), 1)

    def test_words_that_were_changed_are_no_score(self):
        self.sitrep(f'sed s/Troops/Soldiers/ "{self.at}/ud-dev.conllu"\n')
        self.assertEqual(self.run_it()[0], 2)

    def test_a_scorer_that_prints_otherwise_is_an_error(self):
        self.assertEqual(number("typed  P 1 F1  58.3", r"^typed +P .*F1 +([\d.]+)"), 58.3)
        with self.assertRaises(Failed):
            number("nothing", r"F1 ([\d.]+)")

    def test_a_score_that_differs_is_an_error(self):
        (self.at / "claims.jsonl").write_text("{}")
        bench = Bench(self.at / "sitrep", self.at / "bench", self.at, self.at)
        said = "typed       P  50.0  R  50.0  F1  50.0   (1 of 2 gold, 2 given)\nmode        accuracy 100.0   (1 of 1 matched)\n"
        self.sitrep(f"printf '%s' '{said}'\n")
        same_figures(bench, self.at / "claims.jsonl", self.at / "claims.jsonl", said)
        for other in (said.replace("F1  50.0", "F1  50.1"), said + "more\n", said.splitlines()[0]):
            with self.assertRaises(Failed):
                same_figures(bench, self.at / "claims.jsonl", self.at / "claims.jsonl", other)

    def test_incidents_become_templates(self):
        player = {"text": "Carlos\nMedina", "named": True, "plural": False, "best": None, "low": None, "effect": "death"}
        men = {"text": "two men", "named": False, "plural": True, "best": 2, "low": 2, "effect": None}
        row = {"type": "bombing", "stage": "accomplished", "time": None, "place": {"text": "Medellin"}, "country": "COL",
               "perpetrators": [men], "organisations": [], "targets": [], "victims": [player, men], "weapons": []}
        t = muc.template(row, "1990-01-03", named=True)
        self.assertEqual(t["Victim"], [["Carlos Medina"]])
        self.assertEqual(t["location"], [["COLOMBIA", None], ["Medellin", None]])
        self.assertEqual(t["date"], {"from": None, "to": "1990-01-03"})
        both = muc.template(row | {"time": {"start": "1990-01-02", "end": "1990-01-02"}}, "1990-01-03", named=False)
        self.assertEqual([h["number"] for h in both["HumTargets"]], ["1", "2"])
        self.assertEqual(both["date"]["from"], "1990-01-02")

    def test_capitals_are_as_long(self):
        self.assertEqual(capitals("Straße, ﬁn"), "STRAßE, ﬁN")



class DaysOfEvents(unittest.TestCase):
    def event(self, kind, first, last, targets):
        return {"type": "ATTACK", "location": "PERU: LIMA (CITY)", "dates": [{"kind": kind, "from": first, "to": last}], "perp_individual": [],
                "perp_org": [], "hum_tgt_number": [{"refs": targets}], "phys_tgt_number": []}

    def test_a_claim_is_found_by_the_words_of_the_event(self):
        claim = lambda text, start, end: {"type": "ASSAULT", "actors": [], "recipients": [], "place": None, "confidence": 0.5,
                                          "sentence": {"text": text}, "time": {"start": start, "end": end} if end else None}
        keys = {"a": {"dct": "1989-05-09", "events": [
            self.event("day", "1989-05-02", "1989-05-02", ["MAYOR"]), self.event("day", "1989-05-09", "1989-05-09", ["JUDGE"]),
            self.event("on_or_before", None, "1989-05-09", ["PRIEST"]), self.event("interval", "1989-05-01", "1989-05-03", ["GUARD"])]}}
        told = {"a": [claim("the mayor was shot", "1989-05-02", "1989-05-02"), claim("a judge died", None, None),
                      claim("a priest died", None, None), claim("a guard fell", "1989-05-01", "1989-05-04")]}
        self.assertEqual(muc.dates(keys, told, {}), {"day %": 100.0, "on or before %": 100.0, "interval %": 0.0,
                                                     "events with a day": 2, "publication day %": 50.0})


if __name__ == "__main__":
    unittest.main()
