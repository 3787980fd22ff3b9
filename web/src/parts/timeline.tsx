/**
 * In: claims by day and type, reports by day. Out: the histogram, acts above the line and reports below; tells the days that a
 * person brushes. Knows no filter but the two days.
 */
import { memo, useMemo, useRef, useState } from "react";
import type { TimelineAnswer } from "../api/schema";
import { columns, lastDay, type Column, type Unit } from "../lib/bins";
import { TYPES, colorOf, count, day, title } from "../lib/words";

const [WIDTH, UP, DOWN, FOOT] = [1000, 96, 26, 18];

/** The columns: a path a type, one for those that are chosen and a faint one for the rest, so that many days are few elements. */
const Bars = memo(function Bars({ row, first, last }: { row: Column[]; first: number; last: number }): React.JSX.Element {
  const [of, unseen] = useMemo(() => {
    const step = WIDTH / Math.max(1, row.length);
    const most = Math.max(1, ...row.map((c) => c.total));
    const mostReports = Math.max(1, ...row.map((c) => c.reports));
    const [near, far] = [new Map<string, string>(), new Map<string, string>()];
    for (const [i, c] of row.entries()) {
      const into = i >= first && i <= last ? near : far;
      const bar = (kind: string, y: number, height: number): void => {
        const [x, wide] = [(i * step + step * 0.06).toFixed(2), (step * 0.88).toFixed(2)];
        into.set(kind, `${into.get(kind) ?? ""}M${x} ${y.toFixed(2)}h${wide}v${height.toFixed(2)}h-${wide}z`);
      };
      let top = UP;
      for (const p of c.parts) {
        const height = (p.claims / most) * (UP - 4);
        top -= height;
        bar(p.type, top, height);
      }
      const guessed = (c.inferred / most) * (UP - 4);
      if (guessed > 0) bar("inferred", UP - guessed, guessed);
      if (c.reports > 0) bar("reports", UP + 1, (c.reports / mostReports) * (DOWN - 4));
    }
    return [near, far];
  }, [row, first, last]);
  const paths = (all: Map<string, string>): React.JSX.Element[] =>
    [...new Set([...TYPES, ...[...all.keys()].sort()])].sort((a, b) => Number(a === "inferred") - Number(b === "inferred")).filter((kind) => all.has(kind)).map((kind) => (
      <path key={kind} d={all.get(kind)} {...(kind === "reports" ? { className: "reports-bar" } : { fill: kind === "inferred" ? "url(#inferred-days)" : colorOf(kind) })} />
    ));
  return <g className="bars"><g>{paths(of)}</g><g opacity={0.28}>{paths(unseen)}</g></g>;
});

export interface TimelineProps {
  answer: TimelineAnswer | undefined;
  from: string | undefined;
  to: string | undefined;
  unit: Unit;
  onDays: (from: string | undefined, to: string | undefined) => void;
  onUnit: (unit: Unit) => void;
}

