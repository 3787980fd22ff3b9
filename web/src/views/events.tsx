/** In: events and operations. Out: cards with the range of each number, who says what, phases on a line; merging and splitting. */
import { useState } from "react";
import { Fault, changed, send, useApi } from "../api/client";
import type { ClaimEntry, Done, Event, EventCount, EventDetail, EventPage, OperationList, ProjectInfo } from "../api/schema";
import { Ask } from "../parts/ask";
import { Line, Status, TypeTag, dated } from "../parts/claim";
import { Chips } from "../parts/filterbar";
import { differences } from "../lib/differ";
import { writeFilter } from "../lib/filter";
import { addressOf, go, useFilter, useParam } from "../lib/router";
import { INFERRED, PRECISION, ROLE, count, day, days, moment, plural, range } from "../lib/words";

const KIND: Record<string, string> = { happening: "", plan: "plan", aggregate: "total of several", recalled: "of the past" };

/** Who did it to whom, as far as anybody tells. */
function sides(e: Pick<Event, "actors" | "recipients">): string {
  const [who, whom] = [e.actors, e.recipients].map((all) => all.map((a) => a.name ?? a.text).join(", "));
  if (!who && !whom) return "no party told";
  return whom ? `${who || "not told who"} → ${whom}` : who!;
}

const sources = (e: Event): string[] => [...new Set(e.claims.map((c) => c.source ?? c.doc_id))];

/** The figures of a count on a line from the lowest to the highest, each with who gives it. */
function Range({ of }: { of: EventCount }): React.JSX.Element {
  const numbers = of.figures.flatMap((f) => [f.low, f.best, f.high]).filter((n): n is number => n != null);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const at = (n: number): number => (high === low ? 50 : ((n - low) / (high - low)) * 100);
  return (
    <div className="range">
      <span className="range-head"><b>{range(of.low, of.best, of.high)}</b> {ROLE[of.role] ?? of.role}</span>
      {numbers.length > 0 && high > low && (
        <span className="range-line" aria-hidden="true">
          {of.figures.map((f, i) => {
            const n = f.best ?? f.low ?? f.high;
            return n == null ? null : <i key={i} style={{ insetInlineStart: `${at(n)}%` }} title={`${f.source}: ${f.text}`} />;
          })}
        </span>
      )}
      <small>{of.figures.map((f) => `${f.source}: ${range(f.low, f.best, f.high)}`).filter((t, i, all) => all.indexOf(t) === i).slice(0, 6).join(" · ")}</small>
    </div>
  );
}

function EventCard({ event, chosen, onChoose }: { event: Event; chosen?: boolean; onChoose?: () => void }): React.JSX.Element {
  return (
    <article className={`card event${chosen ? " is-chosen" : ""}`}>
      <header>
        <TypeTag claim={event} /> <Status value={event.status} /> {KIND[event.kind] && <span className="badge">{KIND[event.kind]}</span>}
        <span className="when">{event.time_basis && INFERRED[event.time_basis]
          ? <span className="inferred" title={`Inferred: ${INFERRED[event.time_basis]}`}>{days(event.start, event.end)} <small>inferred</small></span>
          : days(event.start, event.end)}</span>
        {onChoose && <label className="choose"><input type="checkbox" checked={chosen ?? false} onChange={onChoose} aria-label={`Choose event ${event.event_id}`} /></label>}
      </header>
      <p className="event-head" dir="auto">
        <a href={`/events/${event.event_id}`}>
          {sides(event)}{event.place && <> · {event.place.name ?? event.place.text}</>}
        </a>
        {event.place && <small> {PRECISION[event.place.precision]}{event.place_inferred && " · inferred"}{event.other_places.length > 0 && `; also told: ${event.other_places.map((p) => p.name ?? p.text).join(", ")}`}</small>}
      </p>
      {event.counts.length > 0 && <div className="ranges">{event.counts.map((c) => <Range key={c.role} of={c} />)}</div>}
      {event.other_days.length > 0 && <small className="told">Other days told: {event.other_days.map((d) => days(...(d.split("/") as [string, string]))).join("; ")}</small>}
      <footer><span>{plural(event.claims.length, "claim")}</span><span dir="auto">{sources(event).slice(0, 4).join(", ")}{sources(event).length > 4 && ` and ${sources(event).length - 4} more`}</span>
        {event.said_by.length > 0 && <span dir="auto">say so: {event.said_by.slice(0, 3).join(", ")}</span>}</footer>
    </article>
  );
}

