/**
 * In: claims by day and type, reports by day. Out: the histogram, acts above the line and reports below; tells the days that a
 * person brushes. Knows no filter but the two days.
 */
import { useMemo, useRef, useState } from "react";
import type { TimelineAnswer } from "../api/schema";
import { columns, lastDay, type Unit } from "../lib/bins";
import { TYPES, colorOf, count, day, title } from "../lib/words";

const [WIDTH, UP, DOWN, FOOT] = [1000, 96, 26, 18];

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
  const most = Math.max(1, ...row.map((c) => c.total));
  const mostReports = Math.max(1, ...row.map((c) => c.reports));
  const step = WIDTH / Math.max(1, row.length);
  const shown = row[over ?? cursor ?? -1];
  const present = useMemo(() => TYPES.filter((t) => answer?.acts.some((b) => b.type === t)), [answer]);

  const indexAt = (clientX: number): number => {
    const box = svg.current!.getBoundingClientRect();
    return Math.max(0, Math.min(row.length - 1, Math.floor(((clientX - box.left) / box.width) * row.length)));
  };
  const choose = (a: number, b: number): void => {
    const [first, last] = [row[Math.min(a, b)], row[Math.max(a, b)]];
    if (first && last) onDays(first.start, lastDay(last.start, unit));
  };
  const isIn = (i: number): boolean => {
    if (brush) return i >= Math.min(...brush) && i <= Math.max(...brush);
    const start = row[i]!.start;
    return (!from || lastDay(start, unit) >= from) && (!to || start <= to);
  };
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
            ? `${unit === "day" ? "" : `${unit} from `}${day(shown.start)}: ${count(shown.total)} acts, ${count(shown.reports)} reports`
            : row.length > 0 ? "Acts above the line, by their day (told, else inferred: marked in the list); reports below it, by their day of publication" : "No claim has a day here"}
        </p>
        {(from || to) && <button type="button" className="quiet" onClick={() => onDays(undefined, undefined)}>All days</button>}
        {answer && answer.undated > 0 && <span className="badge" title="Claims whose day no report tells">{count(answer.undated)} without a day</span>}
      </div>
      {/* The element is a control of its own: arrows move, shift and arrows brush. */}
      <svg
        ref={svg} viewBox={`0 0 ${WIDTH} ${UP + DOWN + FOOT}`} preserveAspectRatio="none" tabIndex={0} role="slider"
        aria-label="Days. Arrow keys move, shift with arrows brushes, Enter filters, Escape shows all days"
        aria-valuemin={0} aria-valuemax={Math.max(0, row.length - 1)} aria-valuenow={cursor ?? 0}
        aria-valuetext={shown ? `${day(shown.start)}, ${shown.total} acts, ${shown.reports} reports` : "no column chosen"}
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
        <line x1={0} x2={WIDTH} y1={UP} y2={UP} className="axis" />
        {row.map((c, i) => {
          let top = UP;
          return (
            <g key={c.start} opacity={isIn(i) ? 1 : 0.28}>
              {c.parts.map((p) => {
                const height = (p.claims / most) * (UP - 4);
                top -= height;
                return <rect key={p.type} x={i * step + step * 0.06} y={top} width={step * 0.88} height={height} fill={colorOf(p.type)} />;
              })}
              {c.reports > 0 && <rect x={i * step + step * 0.06} y={UP + 1} width={step * 0.88} height={(c.reports / mostReports) * (DOWN - 4)} className="reports-bar" />}
              {(over === i || cursor === i) && <rect x={i * step} y={0} width={step} height={UP + DOWN} className="cursor-bar" />}
            </g>
          );
        })}
      </svg>
      <div className="ticks" aria-hidden="true">
        {ticks.map(({ c, i }) => <span key={c.start} style={{ insetInlineStart: `${(i / Math.max(1, row.length)) * 100}%` }}>{day(c.start)}</span>)}
      </div>
      <ul className="legend" aria-label="Types">
        {present.map((t) => <li key={t}><i style={{ background: colorOf(t) }} />{title(t)}</li>)}
      </ul>
    </section>
  );
}
