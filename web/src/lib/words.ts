/** In: codes of the record. Out: words and colours for people. Labels are neutral; knows no claim. */

export const STATUS: Record<string, string> = {
  occurred: "occurred", ongoing: "ongoing", planned: "planned", hypothetical: "hypothetical",
  negated: "did not happen", denied: "denied", alleged: "alleged",
};

export const PRECISION: Record<string, string> = {
  exact: "exact place", near: "near the place", admin2: "district", admin1: "province",
  area: "region, river or road", country: "country only", none: "no place",
};

/** What an inferred day rests on (decision 13). */
export const INFERRED: Record<string, string> = { narrative: "by the narrative", published: "by the day of publication" };

export const SECTOR: Record<string, string> = {
  COP: "police", GOV: "government", JUD: "judiciary", LEG: "parliament", MIL: "military", PRM: "head of state", PTY: "party",
  REB: "rebels", SPY: "intelligence", UAF: "unaligned armed", UNK: "unknown", AGR: "farming", BUS: "business", CRM: "crime",
  CVL: "civilians", EDU: "education", ELI: "elites", JRN: "press", LAB: "labour", MED: "medical", REF: "refugees",
  OPP: "opposition", PRE: "presidency", IGO: "intergovernmental", NGO: "non-governmental", REL: "religious",
};

export const ROLE: Record<string, string> = {
  killed: "killed", wounded: "wounded", displaced: "displaced", seized: "seized", recipient: "to whom", actor: "who", other: "other",
};

export const QUAD: Record<string, string> = {
  "material conflict": "material conflict", "verbal conflict": "verbal conflict",
  "material cooperation": "material cooperation", "verbal cooperation": "verbal cooperation",
};

export const REVIEW: Record<string, string> = {
  untouched: "not reviewed", accepted: "accepted", rejected: "rejected", corrected: "corrected",
};

/** A colour a type: the hue says the quad class, the lightness the type within it. They hold on light and dark grounds. */
const COLORS: Record<string, string> = {
  ASSAULT: "#c2362b", COERCE: "#e0703f", MOBILIZE: "#a8556b", PROTEST: "#d79a2b", SANCTION: "#8f4a1f",
  THREATEN: "#9a3f8f", ACCUSE: "#7c5cc4", REJECT: "#b07cc6", REQUEST: "#6a78c9",
  AID: "#2f8f5b", RETREAT: "#6aa84f", CONCEDE: "#94a832", COOPERATE: "#1f9e89", SUPPORT: "#3a8fb7", CONSULT: "#5da7d6", AGREE: "#2c6fb3",
};

export const colorOf = (type: string): string => COLORS[type] ?? "#7a8594";

export const TYPES = Object.keys(COLORS);

export const title = (type: string): string => type.charAt(0) + type.slice(1).toLowerCase();

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "2019-10-15" as "15 Oct 2019". */
export function day(iso: string | null | undefined): string {
  const m = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? "");
  return m ? `${Number(m[3])} ${MONTHS[Number(m[2]) - 1]} ${m[1]}` : (iso ?? "");
}

/** An interval of days, as short as it can be said. */
export function days(start: string | null | undefined, end: string | null | undefined): string {
  if (!start && !end) return "no day";
  if (!start) return `until ${day(end)}`;
  if (!end) return `from ${day(start)}`;
  if (start === end) return day(start);
  const [a, b] = [day(start).split(" "), day(end).split(" ")];
  if (a[2] === b[2] && a[1] === b[1]) return `${a[0]}–${b[0]} ${a[1]} ${a[2]}`;
  if (a[2] === b[2]) return `${a[0]} ${a[1]} – ${b[0]} ${b[1]} ${b[2]}`;
  return `${day(start)} – ${day(end)}`;
}

/** A range of numbers: "12", "5–7", "51 or more", "up to 9". */
export function range(low: number | null | undefined, best: number | null | undefined, high: number | null | undefined): string {
  const n = (x: number): string => x.toLocaleString("en-GB");
  if (low != null && high != null) return low === high ? n(low) : `${n(low)}–${n(high)}`;
  if (low != null) return `${n(low)} or more`;
  if (high != null) return `up to ${n(high)}`;
  return best != null ? n(best) : "a number not said";
}

export const count = (n: number): string => n.toLocaleString("en-GB");

export const plural = (n: number, one: string, many = one + "s"): string => `${count(n)} ${n === 1 ? one : many}`;

/** A moment of the log, in the reader's own time. */
export function moment(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : at.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}