export function Events({ project }: { project: ProjectInfo }): React.JSX.Element {
  const [filter, change] = useFilter();
  const [after, setAfter] = useParam("after");
  const [chosen, setChosen] = useState<string[]>([]);
  const [why, setWhy] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const asked = useApi<EventPage>(`/events?limit=50&${after ? `after=${encodeURIComponent(after)}&` : ""}${writeFilter(filter).toString()}`);
  const merge = async (): Promise<void> => {
    try {
      await send<Done>("POST", "/events/merge", { events: chosen, why });
      setChosen([]);
      setWhy("");
      setFault(null);
      changed();
    } catch (e) {
      setFault(e instanceof Fault ? e.message : String(e));
    }
  };
  return (
    <div className="page">
      <h1>Events</h1>
      <Chips filter={filter} change={change} />
      {chosen.length > 0 && !project.read_only && (
        <form className="bar" onSubmit={(e) => { e.preventDefault(); void merge(); }}>
          <b>{plural(chosen.length, "event")} chosen</b>
          <label>Why one event <input value={why} onChange={(e) => setWhy(e.target.value)} required /></label>
          <button type="submit" disabled={chosen.length < 2}>Put together</button>
          <button type="button" className="quiet" onClick={() => setChosen([])}>Clear</button>
        </form>
      )}
      {fault && <p className="fault" role="alert">{fault}</p>}
      <Ask of={asked}>
        {(page) => (
          <>
            <p className="hint">{plural(page.total, "event")}; <a href={addressOf("/", filter)}>on the map</a>. Linking errs: look at the reasons before you rely on one.</p>
            <div className="cards rows">
              {page.events.map((e) => <EventCard key={e.event_id} event={e} chosen={chosen.includes(e.event_id)}
                {...(project.read_only ? {} : { onChoose: () => setChosen((all) => (all.includes(e.event_id) ? all.filter((x) => x !== e.event_id) : [...all, e.event_id])) })} />)}
            </div>
            <p>{after && <button type="button" onClick={() => setAfter(null)}>First page</button>} {page.next && <button type="button" onClick={() => setAfter(page.next ?? null)}>Next page</button>}</p>
          </>
        )}
      </Ask>
    </div>
  );
}

export function EventPageView({ id, project }: { id: string; project: ProjectInfo }): React.JSX.Element {
  const asked = useApi<EventDetail>(`/events/${encodeURIComponent(id)}`);
  const [out, setOut] = useState<string[]>([]);
  const [why, setWhy] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const act = async (path: string, body: unknown): Promise<void> => {
    try {
      await send("POST", path, body);
      setOut([]);
      setWhy("");
      setFault(null);
      // The event has another id when its claims change: the list is where it is found again.
      go("/events");
    } catch (e) {
      setFault(e instanceof Fault ? e.message : String(e));
    }
  };
  return (
    <div className="page">
      <Ask of={asked}>
        {(detail) => {
          const first = detail.rows[0];
          return (
            <>
              <h1>Event</h1>
              <EventCard event={detail} />
              {detail.relations.length > 0 && <ul>{detail.relations.map((r) => <li key={r.event_id}>{r.kind.replace("_", " ")} <a href={`/events/${r.event_id}`}>{r.event_id.slice(0, 12)}</a></li>)}</ul>}
              <h2>Who says what</h2>
              <ol className="who-says">
                {detail.rows.map((c, i) => (
                  <li key={c.claim_id}>
                    {!project.read_only && detail.rows.length > 1 && (
                      <label className="choose"><input type="checkbox" checked={out.includes(c.claim_id)} aria-label="Take this claim out of the event"
                        onChange={() => setOut((all) => (all.includes(c.claim_id) ? all.filter((x) => x !== c.claim_id) : [...all, c.claim_id]))} /></label>
                    )}
                    <Line entry={c} />
                    {first && i > 0 && <p className="said">{differences(first, c).map((s, n) => <span key={n} className={s.differs ? "differs" : undefined}>{s.differs && <b>other {s.aspect}: </b>}{s.said}</span>)}</p>}
                    <Reasons claim={c} detail={detail} />
                  </li>
                ))}
              </ol>
              {out.length > 0 && (
                <form className="bar" onSubmit={(e) => { e.preventDefault(); void act(`/events/${detail.event_id}/split`, { claims: out, why }); }}>
                  <b>{plural(out.length, "claim")} chosen</b>
                  <label>Why another event <input value={why} onChange={(e) => setWhy(e.target.value)} required /></label>
                  <button type="submit">Take out</button>
                </form>
              )}
              {fault && <p className="fault" role="alert">{fault}</p>}
              {detail.decisions.length > 0 && (
                <>
                  <h2>Decided by people</h2>
                  <ul>{detail.decisions.map((d) => (
                    <li key={d.id} className={d.holds ? undefined : "gone"}>{d.kind} by {d.who}, {moment(d.at)}: {d.why}
                      {d.holds && !project.read_only && <button type="button" className="quiet" onClick={() => void act(`/decisions/${d.id}/withdrawal`, { why: "undone on the event’s page" })}>Undo</button>}</li>
                  ))}</ul>
                </>
              )}
            </>
          );
        }}
      </Ask>
    </div>
  );
}

