/** In: the small parts. Out: whether each does what its head says. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MultiPolygon } from "geojson";
import type { Topology } from "topojson-specification";
import { describe, expect, test } from "vitest";
import type { Claim } from "../src/api/schema";
import { columns, lastDay, next, unitFor } from "../src/lib/bins";
import { differences } from "../src/lib/differ";
import { readFilter, toggled, withField, writeFilter, type Filter } from "../src/lib/filter";
import { bounds, circle, drawnAs, rings, unwrapped } from "../src/lib/geo";
import { courses, outlines, stretch } from "../src/lib/shapes";
import { Points, marksOf, paragraphs, pieces } from "../src/lib/spans";
import { day, days, range } from "../src/lib/words";
import { precisionOf } from "../src/views/codebook";

describe("filter", () => {
  test("an address is a filter and back", () => {
    const filters: Filter[] = [
      {},
      { from: "2019-10-15", to: "2019-10-20", type: ["ASSAULT", "COERCE"], q: "“air strike” & more" },
      { bbox: [40, 30, 50, 38.1234], review: ["untouched"], precision: ["none"] },
      { area: [[43, 34], [45, 34], [44, 36]], actor: ["Islamic State"], source: ["Wire; Service"] },
    ];
    for (const filter of filters) expect(readFilter(new URLSearchParams(writeFilter(filter).toString()))).toEqual(filter);
  });
  test("what is no filter is left out", () => {
    expect(readFilter(new URLSearchParams("from=yesterday&bbox=1,2,x,4&area=1,2,3&type=&as=table"))).toEqual({});
  });
  test("values go in and out", () => {
    const one = toggled({}, "type", "AID");
    expect(one).toEqual({ type: ["AID"] });
    expect(toggled(one, "type", "AID")).toEqual({});
    expect(withField({ q: "x" }, "q", "")).toEqual({});
  });
});

describe("spans", () => {
  const text = "🚁 over Ḩawījah.\n\nTroops shelled it.";
  test("offsets count code points", () => {
    const points = new Points(text);
    expect(points.slice(0, 1)).toBe("🚁");
    expect(points.slice(7, 14)).toBe("Ḩawījah");
    expect(paragraphs(points).map((p) => points.slice(p.start, p.end))).toEqual(["🚁 over Ḩawījah.", "Troops shelled it."]);
  });
  test("pieces cover the text once, and overlapping marks both show", () => {
    const points = new Points("abcdef");
    const marks = [{ claim: "1", role: "trigger" as const, start: 1, end: 4 }, { claim: "2", role: "place" as const, start: 3, end: 5 }];
    const cut = pieces(points, marks);
    expect(cut.map((p) => p.text).join("")).toBe("abcdef");
    expect(cut.find((p) => p.text === "d")?.marks.map((m) => m.claim)).toEqual(["1", "2"]);
  });
});

const claim = (change: Partial<Claim>): Claim => ({
  claim_id: "c", doc_id: "d", report: { title: null, url: null, source: "Wire", language: "en", published: null, published_basis: "none" },
  sentence: { text: "s", start: 0, end: 1, index: 0 }, trigger: { text: "s", start: 0, end: 1 }, type: "ASSAULT", mode: null, quad: null, cameo: null,
  contexts: [], actors: [], recipients: [], place: null, more_places: [], time: null, counts: [], status: "occurred", said_by: null, operation: null,
  control: null, sensitivity: "open", confidence: 0.5, coder: { version: "", codebook: "", model: "", rule: "" }, ...change,
});
const time = (start: string, end: string): Claim["time"] => ({ text: null, start, end, edtf: null, precision: "day", basis: "text", span: null });
const killed = (n: number): Claim["counts"] => [{ role: "killed", of: null, text: String(n), start: 0, end: 1, low: n, best: n, high: n, scope: "single" }];

test("differences of two claims are marked, silence is none", () => {
  const mine = claim({ time: time("2019-10-18", "2019-10-18"), counts: killed(5) });
  const of = (other: Partial<Claim>): string[] => differences(mine, claim(other)).filter((s) => s.differs).map((s) => s.aspect);
  expect(of({ time: time("2019-10-19", "2019-10-19"), counts: killed(7) })).toEqual(["number", "day"]);
  expect(of({ time: time("2019-10-17", "2019-10-19"), counts: killed(5) })).toEqual([]);
  expect(of({ status: "denied", report: { ...mine.report, source: "Other" } })).toEqual(["speaker", "status"]);
  expect(marksOf(mine).map((m) => m.role)).toEqual(["trigger", "count"]);
});

test("bins have no gaps and end where their period does", () => {
  expect(next("2019-12-01", "month")).toBe("2020-01-01");
  expect(next("2020-02-28", "day")).toBe("2020-02-29");
  expect(lastDay("2019-10-14", "week")).toBe("2019-10-20");
  const row = columns([{ start: "2019-10-01", type: "AID", claims: 2, inferred: 1 }, { start: "2019-10-04", type: "ASSAULT", claims: 1, inferred: 0 }], [{ start: "2019-10-02", reports: 3 }], "day", ["ASSAULT", "AID"]);
  expect(row.map((c) => [c.total, c.reports])).toEqual([[2, 0], [0, 3], [0, 0], [1, 0]]);
  expect(unitFor("2019-10-01", "2019-11-01")).toBe("day");
  expect(unitFor("2001-10-01", "2019-11-01")).toBe("month");
});

test("words for people", () => {
  expect(day("2019-10-05")).toBe("5 Oct 2019");
  expect(days("2019-10-15", "2019-10-20")).toBe("15–20 Oct 2019");
  expect(days("2019-09-30", "2019-10-02")).toBe("30 Sep – 2 Oct 2019");
  expect(days(null, null)).toBe("no day");
  expect(range(51, null, null)).toBe("51 or more");
  expect(range(null, null, 9)).toBe("up to 9");
  expect(range(1200, 1200, 1200)).toBe("1,200");
  expect(precisionOf(0, 0)).toBeNull();
  expect(precisionOf(9, 1)!.low).toBeGreaterThan(0.55);
});

test("precision decides how a place is drawn", () => {
  expect(drawnAs({ precision: "exact", feature: "PPL" })).toBe("dot");
  expect(drawnAs({ precision: "near", feature: "PPL" })).toBe("ring");
  expect(drawnAs({ precision: "admin1", feature: "ADM1" })).toBe("province");
  expect(drawnAs({ precision: "area", feature: "STM" })).toBe("line");
  expect(drawnAs({ precision: "area", feature: "MTS" })).toBe("ring");
  const ring = circle(44, 35, 100);
  expect(Math.max(...ring.map((p) => p[1])) - 35).toBeCloseTo(0.9, 1);
  expect(bounds([])).toBeNull();
  expect(rings([{ lat: 0, lon: 0, name: "", country: null, precision: "exact", feature: null, radius_km: 3, claims: 1, planned: 0, party: 0, reviewed: 0, inferred: 0, type: "AID" }]).features).toEqual([]);
});

test("land goes on over the date line and around the pole", () => {
  expect(unwrapped([[170, 60], [-170, 60], [-170, 70], [170, 70], [170, 60]])).toEqual([[170, 60], [190, 60], [190, 70], [170, 70], [170, 60]]);
  const pole = unwrapped([[-170, -70], [-60, -70], [60, -70], [170, -70], [-170, -70]]);
  expect(pole.slice(-3)).toEqual([[190, -90], [-170, -90], [-170, -70]]);
});

test("the types are those of the OpenAPI document", () => {
  const folder = mkdtempSync(join(tmpdir(), "types-"));
  const made = join(folder, "schema.ts");
  execFileSync("npx", ["openapi-typescript", "openapi.json", "-o", made, "--root-types", "--root-types-no-schema-prefix"], { stdio: "pipe" });
  expect(readFileSync("src/api/schema.ts", "utf8")).toBe(readFileSync(made, "utf8"));
  rmSync(folder, { recursive: true });
}, 300_000);

test("every source says what goes in and what comes out, and names no other host", () => {
  for (const name of readdirSync("src", { recursive: true, encoding: "utf8" }).filter((n) => /\.tsx?$/.test(n) && !n.endsWith("schema.ts"))) {
    const text = readFileSync(join("src", name), "utf8");
    expect(text.startsWith("/**"), `${name} opens with what it is`).toBe(true);
    expect(text.split("\n").length, `${name} is short`).toBeLessThan(420);
    expect(/https?:\/\/[a-z]/i.test(text.replace(/http:\/\/www\.w3\.org\S*/g, "")), `${name} names a host`).toBe(false);
    expect(/dangerouslySetInnerHTML|\.innerHTML/.test(text), `${name} writes markup`).toBe(false);
  }
});

