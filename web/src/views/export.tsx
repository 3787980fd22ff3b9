/** In: the filter, a profile, a form. Out: what will be withheld, before anything is; the file; a brief of one page to print. */
import { useState } from "react";
import { API, useApi } from "../api/client";
import type { ClaimPage, EventPage, ExportPreview, FacetAnswer, ProjectInfo } from "../api/schema";
import { Ask } from "../parts/ask";
import { Chips } from "../parts/filterbar";
import { writeFilter } from "../lib/filter";
import { addressOf, useFilter, useParam } from "../lib/router";
import { INFERRED, PRECISION, ROLE, count, day, days, plural, range, title } from "../lib/words";

const PROFILES: [string, string][] = [
  ["public", "for anyone: restricted claims left out, places coarsened, days delayed, quotes short, no private names"],
  ["partner", "for people you trust: restricted claims left out, quotes of a sentence"],
  ["internal", "for yourself: everything but names of victims, detainees and witnesses"],
];

export function Export(): React.JSX.Element {
  const [filter, change] = useFilter();
  const [chosen, setProfile] = useParam("profile");
  const [form, setForm] = useState("package");
  const [sure, setSure] = useState(false);
  const profile = PROFILES.some(([p]) => p === chosen) ? chosen! : "public";
  const query = writeFilter(filter);
  query.set("profile", profile);
  const asked = useApi<ExportPreview>(`/export?${query}`);
  const file = new URLSearchParams(query);
  file.set("format", form);
  return (
    <div className="page">
      <h1>Export</h1>
      <Chips filter={filter} change={change} />
      <fieldset className="profiles"><legend>For whom</legend>
        {PROFILES.map(([p, about]) => (
          <label key={p}><input type="radio" name="profile" checked={profile === p} onChange={() => { setProfile(p, true); setSure(false); }} /> <b>{p}</b> <small>{about}</small></label>
        ))}
      </fieldset>
      <Ask of={asked}>
        {(x) => (
          <>
            <p>{plural(x.claims, "claim")} of {plural(x.reports, "report")} and {plural(x.events, "event")} pass.</p>
            <h2>What is withheld</h2>
            <ul>{x.rules.map((r) => <li key={r}>{r}</li>)}</ul>
            {x.removed.length === 0 ? <p className="hint">Under this filter nothing is.</p> : (
              <table><thead><tr><th scope="col">Of</th><th scope="col">What</th><th scope="col">Why</th><th scope="col">How many</th></tr></thead>
                <tbody>{x.removed.map((r, i) => <tr key={i}><td>{r.table}</td><td>{r.what}</td><td>{r.reason}</td><td className="number">{count(r.number)}</td></tr>)}</tbody></table>
            )}
            <div className="bar">
              <label>Form <select value={form} onChange={(e) => setForm(e.target.value)}>{x.formats.map((f) => <option key={f} value={f}>{f}</option>)}</select></label>
              {profile !== "public" && <label><input type="checkbox" checked={sure} onChange={(e) => setSure(e.target.checked)} /> I know that this file is not for the public</label>}
              {profile === "public" || sure
                ? <a className="button primary" href={`${API}/export/file?${file}`} download>Save the file</a>
                : <span className="hint">Say so first.</span>}
            </div>
          </>
        )}
      </Ask>
      <h2>A brief to print</h2>
      <p><a href={addressOf("/brief", filter)}>One page with citations</a>, of the events under this filter.</p>
    </div>
  );
}

/** One page: the numbers, the events that most reports tell of, each with its sources. */
export function Brief({ project }: { project: ProjectInfo }): React.JSX.Element {
  const [filter] = useFilter();
  const query = writeFilter({ ...filter, sensitivity: ["open"] }).toString();
  const facets = useApi<FacetAnswer>(`/facets?${query}`);
  const events = useApi<EventPage>(`/events?limit=500&${query}`);
  const claims = useApi<ClaimPage>(`/claims?limit=1&${query}`);
  const cited: { text: string; url: string | null }[] = [];
  const cite = (text: string): number => {
    const i = cited.findIndex((c) => c.text === text);
    return (i >= 0 ? i : cited.push({ text, url: null }) - 1) + 1;
  };
  return (
    <div className="page brief">
      <p className="no-print bar"><button type="button" className="primary" onClick={() => print()}>Print</button> <a href={addressOf("/export", filter)}>Back</a></p>
      <Ask of={events}>
        {(page) => {
          const told = [...page.events].sort((a, b) => b.claims.length - a.claims.length).slice(0, 14).sort((a, b) => (a.start ?? "9").localeCompare(b.start ?? "9"));
          return (
            <>
              <h1>{project.name}</h1>
              <p className="meta">{filter.from || filter.to ? days(filter.from, filter.to) : "All days"} · {claims.data ? plural(claims.data.total, "claim") : ""} of {facets.data ? plural(facets.data.reports, "report") : ""} · {plural(page.total, "event")}. What reports say, not what happened; restricted claims are left out.</p>
              {facets.data && <p className="brief-types">{facets.data.groups.find((g) => g.field === "type")?.values.slice(0, 8).map((v) => <span key={v.value}>{title(v.value)} <b>{count(v.claims)}</b></span>)}</p>}
              <ol className="brief-events">
                {told.map((e) => {
                  const first = e.claims[0];
                  const notes = [...new Set(e.claims.map((c) => cite(`${c.source ?? c.doc_id}${c.published ? `, ${day(c.published)}` : ""}`)))].slice(0, 6);
                  return (
                    <li key={e.event_id}>
                      <b>{days(e.start, e.end)}{e.time_basis && INFERRED[e.time_basis] ? ` (inferred ${INFERRED[e.time_basis]})` : ""}, {e.place ? (e.place.name ?? e.place.text) : "place not told"}</b>{e.place && e.place.precision !== "exact" ? ` (${PRECISION[e.place.precision]})` : ""}: {title(e.type)}{e.mode ? `/${e.mode}` : ""}, {e.status}.{" "}
                      {e.counts.map((c) => `${range(c.low, c.best, c.high)} ${ROLE[c.role] ?? c.role}`).join("; ")}{e.counts.length > 0 ? ". " : ""}
                      {first && <span dir="auto">“{first.sentence.length > 220 ? `${first.sentence.slice(0, 217)}…` : first.sentence}”</span>} <sup>{notes.join(", ")}</sup>
                    </li>
                  );
                })}
              </ol>
              <h2>Sources</h2>
              <ol className="brief-sources">{cited.map((c, i) => <li key={i} dir="auto">{c.text}</li>)}</ol>
              <p className="meta">sitrep {project.version}, state {project.head.slice(0, 12)}.</p>
            </>
          );
        }}
      </Ask>
    </div>
  );
}
