/**
 * In: places that are provinces, rivers. Out: their outlines and courses, from the country files and the rivers of web/shapes, each
 * asked for once and only when it is needed. A place without one is left to the disc or ring of `geo.ts`. Knows no layer.
 */
import { feature } from "topojson-client";
import type { Feature, FeatureCollection, MultiLineString, MultiPolygon, Position } from "geojson";
import type { Topology } from "topojson-specification";
import type { MapPlace } from "../api/schema";

type Outlines = Map<string, MultiPolygon>;

/** Names as files and answers spell them, without what spellings differ in. */
const plain = (name: string): string => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function outlines(topology: Topology): Outlines {
  const all = feature(topology, topology.objects["shapes"]!) as unknown as FeatureCollection<MultiPolygon, { name: string }>;
  return new Map(all.features.map((f) => [plain(f.properties.name), f.geometry]));
}

export function courses(topology: Topology): Position[][] {
  const all = feature(topology, topology.objects["shapes"]!) as unknown as FeatureCollection<MultiLineString>;
  return all.features.flatMap((f) => f.geometry.coordinates);
}

async function ask(name: string): Promise<Topology | null> {
  const answer = await fetch(`/assets/shapes/${name}.json`);
  return answer.ok ? ((await answer.json()) as Topology) : null;
}

const countries = new Map<string, Promise<Outlines>>();
let rivers: Promise<Position[][]> | null = null;

const country = (alpha3: string): Promise<Outlines> => {
  const known = countries.get(alpha3) ?? ask(alpha3).then((t) => (t ? outlines(t) : new Map()), () => new Map());
  countries.set(alpha3, known);
  return known;
};

export const allRivers = (): Promise<Position[][]> => (rivers ??= ask("rivers").then((t) => (t ? courses(t) : []), () => []));

const KM = 111.2;
/** A river's point in the gazetteer lies on its course or beside it; further off it is another river. */
const BESIDE_KM = 15;

/** From a point to the nearest of a segment, in km; on the plane, which does for some tens of km. */
function away([lon, lat]: Position, a: Position, b: Position): number {
  const wide = Math.cos(((lat ?? 0) * Math.PI) / 180);
  const [ax, ay] = [(a[0]! - lon!) * wide, a[1]! - lat!];
  const [dx, dy] = [(b[0]! - a[0]!) * wide, b[1]! - a[1]!];
  const long = dx * dx + dy * dy;
  const t = long === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / long));
  return Math.hypot(ax + t * dx, ay + t * dy) * KM;
}

/** The stretch of the nearest river within the radius of a place; `null` when none passes by. */
export function stretch(at: Position, radiusKm: number, all: Position[][]): Position[][] | null {
  const degrees = Math.max(radiusKm, BESIDE_KM) / KM / Math.max(0.2, Math.cos((at[1]! * Math.PI) / 180));
  const close = (p: Position): boolean => Math.abs(p[0]! - at[0]!) < degrees && Math.abs(p[1]! - at[1]!) < degrees;
  let [best, least]: [Position[] | null, number] = [null, BESIDE_KM];
  for (const line of all) {
    if (!line.some(close)) continue;
    for (let i = 1; i < line.length; i++) {
      const km = away(at, line[i - 1]!, line[i]!);
      if (km < least) [best, least] = [line, km];
    }
  }
  if (!best) return null;
  const parts: Position[][] = [];
  let part: Position[] = [];
  for (let i = 1; i < best.length; i++) {
    const [a, b] = [best[i - 1]!, best[i]!];
    if (away(at, a, b) <= radiusKm) {
      if (part.length === 0) part.push(a);
      part.push(b);
    } else if (part.length > 0) {
      parts.push(part);
      part = [];
    }
  }
  if (part.length > 0) parts.push(part);
  return parts.length > 0 ? parts : null;
}

/** Outlines and courses of places, by their place in the list; only of countries whose provinces `inView` shows. */
export async function shapesOf(places: MapPlace[], inView: (p: MapPlace) => boolean, drawn: (p: MapPlace) => string): Promise<Map<number, Feature>> {
  const out = new Map<number, Feature>();
  // Few places are drawn so: the others cost nothing when the map is moved.
  const some = places.flatMap((p, index) => {
    const as = drawn(p);
    return (as === "province" || as === "line") && inView(p) ? [{ p, index, as }] : [];
  });
  await Promise.all(some.map(async ({ p, index, as }) => {
    if (as === "province" && p.country) {
      const geometry = (await country(p.country)).get(plain(p.name));
      if (geometry) out.set(index, { type: "Feature", properties: { drawn: "province", n: p.claims }, geometry });
    } else if (as === "line" && RIVER.test(p.feature ?? "")) {
      const coordinates = stretch([p.lon, p.lat], p.radius_km ?? 50, await allRivers());
      if (coordinates) out.set(index, { type: "Feature", properties: { drawn: "course", n: p.claims }, geometry: { type: "MultiLineString", coordinates } });
    }
  }));
  return out;
}

const RIVER = /^(STM|CNL|WAD)/;
