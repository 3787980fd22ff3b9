/**
 * In: the filter, the person at this browser. Out: claims by doubt, one at a time, judged and corrected by keys; every act in the log.
 * Blind: what is said is kept as this coder's opinion, changes nothing and is seen by no other coder before his own.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Fault, changed, coder, get, send, useApi } from "../api/client";
import type { Adjudication, Claim, ClaimDetail, ClaimEntry, Done, EventPage, ProjectInfo, Queue, Type } from "../api/types";
import { Ask } from "../parts/ask";
import { Marks, Sentence, Status, TypeTag, Values, When } from "../parts/claim";
import { Elsewhere } from "./reader";
import { Chips } from "../parts/filterbar";
import { Counts, Days, PlaceEditor, Picker, type Option } from "../parts/editors";
import { writeFilter } from "../lib/filter";
import { useFilter, useParam } from "../lib/router";
import { STATUS, count, days, moment, plural, title } from "../lib/words";

type Editor = "type" | "mode" | "status" | "day" | "count" | "place" | "merge" | "note" | "sensitivity";

interface Act {
  claim: string;
  said: string;
  /** How it is undone; resolves when the server has it. */
  undo: () => Promise<void>;
}

const KEYS: [string, string][] = [
  ["A", "accept"], ["R", "reject"], ["T", "type"], ["O", "mode"], ["S", "status"], ["P", "place"], ["D", "day"], ["C", "number"],
  ["I", "sensitivity"], ["M", "merge event"], ["X", "split off event"], ["N", "note"], ["U", "undo"], ["J / K", "next / back"], ["?", "keys"],
];

export function Review({ project, types }: { project: ProjectInfo; types: Type[] }): React.JSX.Element {
  const [name, setName] = useState(coder.get());
  if (project.read_only) return <div className="page"><h1>Review</h1><p>This project is open for reading only; start <code>sitrep serve</code> without --read-only to review.</p></div>;
  if (!name) {
    return (
      <form className="page narrow" onSubmit={(e) => {
        e.preventDefault();
        const typed = String(new FormData(e.currentTarget).get("name")).trim();
        coder.set(typed);
        setName(typed);
      }}>
        <h1>Review</h1>
        <label className="field">Your name, as the log shall show it<input name="name" required autoFocus maxLength={80} list="coders" /></label>
        <datalist id="coders">{project.coders.map((c) => <option key={c} value={c} />)}</datalist>
        <p><button type="submit" className="primary">Begin</button></p>
      </form>
    );
  }
  return <Desk types={types} name={name} rename={() => { coder.set(""); setName(""); }} />;
}

