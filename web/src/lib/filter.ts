/**
 * In: the query of the address. Out: the one filter that map, timeline, table, counters and text follow, and the same as a
 * query for the API, under the same names. Knows no page.
 */

/** Fields that hold a list; a claim passes when it has any of them. */
export const LISTS = [
  "type", "mode", "actor", "recipient", "sector", "status", "source", "country", "precision", "sensitivity", "review", "operation",
] as const;
export type ListField = (typeof LISTS)[number];

export type Box = [west: number, south: number, east: number, north: number];
export type Ring = [lon: number, lat: number][];

export interface Filter extends Partial<Record<ListField, string[]>> {
  /** First day, ISO. */
  from?: string;
  /** Last day, ISO, inclusive. */
  to?: string;
  /** Rectangle on the map, in degrees. */
  bbox?: Box;
  /** Area drawn on the map, a ring of lon and lat; its end is its beginning. */
  area?: Ring;
  /** Words of the sentence or report. */
  q?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const numbers = (text: string): number[] | null => {
  const all = text.split(",").map(Number);
  return text !== "" && all.every(Number.isFinite) ? all : null;
};

/** What cannot be understood is left out: an address is typed by hand now and then. */
export function readFilter(query: URLSearchParams): Filter {
  const filter: Filter = {};
  for (const name of LISTS) {
    const values = [...new Set(query.getAll(name).map((v) => v.trim()).filter(Boolean))];
    if (values.length > 0) filter[name] = values;
  }
  for (const name of ["from", "to"] as const) {
    const day = query.get(name);
    if (day !== null && DAY.test(day)) filter[name] = day;
  }
  const bbox = numbers(query.get("bbox") ?? "");
  if (bbox?.length === 4) filter.bbox = bbox as Box;
  const area = numbers(query.get("area") ?? "");
  if (area && area.length >= 6 && area.length % 2 === 0) {
    filter.area = Array.from({ length: area.length / 2 }, (_, i) => [area[2 * i]!, area[2 * i + 1]!]);
  }
  const q = query.get("q")?.trim();
  if (q) filter.q = q;
  return filter;
}

const short = (n: number): string => String(Math.round(n * 1e4) / 1e4);

/** The filter as a query, fields always in the same order, so that equal filters have equal addresses. */
export function writeFilter(filter: Filter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.from) query.set("from", filter.from);
  if (filter.to) query.set("to", filter.to);
  if (filter.bbox) query.set("bbox", filter.bbox.map(short).join(","));
  if (filter.area) query.set("area", filter.area.flat().map(short).join(","));
  for (const name of LISTS) for (const value of filter[name] ?? []) query.append(name, value);
  if (filter.q) query.set("q", filter.q);
  return query;
}

export const isEmpty = (filter: Filter): boolean => writeFilter(filter).size === 0;

/** The filter with a value of a list put in, or taken out when it was there. */
export function toggled(filter: Filter, name: ListField, value: string): Filter {
  const old = filter[name] ?? [];
  const values = old.includes(value) ? old.filter((v) => v !== value) : [...old, value];
  const { [name]: _gone, ...rest } = filter;
  return values.length > 0 ? { ...rest, [name]: values } : rest;
}

/** The filter without some fields. */
export function without(filter: Filter, ...names: (keyof Filter)[]): Filter {
  const rest = { ...filter };
  for (const name of names) delete rest[name];
  return rest;
}

/** The filter with a field set, or without it when the value is empty. */
export function withField<K extends keyof Filter>(filter: Filter, name: K, value: Filter[K] | undefined): Filter {
  const rest = without(filter, name);
  return value === undefined || value === "" ? rest : { ...rest, [name]: value };
}
