/**
 * In: a report's text and spans in code points. Out: pieces of text with what lies over each, in order. Knows no colour.
 * JavaScript counts UTF-16 units, the record code points: everything is turned once, here.
 */
import type { Claim } from "../api/schema";

export type RoleName = "trigger" | "actor" | "recipient" | "place" | "time" | "count" | "speaker" | "operation" | "control";

export interface Mark {
  claim: string;
  role: RoleName;
  start: number;
  end: number;
}

export interface Piece {
  text: string;
  start: number;
  marks: Mark[];
}

interface Stretch {
  start: number;
  end: number;
}

/** What of a claim stands in the text; values that rest on no words are left out. */
export function marksOf(claim: Claim): Mark[] {
  const marks: Mark[] = [];
  const add = (role: RoleName, span: Stretch | null | undefined): void => {
    if (span && span.end > span.start) marks.push({ claim: claim.claim_id, role, start: span.start, end: span.end });
  };
  add("trigger", claim.trigger);
  claim.actors.forEach((p) => add("actor", p));
  claim.recipients.forEach((p) => add("recipient", p));
  add("place", claim.place);
  claim.more_places.forEach((p) => add("place", p));
  add("time", claim.time?.span);
  claim.counts.forEach((c) => add("count", c));
  add("speaker", claim.said_by);
  add("operation", claim.operation);
  add("control", claim.control?.evidence);
  return marks;
}

/** A text that is cut by code points. */
export class Points {
  readonly chars: string[];
  constructor(text: string) {
    this.chars = Array.from(text);
  }
  slice(start: number, end: number): string {
    return this.chars.slice(Math.max(0, start), Math.max(0, end)).join("");
  }
}

/** The text between two points, cut wherever a mark begins or ends. */
export function pieces(points: Points, marks: Mark[], from = 0, to = points.chars.length): Piece[] {
  const cuts = new Set([from, to]);
  const inside = marks.filter((m) => m.start < to && m.end > from);
  for (const m of inside) {
    cuts.add(Math.max(from, m.start));
    cuts.add(Math.min(to, m.end));
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  const out: Piece[] = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const [start, end] = [sorted[i]!, sorted[i + 1]!];
    out.push({ text: points.slice(start, end), start, marks: inside.filter((m) => m.start <= start && m.end >= end) });
  }
  return out;
}

/** Paragraphs as stretches, blank lines left out. */
export function paragraphs(points: Points): Stretch[] {
  const out: Stretch[] = [];
  let start = 0;
  for (let i = 0; i <= points.chars.length; i++) {
    if (i === points.chars.length || points.chars[i] === "\n") {
      if (points.slice(start, i).trim()) out.push({ start, end: i });
      start = i + 1;
    }
  }
  return out;
}
