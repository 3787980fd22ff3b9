/** In: the filter, counters by facet. Out: the controls of the filter, and chips of what is set. Knows no claim. */
import { useEffect, useId, useState } from "react";
import type { FacetAnswer } from "../api/schema";
import { LISTS, isEmpty, toggled, withField, without, type Filter, type ListField } from "../lib/filter";
import { PRECISION, QUAD, REVIEW, SECTOR, STATUS, colorOf, count, day, title } from "../lib/words";

type Change = (next: Filter, replace?: boolean) => void;

const NAMES: Record<ListField, string> = {
  type: "Type", mode: "Mode", actor: "Who", recipient: "To whom", sector: "Sector", status: "Status", source: "Source",
  country: "Country", precision: "Precision of the place", sensitivity: "Sensitivity", review: "Review", operation: "Operation",
};

export function label(field: ListField, value: string): string {
  if (field === "type") return title(value);
  const words: Partial<Record<ListField, Record<string, string>>> = { status: STATUS, precision: PRECISION, sector: SECTOR, review: REVIEW };
  return words[field]?.[value] ?? QUAD[value] ?? value;
}

export function Chips({ filter, change }: { filter: Filter; change: Change }): React.JSX.Element | null {
  if (isEmpty(filter)) return null;
  const chip = (key: string, words: string, next: Filter): React.JSX.Element => (
    <li key={key}>
      <button type="button" className="chip" onClick={() => change(next)} aria-label={`Remove ${words}`}>{words} <span aria-hidden="true">×</span></button>
    </li>
  );
  return (
    <ul className="chips" aria-label="Filter">
      {filter.q && chip("q", `“${filter.q}”`, without(filter, "q"))}
      {(filter.from || filter.to) && chip("days", `${filter.from ? day(filter.from) : "…"} – ${filter.to ? day(filter.to) : "…"}`, without(filter, "from", "to"))}
      {filter.bbox && chip("bbox", "in a map view", without(filter, "bbox"))}
      {filter.area && chip("area", "in a drawn area", without(filter, "area"))}
      {LISTS.flatMap((f) => (filter[f] ?? []).map((v) => chip(`${f}=${v}`, f === "type" || f === "status" ? label(f, v) : `${NAMES[f]}: ${label(f, v)}`, toggled(filter, f, v))))}
      <li><button type="button" className="quiet" onClick={() => change({})}>Clear all</button></li>
    </ul>
  );
}

function Group({ field, answer, filter, change, open }: { field: ListField; answer: FacetAnswer | undefined; filter: Filter; change: Change; open: boolean }): React.JSX.Element | null {
  const [all, setAll] = useState(false);
  const [opened, setOpened] = useState(false);
  const values = answer?.groups.find((g) => g.field === field)?.values ?? [];
  const chosen = filter[field] ?? [];
  const missing = chosen.filter((c) => !values.some((v) => v.value === c)).map((value) => ({ value, claims: 0 }));
  const list = [...missing, ...values];
  if (list.length === 0) return null;
  const shown = all ? list : list.slice(0, 8);
  const most = Math.max(1, ...values.map((v) => v.claims));
  return (
    <details className="facet" open={open || chosen.length > 0} onToggle={(e) => e.currentTarget.open && setOpened(true)}>
      <summary>{NAMES[field]}{chosen.length > 0 && <b className="badge">{chosen.length}</b>}</summary>
      {/* What is folded is not made: most groups are never opened. */}
      {(open || opened || chosen.length > 0) && <ul>
        {shown.map((v) => (
          <li key={v.value}>
            <label>
              <input type="checkbox" checked={chosen.includes(v.value)} onChange={() => change(toggled(filter, field, v.value))} />
              {field === "type" && <i className="dot" style={{ background: colorOf(v.value) }} aria-hidden="true" />}
              <span className="facet-name" dir="auto">{label(field, v.value)}</span>
              <span className="facet-bar" style={{ width: `${(v.claims / most) * 36}px` }} aria-hidden="true" />
              <span className="facet-n">{count(v.claims)}</span>
            </label>
          </li>
        ))}
      </ul>}
      {list.length > 8 && <button type="button" className="quiet" onClick={() => setAll(!all)}>{all ? "Fewer" : `${list.length - 8} more`}</button>}
    </details>
  );
}

export function FilterPanel({ filter, change, answer }: { filter: Filter; change: Change; answer: FacetAnswer | undefined }): React.JSX.Element {
  const [words, setWords] = useState(filter.q ?? "");
  const id = useId();
  useEffect(() => setWords(filter.q ?? ""), [filter.q]);
  return (
    <form className="filters" role="search" aria-label="Filter" onSubmit={(e) => { e.preventDefault(); change(withField(filter, "q", words.trim())); }}>
      <label className="field" htmlFor={`${id}q`}>Words
        <input id={`${id}q`} type="search" value={words} placeholder="cache, “air strike”, shell*" dir="auto"
          onChange={(e) => setWords(e.target.value)} onBlur={() => words.trim() !== (filter.q ?? "") && change(withField(filter, "q", words.trim()))} />
      </label>
      <div className="two">
        <label className="field">From<input type="date" value={filter.from ?? ""} onChange={(e) => change(withField(filter, "from", e.target.value))} /></label>
        <label className="field">To<input type="date" value={filter.to ?? ""} onChange={(e) => change(withField(filter, "to", e.target.value))} /></label>
      </div>
      {LISTS.map((field) => (
        <Group key={field} field={field} answer={answer} filter={filter} change={change} open={["type", "status", "actor"].includes(field)} />
      ))}
    </form>
  );
}
