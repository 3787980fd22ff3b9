/** In: counts by period. Out: a row of columns without gaps, stacked by type; the unit that suits a stretch of days. */

export type Unit = "day" | "week" | "month";

const DAY = 86_400_000;

export const toTime = (iso: string): number => Date.parse(iso + "T00:00:00Z");
export const toIso = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** First day of the period behind that of `iso`. */
export function next(iso: string, unit: Unit): string {
  if (unit === "month") {
    const [y = 0, m = 0] = iso.split("-").map(Number);
    return toIso(Date.UTC(y, m, 1));
  }
  return toIso(toTime(iso) + DAY * (unit === "week" ? 7 : 1));
}

/** Last day of the period that begins on `iso`. */
export const lastDay = (iso: string, unit: Unit): string => toIso(toTime(next(iso, unit)) - DAY);

/** The unit with which a stretch of days gives some dozens of columns. */
export function unitFor(first: string | null, last: string | null): Unit {
  if (!first || !last) return "month";
  const days = (toTime(last) - toTime(first)) / DAY;
  if (days <= 120) return "day";
  return days <= 900 ? "week" : "month";
}

export interface Column {
  start: string;
  total: number;
  /** Of these, on a day that no words of theirs tell. */
  inferred: number;
  parts: { type: string; claims: number }[];
  reports: number;
}

/** Longest row; what lies outside is the oldest and is left to the filter. */
const MOST = 1200;

export function columns(
  acts: { start: string; type: string; claims: number; inferred: number }[],
  published: { start: string; reports: number }[],
  unit: Unit,
  order: string[],
): Column[] {
  const starts = [...acts.map((b) => b.start), ...published.map((b) => b.start)].sort();
  if (starts.length === 0) return [];
  const byStart = new Map<string, Column>();
  const row: Column[] = [];
  const last = starts[starts.length - 1]!;
  let at = starts[0]!;
  const all: string[] = [];
  while (at <= last && all.length < 40_000) {
    all.push(at);
    at = next(at, unit);
  }
  for (const start of all.slice(-MOST)) {
    const column = { start, total: 0, inferred: 0, parts: [], reports: 0 };
    byStart.set(start, column);
    row.push(column);
  }
  for (const bin of acts) {
    const column = byStart.get(bin.start);
    if (!column) continue;
    column.total += bin.claims;
    column.inferred += bin.inferred;
    column.parts.push({ type: bin.type, claims: bin.claims });
  }
  for (const bin of published) {
    const column = byStart.get(bin.start);
    if (column) column.reports += bin.reports;
  }
  for (const column of row) column.parts.sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
  return row;
}