function Reasons({ claim, detail }: { claim: ClaimEntry; detail: EventDetail }): React.JSX.Element | null {
  const link = detail.claims.find((c) => c.claim_id === claim.claim_id);
  if (!link || link.reasons.length === 0) return null;
  return (
    <details className="reasons">
      <summary>Why it belongs here{link.score != null && ` (${link.score > 0 ? "+" : ""}${link.score})`}</summary>
      <ul>{link.reasons.map((r, i) => <li key={i}>{r.said}{r.weight != null && <small> {r.weight > 0 ? "+" : ""}{r.weight}</small>}</li>)}</ul>
    </details>
  );
}

const PHASES = ["not-begun", "preparing", "under-way", "completed"];

export function Operations(): React.JSX.Element {
  const asked = useApi<OperationList>("/operations");
  return (
    <div className="page">
      <h1>Operations</h1>
      <Ask of={asked}>
        {(list) => (
          <>
            {list.operations.length === 0 && <p className="waiting">No report names an operation.</p>}
            <div className="cards rows">{list.operations.map((o) => <Operation key={o.id} name={o.name} claims={o.claims} total={o.total} />)}</div>
          </>
        )}
      </Ask>
    </div>
  );
}

/** When a claim says it was; where its words tell no day, what stands for it and that it does. */
function whenOf(c: ClaimEntry): string {
  const { time, inferred } = dated(c);
  if (time?.start || time?.end) return days(time.start, time.end) + (inferred ? ` (inferred ${inferred})` : "");
  return c.report.published ? `reported ${day(c.report.published)}` : "";
}

function Operation({ name, claims, total }: { name: string; claims: ClaimEntry[]; total: number }): React.JSX.Element {
  // The latest word on each phase, in the order in which they were first told.
  const phases = new Map<string, { status: string; at: string; by: string }>();
  for (const c of claims) {
    const o = c.operation;
    if (o?.phase) phases.set(o.phase, { status: o.phase_status ?? "", at: whenOf(c), by: c.report.source ?? c.doc_id });
  }
  const told = claims.map((c) => c.time?.start).filter((d): d is string => Boolean(d)).sort();
  const inferred = claims.map((c) => (dated(c).inferred ? dated(c).time?.start : null)).filter((d): d is string => Boolean(d)).sort();
  const shown = told.length > 0 ? told : inferred;
  return (
    <article className="card operation">
      <header><h2 dir="auto">{name}</h2><span className={told.length > 0 || shown.length === 0 ? "when" : "when inferred"}>{shown.length > 0 ? days(shown[0], shown[shown.length - 1]) : "no day"}
        {told.length > 0 && inferred.length > 0 ? <small> and {plural(inferred.length, "claim")} with an inferred day</small> : inferred.length > 0 && <small> inferred</small>}</span></header>
      {phases.size > 0 && (
        <ol className="phases" aria-label="Phases">
          {[...phases].map(([phase, p]) => (
            <li key={phase} data-status={p.status}>
              <b dir="auto">{phase}</b>
              <span className="phase-bar" role="img" aria-label={p.status || "status not told"}>{PHASES.map((s) => <i key={s} data-on={PHASES.indexOf(s) <= PHASES.indexOf(p.status) || undefined} />)}</span>
              <small>{p.status || "status not told"}{p.at && `, ${p.at}`} · {p.by}</small>
            </li>
          ))}
        </ol>
      )}
      <details><summary>{plural(total, "claim")} {total === 1 ? "names" : "name"} it{total > claims.length && `; the first ${count(claims.length)}`}</summary>{claims.map((c) => <Line key={c.claim_id} entry={c} />)}</details>
      <a href={`/?operation=${encodeURIComponent(name)}`}>On the map and timeline</a>
    </article>
  );
}
