/** In: a claim's value. Out: small dialogs that change it by keys: a list to choose from, days, numbers, a place. */
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { useApi } from "../api/client";
import type { Candidate, Claim, Count, Place, PlaceValue, Time } from "../api/schema";
import { PRECISION, ROLE } from "../lib/words";
import { PlaceMap } from "./map";

export interface Option {
  value: string;
  words: string;
  about?: string;
}

/** Keeps the keys inside while it is open, and gives the focus back when it closes. */
function Dialog({ label, close, children }: { label: string; close: () => void; children: React.ReactNode }): React.JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    (box.current?.querySelector<HTMLElement>("input, select") ?? box.current?.querySelector("button"))?.focus();
    return () => before?.focus?.();
  }, []);
  return (
    <div ref={box} role="dialog" aria-label={label} aria-modal="true" className="editor" onKeyDown={(e) => {
      if (e.key === "Escape") { e.stopPropagation(); close(); }
      if (e.key !== "Tab") return;
      const all = [...(box.current?.querySelectorAll<HTMLElement>("input, select, button, [tabindex='0']") ?? [])].filter((x) => !x.hasAttribute("disabled"));
      const [first, last] = [all[0], all[all.length - 1]];
      if (e.shiftKey && document.activeElement === first) { e.preventDefault(); last?.focus(); }
      else if (!e.shiftKey && document.activeElement === last) { e.preventDefault(); first?.focus(); }
    }}>
      <header><h2>{label}</h2><button type="button" className="quiet" onClick={close} aria-label="Close">×</button></header>
      {children}
    </div>
  );
}