function Desk({ types, name, rename }: { types: Type[]; name: string; rename: () => void }): React.JSX.Element {
  const [filter, change] = useFilter();
  const [blindParam, setBlind] = useParam("blind");
  const [only] = useParam("claim");
  const [tab, setTab] = useParam("tab");
  const blind = blindParam === "1";
  const query = writeFilter(filter).toString();
  const [queue, setQueue] = useState<Queue | null>(null);
  const [at, setAt] = useState(0);
  const [got, setDetail] = useState<ClaimDetail | null>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [acts, setActs] = useState<Act[]>([]);
  const [note, setNote] = useState("");
  const [drafts, setDrafts] = useState<Record<string, unknown>>({});
  const [fault, setFault] = useState<string | null>(null);
  const [help, setHelp] = useState(false);
  const began = useRef(Date.now());
  const done = useRef(0);

  useEffect(() => {
    setQueue(null);
    setAt(0);
    const load = only ? get<ClaimDetail>(`/claims/${encodeURIComponent(only)}`).then((c): Queue => ({ claims: [c], left: 1, done: 0 }))
      : get<Queue>(`/queue?${blind ? "blind=true&" : ""}limit=100&${query}`);
    load.then(setQueue, (e: unknown) => setFault(e instanceof Fault ? e.message : String(e)));
  }, [query, blind, only]);

  const entry = queue?.claims[at];
  const id = entry?.claim_id;
  // An answer that comes late is of another claim: it must not be shown, let alone judged, in the place of this one.
  const detail = got?.claim_id === id ? got : null;
  const idNow = useRef(id);
  idNow.current = id;
  const read = useCallback(async (of: string): Promise<void> => {
    const fresh = await get<ClaimDetail>(`/claims/${encodeURIComponent(of)}`);
    setDetail((old) => (old === null || old.claim_id === of || idNow.current === of ? fresh : old));
  }, []);
  useEffect(() => {
    setDetail(null);
    setDrafts({});
    setNote("");
    if (!id) return;
    let stale = false;
    get<ClaimDetail>(`/claims/${encodeURIComponent(id)}`).then((d) => !stale && setDetail(d), (e: unknown) => setFault(String((e as Error).message)));
    return () => { stale = true; };
  }, [id]);

  /** The claim as this coder sees it: blind, with his own drafts alone. */
  const shown: ClaimEntry | undefined = useMemo(() => {
    const base = detail ?? entry;
    if (!base) return undefined;
    return { ...(blind && detail?.coded ? { ...detail, ...detail.coded } : base), ...(drafts as Partial<Claim>) } as ClaimEntry;
  }, [detail, entry, blind, drafts]);

  const step = (by: number): void => {
    setEditor(null);
    setAt((n) => Math.max(0, Math.min((queue?.claims.length ?? 1) - 1 + (by > 0 ? 1 : 0), n + by)));
  };
  const failed = (e: unknown): void => setFault(e instanceof Fault ? e.message : String(e));
  const remember = (act: Act): void => setActs((all) => [...all.slice(-49), act]);

  const correct = async (field: string, value: unknown, said: string): Promise<void> => {
    if (!shown) return;
    const claim = shown.claim_id;
    setFault(null);
    if (blind) {
      setDrafts((d) => ({ ...d, [field]: value }));
      return;
    }
    try {
      const { id: number } = await send<Done>("POST", `/claims/${claim}/corrections`, { field, value, why: note || `${said}, in review` });
      remember({ claim, said, undo: () => send("POST", `/corrections/${number}/withdrawal`, { why: "undone in review" }) });
      await read(claim);
    } catch (e) {
      failed(e);
    }
  };
  const judge = (accept: boolean): void => {
    if (!shown) return;
    const claim = shown.claim_id;
    const said = accept ? "accepted" : "rejected";
    setFault(null);
    done.current += 1;
    // The next claim is there at once; the server's answer is waited for when it is undone.
    const sent = blind
      ? send<Done>("PUT", `/claims/${claim}/review`, { opinion: accept ? "right" : "wrong", fields: drafts, why: note })
      : send<Done>("POST", `/claims/${claim}/corrections`, { field: "verdict", value: said, why: note || `${said} in review` });
    sent.catch(failed);
    remember({
      claim, said,
      undo: async () => {
        const { id: number } = await sent;
        if (blind) await send("PUT", `/claims/${claim}/review`, { opinion: "unsure", fields: {}, why: "taken back" });
        else await send("POST", `/corrections/${number}/withdrawal`, { why: "undone in review" });
      },
    });
    step(1);
  };
  const undo = (): void => {
    const last = acts[acts.length - 1];
    if (!last) return;
    setActs((all) => all.slice(0, -1));
    last.undo().then(() => {
      const back = queue?.claims.findIndex((c) => c.claim_id === last.claim) ?? -1;
      if (back >= 0) setAt(back);
      void read(last.claim);
    }, failed);
  };
  const split = async (): Promise<void> => {
    if (!shown?.event_id) return;
    try {
      const { id: number } = await send<Done>("POST", `/events/${shown.event_id}/split`, { claims: [shown.claim_id], why: note || "another happening" });
      remember({ claim: shown.claim_id, said: "split off", undo: () => send("POST", `/decisions/${number}/withdrawal`, { why: "undone in review" }) });
      await read(shown.claim_id);
    } catch (e) {
      failed(e);
    }
  };

  const keys: Record<string, () => void> = {
    a: () => judge(true), r: () => judge(false), t: () => setEditor("type"), o: () => setEditor("mode"), s: () => setEditor("status"),
    p: () => setEditor("place"), d: () => setEditor("day"), c: () => setEditor("count"), i: () => setEditor("sensitivity"),
    m: () => !blind && setEditor("merge"), x: () => !blind && void split(), n: () => setEditor("note"), u: undo,
    j: () => step(1), k: () => step(-1), ArrowRight: () => step(1), ArrowLeft: () => step(-1), "?": () => setHelp((h) => !h), Escape: () => { setEditor(null); setHelp(false); },
  };
  const keysNow = useRef(keys);
  keysNow.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const within = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key !== "Escape" && (within.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(within.tagName) || within.closest("[role=dialog]"))) return;
      const act = keysNow.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  useEffect(() => () => changed(), []);
  // Once events are put together again, this claim may be of another.
  useEffect(() => {
    const told = (): void => void (idNow.current && read(idNow.current).catch(() => undefined));
    addEventListener("sitrep:changed", told);
    return () => removeEventListener("sitrep:changed", told);
  }, [read]);

  const type = types.find((t) => t.name === shown?.type);
  const set = (field: string, value: unknown, said: string): void => {
    setEditor(null);
    void correct(field, value, said);
  };
  const options = (all: [string, string, string?][]): Option[] => all.map(([value, words, about]) => ({ value, words, ...(about ? { about } : {}) }));
  const minutes = (Date.now() - began.current) / 60_000;

  return (
    <div className="review">
      <header className="review-head">
        <h1>Review</h1>
        <div className="segmented" role="group" aria-label="Part">
          <button type="button" aria-pressed={tab !== "settle"} onClick={() => setTab(null, true)}>queue</button>
          <button type="button" aria-pressed={tab === "settle"} onClick={() => setTab("settle", true)}>settle</button>
        </div>
        <label className="toggle"><input type="checkbox" checked={blind} onChange={(e) => setBlind(e.target.checked ? "1" : null, true)} /> blind to other coders</label>
        <span className="hint">{name} <button type="button" className="quiet" onClick={rename}>somebody else</button></span>
        {queue && <span className="hint" aria-live="polite">{plural(queue.left, "claim")} left, {count(queue.done + done.current)} done{done.current > 3 ? `, ${(done.current / minutes).toFixed(0)} a minute` : ""}</span>}
        <button type="button" className="quiet" onClick={() => setHelp(!help)} aria-expanded={help}>Keys (?)</button>
      </header>
      <Chips filter={filter} change={change} />
      {help && <dl className="keys">{KEYS.map(([k, w]) => <div key={k}><dt><kbd>{k}</kbd></dt><dd>{w}</dd></div>)}</dl>}
      {fault && <p className="fault" role="alert">{fault} <button type="button" className="quiet" onClick={() => setFault(null)}>Close</button></p>}
      {tab === "settle" ? <Settle /> : (
        <>
          {queue && !shown && <p className="waiting">{queue.claims.length === 0 ? "Nothing is left to review under this filter." : "That was the last of this part of the queue."} <button type="button" onClick={() => location.reload()}>Look for more</button></p>}
          {!queue && !fault && <p className="waiting">Reading…</p>}
          {shown && (
            <article className="desk" aria-label={`Claim ${at + 1} of ${queue?.claims.length ?? 0}`}>
              <div className="desk-main">
                <header>
                  <TypeTag claim={shown} /> <Status value={shown.status} /> <Marks entry={shown} />
                  <span className="when"><When claim={shown} /></span>
                  <span className="hint">{at + 1} / {queue?.claims.length}</span>
                </header>
                <div className="context" dir="auto">
                  {detail?.before && <span className="faint">…{detail.before}</span>}
                  <Sentence claim={shown} />
                  {detail?.after && <span className="faint">{detail.after}…</span>}
                </div>
                <p className="meta" dir="auto"><a href={`/reports/${shown.report_sha256}?claim=${shown.claim_id}`}>{shown.report.title ?? shown.doc_id}</a> · {shown.report.source ?? "no source"} · {shown.report.published ?? "no day"}</p>
                {type && <p className="hint">{title(type.name)}: {type.definition}</p>}
                {blind && Object.keys(drafts).length > 0 && <p className="hint">You changed: {Object.keys(drafts).join(", ")}. It is kept with your judgement.</p>}
              </div>
              <div className="desk-values"><Values claim={shown} />
                {!blind && detail && detail.corrections.length > 0 && (
                  <ul className="history" aria-label="Corrections">{detail.corrections.filter((c) => c.withdraws == null).slice(-5).map((c) => <li key={c.id} className={c.holds ? undefined : "gone"}>{c.field} by {c.who}, {moment(c.at)}: {c.why}</li>)}</ul>
                )}
                {detail && detail.hidden_reviews > 0 && <p className="hint">{plural(detail.hidden_reviews, "other coder")} reviewed it; shown after you did.</p>}
                {shown.event_id && <Elsewhere claim={shown} />}
              </div>
              <div className="desk-keys" role="group" aria-label="Acts">
                <button type="button" className="yes" onClick={keys["a"]}><kbd>A</kbd> accept</button>
                <button type="button" className="no" onClick={keys["r"]}><kbd>R</kbd> reject</button>
                {(["t", "s", "p", "d", "c"] as const).map((k) => <button key={k} type="button" onClick={keys[k]}><kbd>{k.toUpperCase()}</kbd> {KEYS.find(([x]) => x === k.toUpperCase())?.[1]}</button>)}
                {!blind && <button type="button" onClick={keys["m"]}><kbd>M</kbd> merge</button>}
                {!blind && <button type="button" onClick={keys["x"]} disabled={!shown.event_id}><kbd>X</kbd> split</button>}
                <button type="button" onClick={undo} disabled={acts.length === 0}><kbd>U</kbd> undo{acts.length > 0 && ` ${acts[acts.length - 1]!.said}`}</button>
                <button type="button" onClick={keys["j"]}><kbd>J</kbd> later</button>
              </div>
              {editor === "type" && <Picker label="Type" value={shown.type} options={options(types.map((t) => [t.name, title(t.name), t.definition]))} close={() => setEditor(null)}
                choose={(v) => { set("type", v, "type"); if (shown.mode && !types.find((t) => t.name === v)?.modes.some((m) => m.name === shown.mode)) void correct("mode", null, "mode of another type"); }} />}
              {editor === "mode" && <Picker label="Mode" value={shown.mode ?? ""} options={[{ value: "", words: "none" }, ...options((type?.modes ?? []).map((m) => [m.name, m.name, m.definition]))]} close={() => setEditor(null)} choose={(v) => set("mode", v || null, "mode")} />}
              {editor === "status" && <Picker label="Status" value={shown.status} options={options(Object.entries(STATUS).map(([v, w]) => [v, w]))} close={() => setEditor(null)} choose={(v) => set("status", v, "status")} />}
              {editor === "sensitivity" && <Picker label="Sensitivity" value={shown.sensitivity} options={options([["open", "open"], ["restricted", "restricted", "Can put people at risk when published"]])} close={() => setEditor(null)} choose={(v) => set("sensitivity", v, "sensitivity")} />}
              {editor === "day" && <Days claim={shown} close={() => setEditor(null)} save={(v) => set("time", v, "day")} />}
              {editor === "count" && <Counts claim={shown} close={() => setEditor(null)} save={(v) => set("counts", v, "number")} />}
              {editor === "place" && <PlaceEditor claim={shown} close={() => setEditor(null)} save={(v) => set("place", v, "place")} />}
              {editor === "merge" && <MergeEditor claim={shown} close={() => setEditor(null)} merged={(number) => {
                remember({ claim: shown.claim_id, said: "merge", undo: () => send("POST", `/decisions/${number}/withdrawal`, { why: "undone in review" }) });
                setEditor(null);
                void read(shown.claim_id);
              }} />}
              {editor === "note" && (
                <div role="dialog" aria-label="Note" className="editor">
                  <label className="field">Reason for what comes next<input autoFocus value={note} onChange={(e) => setNote(e.target.value)} onKeyDown={(e) => (e.key === "Enter" || e.key === "Escape") && (e.stopPropagation(), setEditor(null))} /></label>
                </div>
              )}
            </article>
          )}
        </>
      )}
    </div>
  );
}

