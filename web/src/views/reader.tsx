/**
 * In: a report. Out: its text with every claim's words underlined, what they were resolved to beside it, and what other
 * reports say of the same events. Text is only ever text here: no markup of a report reaches the page.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useApi } from "../api/client";
import type { ClaimEntry, EventDetail, ReportDetail, ReportPage } from "../api/schema";
import { Ask } from "../parts/ask";
import { Marks, ROLE_NAMES, Status, TypeTag, Values } from "../parts/claim";
import { differences } from "../lib/differ";
import { writeFilter } from "../lib/filter";
import { useFilter, useParam } from "../lib/router";
import { Points, marksOf, paragraphs, pieces, type Mark } from "../lib/spans";
import { colorOf, count, day, plural } from "../lib/words";

/** Addresses come from reports; only those of the web become links. */
export function WebLink({ url }: { url: string | null | undefined }): React.JSX.Element | null {
  if (!url) return null;
  return /^https?:\/\//i.test(url)
    ? <a href={url} target="_blank" rel="noreferrer noopener nofollow" dir="ltr">{url}</a>
    : <span dir="auto">{url}</span>;
}

export function Reader({ id }: { id: string }): React.JSX.Element {
  const asked = useApi<ReportDetail>(`/reports/${encodeURIComponent(id)}`);
  return <Ask of={asked}>{(detail) => <Page detail={detail} />}</Ask>;
}

