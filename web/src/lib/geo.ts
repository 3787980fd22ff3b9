/** In: points, radii, counts. Out: shapes for the map. Knows no layer. */
import type { Feature, FeatureCollection, Point } from "geojson";
import type { MapPlace } from "../api/schema";

const EARTH_KM = 6371;

/** A circle on the globe as a polygon of 48 corners. */
export function circle(lon: number, lat: number, km: number): [number, number][] {
  const ring: [number, number][] = [];
  const [phi, lambda, arc] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180, km / EARTH_KM];
  for (let i = 0; i <= 48; i++) {
    const bearing = (i / 48) * 2 * Math.PI;
    const p = Math.asin(Math.sin(phi) * Math.cos(arc) + Math.cos(phi) * Math.sin(arc) * Math.cos(bearing));
    const l = lambda + Math.atan2(Math.sin(bearing) * Math.sin(arc) * Math.cos(phi), Math.cos(arc) - Math.sin(phi) * Math.sin(p));
    ring.push([(l * 180) / Math.PI, (p * 180) / Math.PI]);
  }
  return ring;
}

/** GeoNames features that are lines on the ground: rivers, roads, railways, canals, borders. */
const LINES = /^(STM|STMI|CNL|RD|RR|ST|WAD|WADI|DTCH|RDJCT|TRL|BDRY)/;

export type Drawn = "dot" | "ring" | "province" | "line";

/** How the precision of a place is drawn. */
export function drawnAs(place: Pick<MapPlace, "precision" | "feature">): Drawn {
  if (place.precision === "exact") return "dot";
  if (place.precision === "area" && LINES.test(place.feature ?? "")) return "line";
  return place.precision === "admin1" ? "province" : "ring";
}

export interface PointProps {
  index: number;
  n: number;
  planned: number;
  party: number;
  reviewed: number;
  inferred: number;
}

export const points = (places: MapPlace[]): FeatureCollection<Point, PointProps> => ({
  type: "FeatureCollection",
  features: places.map((p, index) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [p.lon, p.lat] },
    properties: { index, n: p.claims, planned: p.planned, party: p.party, reviewed: p.reviewed, inferred: p.inferred },
  })),
});

/** The uncertainty of each place that is no dot: its shape where there is one, else a circle. */
export const rings = (places: MapPlace[], shapes?: Map<number, Feature>): FeatureCollection => ({
  type: "FeatureCollection",
  features: places.flatMap((p, index): Feature[] => {
    const shape = shapes?.get(index);
    if (shape) return [shape];
    const drawn = drawnAs(p);
    if (drawn === "dot" || !p.radius_km || p.radius_km <= 0) return [];
    const ring = circle(p.lon, p.lat, Math.min(p.radius_km, 1500));
    return [{ type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: { drawn, n: p.claims } }];
  }),
});

/** West, south, east, north of all places, with some room; `null` without any. */
export function bounds(places: { lat: number; lon: number }[]): [number, number, number, number] | null {
  if (places.length === 0) return null;
  let [w, s, e, n] = [180, 90, -180, -90];
  for (const p of places) {
    [w, e] = [Math.min(w, p.lon), Math.max(e, p.lon)];
    [s, n] = [Math.min(s, p.lat), Math.max(n, p.lat)];
  }
  return [w - 0.3, Math.max(-85, s - 0.3), e + 0.3, Math.min(85, n + 0.3)];
}

type Ring = [number, number][];

/** A ring that goes on over the date line instead of jumping back around the world; one around a pole is closed over it. */
export function unwrapped(ring: Ring): Ring {
  const out: Ring = [];
  let turn = 0;
  for (const [i, [lon, lat]] of ring.entries()) {
    const before = ring[i - 1];
    if (before && lon - before[0] > 180) turn -= 360;
    if (before && lon - before[0] < -180) turn += 360;
    out.push([lon + turn, lat]);
  }
  const [first, last] = [out[0], out[out.length - 1]];
  if (first && last && Math.abs(last[0] - first[0]) > 180) {
    const pole = first[1] < 0 ? -90 : 90;
    out.push([last[0], pole], [first[0], pole], first);
  }
  return out;
}

/** Land whose rings go on over the date line. */
export const overDateLine = (land: FeatureCollection): FeatureCollection => ({
  ...land,
  features: land.features.map((f) => {
    const rings = (all: number[][][]): number[][][] => all.map((r) => unwrapped(r as Ring));
    if (f.geometry.type === "Polygon") return { ...f, geometry: { ...f.geometry, coordinates: rings(f.geometry.coordinates) } };
    if (f.geometry.type === "MultiPolygon") return { ...f, geometry: { ...f.geometry, coordinates: f.geometry.coordinates.map(rings) } };
    return f;
  }),
});