/** Events of the same type about the same days. */
function MergeEditor({ claim, close, merged }: { claim: ClaimEntry; close: () => void; merged: (decision: number) => void }): React.JSX.Element {
  const near = new URLSearchParams({ type: claim.type, limit: "40" });
  if (claim.time?.start) near.set("from", claim.time.start);
  if (claim.time?.end) near.set("to", claim.time.end);
  const asked = useApi<EventPage>(`/events?${near}`);
  const [fault, setFault] = useState<string | null>(null);
  return (
    <Ask of={asked}>
      {(page) => {
        const others = page.events.filter((e) => e.event_id !== claim.event_id);
        return (
          <>
            {fault && <p className="fault" role="alert">{fault}</p>}
            <Picker label={claim.event_id ? "The same happening as" : "This claim has no event yet"} value="" close={close}
              options={claim.event_id ? others.map((e) => ({
                value: e.event_id,
                words: `${days(e.start, e.end)} · ${e.place?.name ?? e.place?.text ?? "no place"} · ${e.actors.map((a) => a.name ?? a.text).join(", ") || "not told who"}`,
                about: e.claims[0]?.sentence ?? "",
              })) : []}
              choose={(event) => void send<Done>("POST", "/events/merge", { events: [claim.event_id, event], why: "the same happening, in review" }).then((d) => merged(d.id), (e: unknown) => setFault(String((e as Error).message)))} />
          </>
        );
      }}
    </Ask>
  );
}

