/** In: two claims of one event. Out: in what they differ: number, day, place, speaker, status. Knows no page. */
import type { Claim } from "../api/schema";
import { days, range } from "./words";

export type Aspect = "number" | "day" | "place" | "speaker" | "status";

export interface Said {
  aspect: Aspect;
  /** What this claim says. */
  said: string;
  /** True when the other claim says something else; false when it says the same, or one of them says nothing. */
  differs: boolean;
}

const numbersOf = (c: Claim): Map<string, string> =>
  new Map(c.counts.map((n) => [n.role, range(n.low, n.best, n.high)]));

function daysDiffer(a: Claim["time"], b: Claim["time"]): boolean {
  if (!a?.start || !b?.start) return false;
  return a.start > (b.end ?? b.start) || b.start > (a.end ?? a.start);
}

const placeOf = (c: Claim): string | null => c.place?.name ?? c.place_inferred?.name ?? c.place?.text ?? null;
const speakerOf = (c: Claim): string | null => c.said_by?.name ?? c.said_by?.text ?? c.report.source ?? null;

/** What `other` says of the happening, each with whether that is something else than `mine`. */
export function differences(mine: Claim, other: Claim): Said[] {
  const out: Said[] = [];
  const ours = numbersOf(mine);
  for (const [role, said] of numbersOf(other)) {
    const own = ours.get(role);
    out.push({ aspect: "number", said: `${said} ${role}`, differs: own !== undefined && own !== said });
  }
  if (other.time?.start || other.time?.end) {
    out.push({ aspect: "day", said: days(other.time.start, other.time.end), differs: daysDiffer(mine.time, other.time) });
  }
  const [here, there] = [placeOf(mine), placeOf(other)];
  if (there) out.push({ aspect: "place", said: there, differs: here !== null && here.toLowerCase() !== there.toLowerCase() });
  const [one, two] = [speakerOf(mine), speakerOf(other)];
  if (two) out.push({ aspect: "speaker", said: two, differs: one !== null && one !== two });
  out.push({ aspect: "status", said: other.status, differs: mine.status !== other.status });
  return out;
}