export function Timeline({ answer, from, to, unit, onDays, onUnit }: TimelineProps): React.JSX.Element {
  const svg = useRef<SVGSVGElement>(null);
  const [brush, setBrush] = useState<[number, number] | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const row = useMemo(() => (answer ? columns(answer.acts, answer.published, answer.unit as Unit, TYPES) : []), [answer]);
  const step = WIDTH / Math.max(1, row.length);
  const shown = row[over ?? cursor ?? -1];
  const acts = (c: Column): string => `${count(c.total)} acts${c.inferred > 0 ? ` (${c.inferred === c.total ? "on" : `${count(c.inferred)} on`} an inferred day)` : ""}`;
  const present = useMemo(() => TYPES.filter((t) => answer?.acts.some((b) => b.type === t)), [answer]);

  const indexAt = (clientX: number): number => {
    const box = svg.current!.getBoundingClientRect();
    return Math.max(0, Math.min(row.length - 1, Math.floor(((clientX - box.left) / box.width) * row.length)));
  };
  const choose = (a: number, b: number): void => {
    const [first, last] = [row[Math.min(a, b)], row[Math.max(a, b)]];
    if (first && last) onDays(first.start, lastDay(last.start, unit));
  };
  // The columns that are chosen, the first and the last.
  const [first, last] = useMemo(() => {
    if (brush) return [Math.min(...brush), Math.max(...brush)];
    const isIn = (start: string): boolean => (!from || lastDay(start, unit) >= from) && (!to || start <= to);
    return [row.findIndex((c) => isIn(c.start)), row.findLastIndex((c) => isIn(c.start))];
  }, [row, brush, from, to, unit]);
  const marked = over ?? cursor ?? -1;
  const inferred = useMemo(() => row.reduce((n, c) => n + c.inferred, 0), [row]);
  const keys = (event: React.KeyboardEvent): void => {
    const at = cursor ?? 0;
    const moves: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: row.length - 1 };
    if (event.key in moves) {
      event.preventDefault();
      const next = Math.max(0, Math.min(row.length - 1, moves[event.key]!));
      if (event.shiftKey) setBrush([brush?.[0] ?? at, next]);
      else setBrush(null);
      setCursor(next);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (brush) choose(...brush);
      else if (row[at]) choose(at, at);
      setBrush(null);
    } else if (event.key === "Escape") {
      setBrush(null);
      onDays(undefined, undefined);
    }
  };
  const ticks = useMemo(() => {
    const every = Math.max(1, Math.ceil(row.length / 7));
    return row.map((c, i) => ({ c, i })).filter(({ i }) => i % every === 0);
  }, [row]);

  return (
    <section className="timeline" aria-label="Timeline">
      <div className="timeline-head">
        <div className="segmented" role="group" aria-label="Length of a column">
          {(["day", "week", "month"] as const).map((u) => (
            <button key={u} type="button" aria-pressed={unit === u} onClick={() => onUnit(u)}>{u}</button>
          ))}
        </div>
        <p className="timeline-said" aria-live="polite">
          {shown
            ? `${unit === "day" ? "" : `${unit} from `}${day(shown.start)}: ${acts(shown)}, ${count(shown.reports)} reports`
            : row.length > 0 ? "Acts above the line, by their day; reports below it, by their day of publication" : "No claim has a day here"}
        </p>
        {(from || to) && <button type="button" className="quiet" onClick={() => onDays(undefined, undefined)}>All days</button>}
        {answer && answer.undated > 0 && <span className="badge" title="Claims whose day no report tells">{count(answer.undated)} without a day</span>}
      </div>
      {/* The element is a control of its own: arrows move, shift and arrows brush. */}
      <svg
        ref={svg} viewBox={`0 0 ${WIDTH} ${UP + DOWN + FOOT}`} preserveAspectRatio="none" tabIndex={0} role="slider"
        aria-label="Days. Arrow keys move, shift with arrows brushes, Enter filters, Escape shows all days"
        aria-valuemin={0} aria-valuemax={Math.max(0, row.length - 1)} aria-valuenow={cursor ?? 0}
        aria-valuetext={shown ? `${day(shown.start)}, ${acts(shown)}, ${shown.reports} reports` : "no column chosen"}
        onKeyDown={keys}
        onPointerDown={(e) => {
          if (row.length === 0 || e.button !== 0) return;
          e.currentTarget.setPointerCapture(e.pointerId);
          const i = indexAt(e.clientX);
          setBrush([i, i]);
        }}
        onPointerMove={(e) => {
          if (row.length === 0) return;
          const i = indexAt(e.clientX);
          setOver(i);
          if (brush && e.buttons === 1) setBrush([brush[0], i]);
        }}
        onPointerLeave={() => setOver(null)}
        onPointerUp={() => {
          if (brush) choose(...brush);
          setBrush(null);
        }}
      >
        <defs>
          <pattern id="inferred-days" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line x1="0" y1="0" x2="0" y2="5" className="inferred-line" />
          </pattern>
        </defs>
        <line x1={0} x2={WIDTH} y1={UP} y2={UP} className="axis" />
        <Bars row={row} first={first} last={last} />
        {marked >= 0 && marked < row.length && <rect x={marked * step} y={0} width={step} height={UP + DOWN} className="cursor-bar" />}
      </svg>
      <div className="ticks" aria-hidden="true">
        {ticks.map(({ c, i }) => <span key={c.start} style={{ insetInlineStart: `min(${(i / Math.max(1, row.length)) * 100}%, calc(100% - 5.8em))` }}>{day(c.start)}</span>)}
      </div>
      <ul className="legend" aria-label="Types">
        {present.map((t) => <li key={t}><i style={{ background: colorOf(t) }} />{title(t)}</li>)}
      </ul>
      {inferred > 0 && <p className="legend-note"><i className="k k-inferred" />hatched: {count(inferred)} on days inferred, not told by their own words</p>}
    </section>
  );
}