/** What coders disagree on, and how far they agree. */
function Settle(): React.JSX.Element {
  const asked = useApi<Adjudication>("/adjudication");
  const [fault, setFault] = useState<string | null>(null);
  const settle = async (claim: ClaimDetail, verdict: string, fields: Record<string, unknown>, why: string): Promise<void> => {
    try {
      for (const [field, value] of Object.entries(fields)) await send("POST", `/claims/${claim.claim_id}/corrections`, { field, value, why });
      await send("POST", `/claims/${claim.claim_id}/corrections`, { field: "verdict", value: verdict, why });
      changed();
    } catch (e) {
      setFault(String((e as Error).message));
    }
  };
  return (
    <Ask of={asked}>
      {(all) => (
        <>
          {fault && <p className="fault" role="alert">{fault}</p>}
          <h2>Agreement</h2>
          {all.claims > 0 && (
            <p>{plural(all.claims, "claim")} {all.claims === 1 ? "was" : "were"} reviewed by two coders or more. Krippendorff’s α of their opinions: <b>{all.alpha == null ? "not defined, one opinion only occurs" : all.alpha.toFixed(2)}</b>
              {all.alpha_interval && <small> 95 % interval {all.alpha_interval[0]!.toFixed(2)} to {all.alpha_interval[1]!.toFixed(2)}</small>}</p>
          )}
          {all.agreement.length === 0 ? <p className="waiting">No claim was reviewed blind by two coders yet.</p> : (
            <table><thead><tr><th scope="col">Coders</th><th scope="col">Claims</th><th scope="col">Same</th><th scope="col">Cohen’s κ</th></tr></thead>
              <tbody>{all.agreement.map((a) => <tr key={a.first + a.second}><td>{a.first}, {a.second}</td><td className="number">{count(a.claims)}</td><td className="number">{Math.round((a.same / Math.max(1, a.claims)) * 100)} %</td><td className="number">{a.kappa == null ? "–" : a.kappa.toFixed(2)}</td></tr>)}</tbody></table>
          )}
          <h2>To settle: {count(all.open.length)}</h2>
          {all.open.map((c) => (
            <article key={c.claim_id} className="card">
              <header><TypeTag claim={c} /> <Status value={c.status} /></header>
              <Sentence claim={c} />
              <ul className="opinions">
                {c.reviews.map((r) => (
                  <li key={r.id}><b>{r.coder}</b>: {r.opinion}{Object.keys(r.fields as object).length > 0 && `, with another ${Object.keys(r.fields as object).join(", ")}`}{r.why && `: ${r.why}`}{" "}
                    {r.opinion !== "unsure" && <button type="button" onClick={() => void settle(c, r.opinion === "right" ? "accepted" : "rejected", r.fields as Record<string, unknown>, `settled as ${r.coder} says`)}>Take this</button>}</li>
                ))}
              </ul>
            </article>
          ))}
        </>
      )}
    </Ask>
  );
}