/** A list narrowed by typing; arrows or digits choose. */
export function Picker({ label, options, value, choose, close }: { label: string; options: Option[]; value: string; choose: (value: string) => void; close: () => void }): React.JSX.Element {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(() => Math.max(0, options.findIndex((o) => o.value === value)));
  const id = useId();
  const shown = useMemo(() => {
    const t = typed.toLowerCase();
    const starts = options.filter((o) => o.words.toLowerCase().startsWith(t));
    return [...starts, ...options.filter((o) => !starts.includes(o) && o.words.toLowerCase().includes(t))];
  }, [options, typed]);
  // In braces: scrolling gives a promise in newer browsers, and what an effect returns is called.
  useEffect(() => { document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" }); }, [at, id]);
  return (
    <Dialog label={label} close={close}>
      <input type="text" role="combobox" aria-expanded="true" aria-controls={id} aria-activedescendant={shown[at] ? `${id}-${at}` : undefined} aria-label={`${label}: type to narrow, digits or arrows choose`}
        value={typed} onChange={(e) => { setTyped(e.target.value); setAt(0); }} onKeyDown={(e) => {
          if (e.key === "ArrowDown") { e.preventDefault(); setAt(Math.min(shown.length - 1, at + 1)); }
          else if (e.key === "ArrowUp") { e.preventDefault(); setAt(Math.max(0, at - 1)); }
          else if (e.key === "Enter" && shown[at]) { e.preventDefault(); e.stopPropagation(); choose(shown[at].value); }
          else if (/^[1-9]$/.test(e.key) && typed === "" && shown[Number(e.key) - 1]) { e.preventDefault(); e.stopPropagation(); choose(shown[Number(e.key) - 1]!.value); }
        }} />
      <ul id={id} role="listbox" aria-label={label} className="options">
        {shown.map((o, i) => (
          <li key={o.value} id={`${id}-${i}`} role="option" aria-selected={i === at} onClick={() => choose(o.value)}>
            {i < 9 && typed === "" && <kbd>{i + 1}</kbd>} <b dir="auto">{o.words}</b> {o.about && <small dir="auto">{o.about}</small>}
          </li>
        ))}
        {shown.length === 0 && <li role="option" aria-disabled="true" aria-selected="false" className="waiting">Nothing of that name.</li>}
      </ul>
    </Dialog>
  );
}

export function Days({ claim, save, close }: { claim: Claim; save: (value: Time | null) => void; close: () => void }): React.JSX.Element {
  const [start, setStart] = useState(claim.time?.start ?? "");
  const [end, setEnd] = useState(claim.time?.end ?? "");
  return (
    <Dialog label="Day" close={close}>
      <form onSubmit={(e) => {
        e.preventDefault();
        const last = end || start;
        if (!start) return save(null);
        const time = claim.time ?? { text: null, start: null, end: null, edtf: null, precision: "day", basis: "none", span: null };
        save({ ...time, start, end: last, edtf: start === last ? start : `${start}/${last}`, precision: start === last ? "day" : "days" });
      }}>
        <div className="two">
          <label className="field">First day<input type="date" value={start} onChange={(e) => setStart(e.target.value)} /></label>
          <label className="field">Last day<input type="date" value={end} min={start} onChange={(e) => setEnd(e.target.value)} /></label>
        </div>
        <p className="hint">{claim.time?.text ? `The report says “${claim.time.text}”.` : "The report tells no day here."} {claim.report.published && `Published ${claim.report.published}.`} Leave both empty for no day.</p>
        <button type="submit" className="primary">Save</button>
      </form>
    </Dialog>
  );
}

export function Counts({ claim, save, close }: { claim: Claim; save: (value: Count[]) => void; close: () => void }): React.JSX.Element {
  const blank = (): Count => ({ role: "recipient", of: null, text: "", start: claim.trigger.start, end: claim.trigger.start, low: null, best: null, high: null, scope: "single" });
  const [rows, setRows] = useState<Count[]>(() => (claim.counts.length > 0 ? claim.counts : [blank()]));
  const put = (i: number, change: Partial<Count>): void => setRows((all) => all.map((r, n) => (n === i ? { ...r, ...change } : r)));
  const number = (text: string): number | null => (text.trim() === "" ? null : Math.max(0, Math.trunc(Number(text)) || 0));
  return (
    <Dialog label="Number" close={close}>
      <form onSubmit={(e) => { e.preventDefault(); save(rows.filter((r) => r.low != null || r.best != null || r.high != null)); }}>
        {rows.map((r, i) => (
          <fieldset key={i} className="count-row">
            <legend dir="auto">{r.text ? `“${r.text}”` : "a number"}</legend>
            {(["low", "best", "high"] as const).map((k) => (
              <label key={k} className="field">{k}<input inputMode="numeric" value={r[k] ?? ""} onChange={(e) => put(i, { [k]: number(e.target.value) })} /></label>
            ))}
            <label className="field">role<select value={r.role} onChange={(e) => put(i, { role: e.target.value })}>{Object.keys(ROLE).map((x) => <option key={x} value={x}>{ROLE[x]}</option>)}</select></label>
            <button type="button" className="quiet" onClick={() => setRows((all) => all.filter((_, n) => n !== i))}>Remove</button>
          </fieldset>
        ))}
        <button type="button" onClick={() => setRows((all) => [...all, blank()])}>Another</button> <button type="submit" className="primary">Save</button>
      </form>
    </Dialog>
  );
}

/** The runners-up first, then whatever name is typed, or a point on the map. */
export function PlaceEditor({ claim, save, close }: { claim: Claim; save: (value: Place | null) => void; close: () => void }): React.JSX.Element {
  const [typed, setTyped] = useState(claim.place?.text ?? "");
  const [point, setPoint] = useState<[number, number] | null>(null);
  const [radius, setRadius] = useState(5);
  const asked = useApi<Candidate[]>(typed.trim().length > 1 ? `/gazetteer?name=${encodeURIComponent(typed.trim())}` : null);
  const base: Place = claim.place ?? { text: "", start: claim.trigger.start, end: claim.trigger.start, name: null, geonames_id: null, lat: null, lon: null,
    country: null, admin1: null, feature: null, precision: "none", where_prec: null, radius_km: null, pcode: null, inferred: false, alternatives: [], reason: null };
  const take = (v: PlaceValue): void => save({ ...base, ...v, alternatives: [], reason: null });
  const known = claim.place?.alternatives ?? [];
  const found = (asked.data ?? []).map((c) => c.place).filter((p) => !known.some((k) => k.geonames_id != null && k.geonames_id === p.geonames_id));
  const all = [...known, ...found].slice(0, 12);
  const marks = useMemo(() => all.filter((p) => p.lat != null && p.lon != null && p.precision !== "country").map((p) => ({
    lat: p.lat!, lon: p.lon!, name: p.name ?? "", country: p.country, precision: p.precision, feature: p.feature, radius_km: p.radius_km, claims: 1, planned: 0, party: 0, reviewed: 0, inferred: 0, type: claim.type,
  })), [asked.data, known, claim.type]);
  return (
    <Dialog label="Place" close={close}>
      <label className="field">Name<input type="search" value={typed} dir="auto" onChange={(e) => setTyped(e.target.value)} onKeyDown={(e) => {
        const n = e.altKey && /^[1-9]$/.test(e.key) ? Number(e.key) - 1 : e.key === "Enter" ? 0 : -1;
        if (n >= 0 && all[n]) { e.preventDefault(); take(all[n]); }
      }} /></label>
      <ol className="options" aria-label="Places of that name. Enter takes the first, Alt and a digit another">
        {all.map((p, i) => (
          <li key={i}><button type="button" onClick={() => take(p)}><kbd>{i + 1}</kbd> <b dir="auto">{p.name}</b> <small>{[p.admin1, p.country, PRECISION[p.precision], i < known.length ? "runner-up" : null].filter(Boolean).join(" · ")}</small></button></li>
        ))}
      </ol>
      <div className="editor-map"><PlaceMap places={marks} area={undefined} bbox={claim.place?.lat != null && claim.place.lon != null ? [claim.place.lon - 2, claim.place.lat - 2, claim.place.lon + 2, claim.place.lat + 2] : undefined} basemap={false}
        onArea={() => undefined} onOpen={() => undefined} onPoint={(lat, lon) => setPoint([lat, lon])} /></div>
      <p className="hint">{point ? `Point ${point[0].toFixed(4)}, ${point[1].toFixed(4)}` : "Or click a point on the map."}</p>
      {point && (
        <p className="two">
          <label className="field">Within km<input type="number" min={0} max={500} value={radius} onChange={(e) => setRadius(Number(e.target.value))} /></label>
          <button type="button" className="primary" onClick={() => take({ name: base.name ?? base.text ?? null, geonames_id: null, lat: Number(point[0].toFixed(4)), lon: Number(point[1].toFixed(4)), country: base.country, admin1: base.admin1,
            feature: null, precision: radius > 0 ? "near" : "exact", where_prec: radius > 0 ? 2 : 1, radius_km: radius, pcode: null })}>Move it here</button>
        </p>
      )}
      <button type="button" className="quiet" onClick={() => save(null)}>No place is told</button>
    </Dialog>
  );
}