function Page({ detail }: { detail: ReportDetail }): React.JSX.Element {
  const { report, claims } = detail;
  const [chosenId, choose] = useParam("claim");
  const [hovered, hover] = useState<string | null>(null);
  const points = useMemo(() => new Points(report.text), [report.text]);
  const marks = useMemo(() => claims.flatMap(marksOf), [claims]);
  const byId = useMemo(() => new Map(claims.map((c) => [c.claim_id, c])), [claims]);
  const active = hovered ?? chosenId;
  const text = useRef<HTMLDivElement>(null);
  const chosen = chosenId ? byId.get(chosenId) : undefined;

  useEffect(() => {
    if (!chosenId) return;
    document.getElementById(`card-${chosenId}`)?.scrollIntoView({ block: "nearest" });
    text.current?.querySelector(`[data-trigger~="${CSS.escape(chosenId)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosenId]);

  return (
    <div className="reader">
      <article className="report" aria-label="Report">
        <header>
          <h1 dir="auto">{report.title ?? report.doc_id}</h1>
          <p className="meta">
            {[report.source, report.author, report.published ? day(report.published) : "no day of publication"].filter(Boolean).join(" · ")}
            {report.published && report.published_basis !== "given" && <small> (day from: {report.published_basis})</small>}
          </p>
          <p className="meta"><WebLink url={report.url} /></p>
          {detail.copy_of && <p className="hint">This report repeats <a href={`/reports/${detail.copy_of}`}>another</a>; its claims are not counted.</p>}
          {report.notes.map((n) => <p className="hint" key={n}>{n}</p>)}
        </header>
        <div className="report-text" ref={text} dir="auto" lang={report.language ?? undefined}>
          {paragraphs(points).map((p) => (
            <p key={p.start} dir="auto">
              {pieces(points, marks, p.start, p.end).map((piece) =>
                piece.marks.length === 0 ? <span key={piece.start}>{piece.text}</span> : (
                  <Marked key={piece.start} text={piece.text} marks={piece.marks} byId={byId} active={active} hover={hover} choose={choose} />
                ))}
            </p>
          ))}
          <Threads holder={text} claim={active} color={active ? colorOf(byId.get(active)?.type ?? "") : ""} />
        </div>
        {(report.furniture.length > 0 || report.captions.length > 0) && (
          <details className="removed">
            <summary>Taken out of the page: {plural(report.furniture.length + report.captions.length, "stretch", "stretches")}</summary>
            <ul>{[...report.furniture, ...report.captions].map((f, i) => <li key={i}><small>{f.reason}</small> <span dir="auto">{f.text}</span></li>)}</ul>
          </details>
        )}
      </article>
      <section className="beside" aria-label="Claims of this report">
        <h2>{plural(claims.length, "claim")}</h2>
        {claims.map((c) => (
          <section key={c.claim_id} id={`card-${c.claim_id}`} className={`card${active === c.claim_id ? " is-chosen" : ""}`}
            style={{ borderInlineStartColor: colorOf(c.type) }} onMouseEnter={() => hover(c.claim_id)} onMouseLeave={() => hover(null)}>
            <header>
              <button type="button" className="plain" aria-expanded={chosenId === c.claim_id} onClick={() => choose(chosenId === c.claim_id ? null : c.claim_id, true)}>
                <TypeTag claim={c} /> “{c.trigger.text}”
              </button>
              <Status value={c.status} /> <Marks entry={c} />
              <a href={`/review?claim=${c.claim_id}`} className="quiet">review</a>
            </header>
            <Values claim={c} />
            {chosen === c && <Elsewhere claim={c} />}
          </section>
        ))}
      </section>
    </div>
  );
}

function Marked({ text, marks, byId, active, hover, choose }: {
  text: string; marks: Mark[]; byId: Map<string, ClaimEntry>; active: string | null;
  hover: (id: string | null) => void; choose: (id: string | null, replace?: boolean) => void;
}): React.JSX.Element {
  const triggers = marks.filter((m) => m.role === "trigger");
  const lead = triggers[0] ?? marks.find((m) => m.claim === active) ?? marks[0]!;
  const on = active !== null && marks.some((m) => m.claim === active);
  const role = marks.find((m) => m.claim === active)?.role;
  const color = colorOf(byId.get(on ? active! : lead.claim)?.type ?? "");
  const common = {
    "data-claims": [...new Set(marks.map((m) => m.claim))].join(" "),
    "data-role": role ?? lead.role,
    "data-active": on || undefined,
    style: { "--mark": color } as React.CSSProperties,
    title: [...new Set(marks.map((m) => `${ROLE_NAMES[m.role]}: ${byId.get(m.claim)?.type ?? ""}`))].join("\n"),
    onMouseEnter: () => hover(lead.claim),
    onMouseLeave: () => hover(null),
  };
  return triggers.length > 0 ? (
    <button type="button" className="word word-trigger" {...common} data-trigger={triggers.map((t) => t.claim).join(" ")}
      onFocus={() => hover(lead.claim)} onBlur={() => hover(null)} onClick={() => choose(lead.claim, true)}>{text}</button>
  ) : <span className="word" {...common}>{text}</span>;
}

/** Lines from the act to its parties, place, day and numbers, for the claim under the pointer. */
function Threads({ holder, claim, color }: { holder: React.RefObject<HTMLDivElement | null>; claim: string | null; color: string }): React.JSX.Element {
  const [paths, setPaths] = useState<{ d: string; x: number; y: number; role: string }[]>([]);
  useLayoutEffect(() => {
    const root = holder.current;
    if (!root || !claim) {
      setPaths([]);
      return;
    }
    const base = root.getBoundingClientRect();
    const from = root.querySelector<HTMLElement>(`[data-trigger~="${CSS.escape(claim)}"]`)?.getClientRects()[0];
    if (!from) return setPaths([]);
    const seen = new Set<string>();
    const found: { d: string; x: number; y: number; role: string }[] = [];
    for (const el of root.querySelectorAll<HTMLElement>(`[data-claims~="${CSS.escape(claim)}"]`)) {
      const role = el.dataset["role"] ?? "";
      if (role === "trigger" || !el.dataset["active"]) continue;
      const to = el.getClientRects()[0];
      if (!to || seen.has(role + Math.round(to.left / 40) + Math.round(to.top))) continue;
      seen.add(role + Math.round(to.left / 40) + Math.round(to.top));
      const [x1, y1] = [from.left + from.width / 2 - base.left, from.bottom - base.top];
      const [x2, y2] = [to.left + Math.min(to.width / 2, 30) - base.left, to.bottom - base.top];
      const sag = Math.max(y1, y2) + 12 + Math.min(18, Math.abs(x2 - x1) / 14);
      found.push({ d: `M${x1},${y1} C${x1},${sag} ${x2},${sag} ${x2},${y2 + 1}`, x: x2, y: to.top - base.top, role });
    }
    setPaths(found);
  }, [holder, claim]);
  return (
    <svg className="threads" aria-hidden="true">
      {paths.map((p, i) => <g key={i}><path d={p.d} stroke={color} /><text x={p.x} y={p.y - 1} fill={color}>{ROLE_NAMES[p.role]}</text></g>)}
    </svg>
  );
}

/** What other reports say of the same event, with what differs marked. */
export function Elsewhere({ claim }: { claim: ClaimEntry }): React.JSX.Element {
  const asked = useApi<EventDetail>(claim.event_id ? `/events/${claim.event_id}` : null);
  if (!claim.event_id) return <p className="hint">Not linked to an event{claim.verdict === "rejected" ? ": it is rejected" : ""}.</p>;
  return (
    <Ask of={asked}>
      {(detail) => {
        const others = detail.rows.filter((c) => c.claim_id !== claim.claim_id);
        return (
          <div className="elsewhere">
            <h2>{others.length === 0 ? "No other claim of this event" : `${plural(others.length, "other claim")} of the same event`} · <a href={`/events/${claim.event_id}`}>event</a></h2>
            <ul>
              {others.map((c) => (
                <li key={c.claim_id}>
                  <p dir="auto">“{c.sentence.text}”</p>
                  <p className="said">
                    {differences(claim, c).map((s, i) => (
                      <span key={i} className={s.differs ? "differs" : undefined}>{s.differs && <b>other {s.aspect}: </b>}{s.said}</span>
                    ))}
                  </p>
                  <a href={`/reports/${c.report_sha256}?claim=${c.claim_id}`} dir="auto">{c.report.title ?? c.doc_id}</a> <small>{c.report.published ? day(c.report.published) : ""}</small>
                </li>
              ))}
            </ul>
          </div>
        );
      }}
    </Ask>
  );
}

/** All reports under the filter's days, sources and words. */
export function Reports(): React.JSX.Element {
  const [filter] = useFilter();
  const [after, setAfter] = useParam("after");
  const asked = useApi<ReportPage>(`/reports?limit=100&${after ? `after=${encodeURIComponent(after)}&` : ""}${writeFilter(filter).toString()}`);
  return (
    <div className="page">
      <h1>Reports</h1>
      <Ask of={asked}>
        {(page) => (
          <>
            <p className="hint">{plural(page.total, "report")} under the filter’s days of publication, sources and words.</p>
            <div className="table-holder" tabIndex={0} role="region" aria-label="Table of reports">
              <table>
                <thead><tr><th scope="col">Published</th><th scope="col">Title</th><th scope="col">Source</th><th scope="col">Claims</th></tr></thead>
                <tbody>
                  {page.reports.map((r) => (
                    <tr key={r.sha256}>
                      <td className="nowrap">{r.published ? day(r.published) : "no day"}</td>
                      <td dir="auto"><a href={`/reports/${r.sha256}`}>{r.title ?? r.doc_id}</a>{r.copy_of && <span className="badge">copy</span>}</td>
                      <td dir="auto">{r.source ?? ""}</td>
                      <td className="number">{count(r.claims)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <p>{after && <button type="button" onClick={() => setAfter(null)}>First page</button>} {page.next && <button type="button" onClick={() => setAfter(page.next ?? null)}>Next page</button>}</p>
          </>
        )}
      </Ask>
    </div>
  );
}