describe("shapes", () => {
  const topology = (name: string): Topology => JSON.parse(readFileSync(join(import.meta.dirname, `../shapes/${name}.json`), "utf8")) as Topology;
  test("provinces have the outline in which their towns lie", () => {
    const within = ([x, y]: [number, number], shape: MultiPolygon): boolean => shape.coordinates.some(([outer = []]) => outer.reduce((odd, [ax = 0, ay = 0], i) => {
      const [bx = 0, by = 0] = outer[i === 0 ? outer.length - 1 : i - 1] ?? [];
      return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !odd : odd;
    }, false));
    const iraq = outlines(topology("IRQ"));
    const towns: [string, number, number][] = [["nineveh", 43.13, 36.34], ["kirkuk", 44.39, 35.47], ["anbar", 43.3, 33.42], ["diyala", 44.64, 33.75], ["basra", 47.78, 30.51]];
    for (const [province, ...at] of towns) {
      for (const [name, shape] of iraq) expect(within(at, shape), `${at} in ${name}`).toBe(name === province);
    }
    expect(outlines(topology("SSD")).size).toBeGreaterThan(8);
  });
  test("a river is drawn as far as the radius goes, and no river where none passes", () => {
    const all = courses(topology("rivers"));
    const tigris = stretch([43.68, 34.6], 40, all)!.flat();
    expect(tigris.length).toBeGreaterThan(2);
    for (const [lon, lat] of tigris) expect(Math.hypot((lon! - 43.68) * 0.82, lat! - 34.6) * 111).toBeLessThan(110);
    expect(stretch([42, 31], 40, all)).toBeNull();
  });
});
