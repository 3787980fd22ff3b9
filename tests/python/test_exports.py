"""Opens what `sitrep export` and `sitrep publish` write in the programs that users have: DuckDB, pandas, GeoPandas,
Frictionless. Compares every value with the JSON lines.

Run by scripts/test.sh, with the program's path in SITREP.
"""

import csv
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import duckdb
import frictionless
import geopandas
import pandas
import pyarrow.parquet
import shapely

ROOT = Path(__file__).resolve().parents[2]
SITREP = os.environ["SITREP"]
TABLES = [
    "reports",
    "claims",
    "claim_parties",
    "claim_places",
    "claim_counts",
    "controls",
    "events",
    "event_claims",
    "event_places",
    "event_parties",
    "event_counts",
    "event_relations",
    "operations",
]
SHAPES = {"polecat": 40, "ucdp": 52, "acled": 31, "gdelt": 61}


def sitrep(*arguments):
    done = subprocess.run([SITREP, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stderr}"


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def parted(text):
    """The items of a list in a CSV cell."""
    items, item, escaped = [], "", False
    for c in text:
        if escaped:
            item, escaped = item + c, False
        elif c == "\\":
            escaped = True
        elif c == ";":
            items, item = [*items, item], ""
        else:
            item += c
    return [*items, item]


def bare(text):
    """A CSV text without the apostrophe that keeps it from being a formula."""
    guarded = text.startswith("'") and text.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r")
    return text[1:] if guarded else text


class Exports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        # Reports are coded once, into a package of all tables; the other forms are made of the claims.
        sitrep("code", ROOT / "examples", "-o", cls.folder / "coded.jsonl", "--no-progress")
        sitrep("export", cls.folder / "coded.jsonl", "--to", "package", "-o", cls.folder / "package", "--no-progress")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def export(self, form, table="events", *more):
        path = self.folder / f"{table}.{form}"
        if not path.exists():
            sitrep("export", self.folder / "coded.jsonl", "--to", form, "--table", table, "-o", path, "--no-progress", *more)
        return path

    def flat(self, table):
        """The rows as GeoJSON's properties or the package hold them: of the package, with types."""
        schema = self.schema(table)
        kinds = {f["name"]: (f["type"], "joined by `;`" in f["description"]) for f in schema["fields"]}
        rows = []
        with (self.folder / "package/data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows.append({name: self.typed(text, *kinds[name]) for name, text in row.items()})
        return rows

    def schema(self, table):
        package = json.loads((self.folder / "package/datapackage.json").read_text("utf-8"))
        return next(r["schema"] for r in package["resources"] if r["name"] == table)

    @staticmethod
    def typed(text, kind, is_list):
        if text == "":
            return None
        if is_list:
            return parted(bare(text))
        convert = {"integer": int, "number": float, "boolean": lambda t: t == "true", "date": str}
        return convert.get(kind, bare)(text)

    def test_csv_of_events_says_what_the_json_lines_say(self):
        told = {e["event_id"]: e for e in lines(self.export("jsonl"))}
        rows = self.flat("events")
        self.assertEqual(len(rows), len(told))
        for row in rows:
            event = told[row["event_id"]]
            place = event["place"] or {}
            killed = next((c for c in event["counts"] if c["role"] == "killed"), {})
            expected = {
                "type": event["type"],
                "mode": event["mode"],
                "status": event["status"],
                "start": event["start"],
                "end": event["end"],
                "date": event["start"] if event["start"] == event["end"] else None,
                "place_name": place.get("name"),
                "lat": place.get("lat"),
                "lon": place.get("lon"),
                "country": place.get("country"),
                "where_prec": place.get("where_prec"),
                "actors": [p["name"] or p["text"] for p in event["actors"]] or None,
                "killed_low": killed.get("low"),
                "killed_best": killed.get("best"),
                "killed_high": killed.get("high"),
                "claim_count": len(event["claims"]),
            }
            self.assertEqual({k: row[k] for k in expected}, expected)

    def test_csv_of_claims_says_what_the_json_lines_say(self):
        told = {c["claim_id"]: c for c in lines(self.export("jsonl", "claims"))}
        rows = self.flat("claims")
        self.assertEqual([r["claim_id"] for r in rows], list(told))
        for row in rows:
            claim = told[row["claim_id"]]
            # The table has one date: the claim's own, else the inferred one; time_basis says which.
            own = claim["time"] or {}
            time = own if own.get("start") or own.get("end") else claim["time_inferred"] or own
            # And one place, in the same way.
            own = claim["place"] or {}
            place = own if own.get("name") else claim["place_inferred"] or own
            expected = {
                "sentence": claim["sentence"]["text"],
                "trigger_start": claim["trigger"]["start"],
                "type": claim["type"],
                "start": time.get("start"),
                "edtf": time.get("edtf"),
                "time_basis": time.get("basis"),
                "place_text": place.get("text"),
                "geonames_id": place.get("geonames_id"),
                "place_inferred": place.get("inferred", False),
                "said_by": claim["said_by"] and (claim["said_by"]["name"] or claim["said_by"]["text"]),
                "confidence": claim["confidence"],
            }
            self.assertEqual({k: row[k] for k in expected}, expected)

    def test_parquet_opens_in_duckdb_pyarrow_and_pandas(self):
        types = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
        for table in ("claims", "events", "claim_counts", "event_claims"):
            path = self.export("parquet", table)
            found = duckdb.sql(f"describe select * from '{path}'").fetchall()
            for field, (name, kind, *_) in zip(self.schema(table)["fields"], found, strict=True):
                is_list = "joined by `;`" in field["description"]
                self.assertEqual((field["name"], "VARCHAR[]" if is_list else types[field["type"]]), (name, kind))
            expected = self.flat(table)
            columns = [name for name, *_ in found]
            rows = duckdb.sql(f"select * from '{path}'").fetchall()
            plain = [
                {n: (v.isoformat() if hasattr(v, "isoformat") else v) or (v if v in (0, False) else None) for n, v in zip(columns, row)}
                for row in rows
            ]
            self.assertEqual(plain, expected)
            arrow = pyarrow.parquet.read_table(path)
            self.assertEqual((arrow.num_rows, arrow.column_names), (len(expected), columns))
            self.assertEqual(len(pandas.read_parquet(path)), len(expected))

    def test_geoparquet_opens_in_geopandas_and_its_wkb_in_duckdb(self):
        for table in ("events", "claim_places"):
            path = self.export("geoparquet", table)
            frame = geopandas.read_parquet(path)
            self.assertEqual(frame.crs.to_string(), "OGC:CRS84")
            rows = self.flat(table)
            drawn = 0
            for geometry, row in zip(frame.geometry, rows, strict=True):
                known = row["lon"] is not None and row["place_precision"] not in ("country", "none")
                self.assertEqual(geometry is not None, known)
                if known:
                    drawn += 1
                    self.assertEqual((geometry.x, geometry.y), (row["lon"], row["lat"]))
            self.assertGreater(drawn, 0)
            geo = json.loads(pyarrow.parquet.read_metadata(path).metadata[b"geo"])
            self.assertEqual((geo["version"], geo["primary_column"]), ("1.1.0", "geometry"))
            self.assertEqual(geo["columns"]["geometry"]["bbox"], list(frame.total_bounds))
            boxes = duckdb.sql(f"select bbox.xmin, bbox.ymax, geometry from read_parquet('{path}') where geometry is not null")
            for xmin, ymax, wkb in boxes.fetchall():
                point = shapely.from_wkb(bytes(wkb)) if isinstance(wkb, (bytes, bytearray)) else shapely.from_wkt(str(wkb))
                self.assertEqual((xmin, ymax), (point.x, point.y))
            part = geopandas.read_parquet(path, bbox=(40, 30, 50, 40))
            self.assertTrue(all(40 <= p.x <= 50 for p in part.geometry))

    def test_geojson_opens_in_geopandas(self):
        path = self.export("geojson")
        frame = geopandas.read_file(path)
        rows = self.flat("events")
        self.assertEqual(list(frame["event_id"]), [r["event_id"] for r in rows])
        self.assertEqual(frame.crs.to_epsg(), 4326)
        for geometry, row in zip(frame.geometry, rows, strict=True):
            known = row["lon"] is not None and row["place_precision"] not in ("country", "none")
            self.assertEqual(geometry is not None, known)

    def test_packages_are_valid_and_linked(self):
        sitrep("publish", self.folder / "coded.jsonl", "-o", self.folder / "published", "--no-progress")
        for name in ("package", "published"):
            report = frictionless.validate(str(self.folder / name / "datapackage.json"))
            self.assertTrue(report.valid, report.flatten(["type", "message"]))
            tables = [t.name for t in report.tasks if t.name in TABLES]
            self.assertEqual(tables, TABLES)
        claims = pandas.read_csv(self.folder / "published/data/claims.csv")
        self.assertGreater(len(claims), 20)
        self.assertEqual(set(claims["sensitivity"]), {"open"})
        self.assertTrue(set(claims["place_precision"].dropna()) <= {"admin1", "country", "area", "none"})
        withheld = json.loads((self.folder / "published/withheld.json").read_text("utf-8"))
        self.assertIn(("claims", "rows", "restricted"), {(r["table"], r["what"], r["reason"]) for r in withheld["removed"]})

    def test_other_projects_shapes_open_in_duckdb_and_pandas(self):
        events = len(lines(self.export("jsonl")))
        for shape, columns in SHAPES.items():
            path = self.export(shape)
            tabs = {"sep": "\t", "quoting": csv.QUOTE_NONE} if shape in ("polecat", "gdelt") else {}
            header = None if shape == "gdelt" else 0
            frame = pandas.read_csv(path, header=header, dtype=str, keep_default_na=False, **tabs)
            self.assertEqual(frame.shape[1], columns, shape)
            about = json.loads(Path(f"{path}.about.json").read_text("utf-8"))
            loss = about["loss"]
            self.assertEqual((len(frame), loss["rows"] + len(loss["dropped"])), (loss["rows"], events), shape)
            names = [f["name"] for f in about["schema"]["fields"]]
            if header == 0:
                self.assertEqual(list(frame.columns), names)
            quote = {"quotechar": ""} if tabs else {}
            table = duckdb.read_csv(str(path), header=header == 0, sep="\t" if tabs else ",", all_varchar=True, **quote)
            self.assertEqual(table.shape, frame.shape, shape)
        self.assertGreater(loss["rows"], 0)
        records = lines(self.export("plover"))
        self.assertTrue(all(r["has_event"] and r["event"] and r["date"] for r in records))

    def test_hxl_stands_in_the_second_row(self):
        path = self.folder / "hxl.csv"
        sitrep("export", self.folder / "coded.jsonl", "--to", "csv", "--hxl", "-o", path, "--no-progress")
        with path.open(encoding="utf-8", newline="") as file:
            names, tags, *rows = csv.reader(file)
        tags = dict(zip(names, tags, strict=True))
        self.assertEqual((tags["lat"], tags["killed_best"]), ("#geo+lat", "#affected+killed"))
        self.assertEqual(len(rows), len(self.flat("events")))


if __name__ == "__main__":
    unittest.main()
