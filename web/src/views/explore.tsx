/** In: the filter. Out: map, timeline, counters, table and text under it. The page where people look. */
import { useEffect, useMemo, useRef, useState } from "react";
import { get, useApi } from "../api/client";
import type { ClaimEntry, ClaimPage, FacetAnswer, MapAnswer, MapPlace, ProjectInfo, TimelineAnswer } from "../api/schema";
import { Ask } from "../parts/ask";
import { Line } from "../parts/claim";
import { Chips, FilterPanel } from "../parts/filterbar";
import { later } from "../parts/later";
import { ClaimTable } from "../parts/table";
import { Timeline } from "../parts/timeline";
import { unitFor, type Unit } from "../lib/bins";
import { withField, without, writeFilter, type Box, type Filter } from "../lib/filter";
import { FIRST, MORE } from "../lib/paging";
import { useFilter, useParam } from "../lib/router";
import { PRECISION, count, plural } from "../lib/words";

/** The map's code is long, and making the map holds the page up: it comes when list and counters stand. */
const PlaceMap = later(() => import("../parts/map").then((m) => m.PlaceMap), true);

export function Explore({ project }: { project: ProjectInfo }): React.JSX.Element {
  const [filter, setFilter] = useFilter();
  const [as, setAs] = useParam("as");
  const [typedUnit, setUnit] = useParam("unit");
  const [place, setPlace] = useState<MapPlace | null>(null);
  const [narrow, setNarrow] = useState<"map" | "list" | "filter">("map");
  const [listStands, setListStands] = useState(false);
  const unit = (["day", "week", "month"].includes(typedUnit ?? "") ? typedUnit : unitFor(filter.from ?? project.first_day ?? null, filter.to ?? project.last_day ?? null)) as Unit;
  const query = writeFilter(filter).toString();
  const facets = useApi<FacetAnswer>(`/facets?${query}`);
  const map = useApi<MapAnswer>(`/map?${query}`);
  // The brush stays in sight: the histogram is that of all days.
  const allDays = writeFilter(without(filter, "from", "to")).toString();
  const timeline = useApi<TimelineAnswer>(`/timeline?unit=${unit}&${allDays}`);
  useEffect(() => setPlace(null), [query]);
  const mapIsDue = useAfterPaint(listStands && (facets.data ?? facets.fault) !== undefined);
  const listed: Filter = place ? { ...without(filter, "area"), bbox: around(place) } : filter;

  return (
    <div className={`explore show-${narrow}${as === "table" ? " as-table" : ""}`}>
      <h1 className="unseen">{project.name}</h1>
      <nav className="narrow-tabs" aria-label="Parts of the page">
        {(["map", "list", "filter"] as const).map((n) => (
          <button key={n} type="button" aria-pressed={narrow === n} onClick={() => setNarrow(n)}>{n === "list" ? "claims" : n}</button>
        ))}
      </nav>
      <section className="side" aria-label="Filter and counters">
        <Counters facets={facets.data} />
        <FilterPanel filter={filter} change={setFilter} answer={facets.data} />
        {facets.fault && <p className="fault" role="alert">{facets.fault.message}</p>}
      </section>
      <section className="middle" aria-label="Map and timeline">
        <Chips filter={filter} change={setFilter} />
        <div className="map-holder">
          {mapIsDue && <PlaceMap
            places={map.data?.places ?? NONE} answered={map.data !== undefined} area={filter.area} bbox={filter.bbox} basemap={project.basemap}
            onArea={(ring) => setFilter(ring ? withField(without(filter, "bbox"), "area", ring) : without(filter, "area", "bbox"))}
            onOpen={(at, box) => (box ? setFilter(withField(without(filter, "area"), "bbox", box)) : setPlace(at))}
          />}
          <Legend />
          <Tray answer={map.data} filter={filter} change={setFilter} />
        </div>
        <Timeline answer={timeline.data} from={filter.from} to={filter.to} unit={unit} onUnit={(u) => setUnit(u, true)}
          onDays={(from, to) => setFilter(withField(withField(filter, "from", from), "to", to))} />
      </section>
      <section className="list" aria-label="Claims">
        <header className="list-head">
          <h2>{place ? <>At {place.name} <button type="button" className="quiet" onClick={() => setPlace(null)}>show all</button></> : facets.data ? plural(facets.data.claims, "claim") : "Claims"}</h2>
          <div className="segmented" role="group" aria-label="Form of the list">
            <button type="button" aria-pressed={as !== "table"} onClick={() => setAs(null, true)}>text</button>
            <button type="button" aria-pressed={as === "table"} onClick={() => setAs("table", true)}>table</button>
          </div>
        </header>
        {place && <p className="hint">{PRECISION[place.precision]}{place.radius_km ? `, within ${Math.round(place.radius_km)} km` : ""}. The number on the map is of this point alone.</p>}
        <Claims filter={listed} table={as === "table"} onStands={() => setListStands(true)} />
      </section>
    </div>
  );
}

const NONE: MapPlace[] = [];

const around = (p: MapPlace): Box => [p.lon - 1e-4, p.lat - 1e-4, p.lon + 1e-4, p.lat + 1e-4];

function Counters({ facets }: { facets: FacetAnswer | undefined }): React.JSX.Element {
  const one = (n: number | undefined, name: string, many: string): React.JSX.Element => (
    <div><dt>{n === 1 ? name : many}</dt><dd>{n === undefined ? "…" : count(n)}</dd></div>
  );
  return (
    <dl className="counters" aria-label="Counters" aria-live="polite">
      {one(facets?.claims, "claim", "claims")}{one(facets?.events, "event", "events")}{one(facets?.reports, "report", "reports")}
    </dl>
  );
}

function Legend(): React.JSX.Element {
  return (
    <details className="map-legend">
      <summary>Legend</summary>
      <ul>
        <li><i className="k k-solid" />accepted by a person</li>
        <li><i className="k k-tinted" />not reviewed</li>
        <li><i className="k k-hatched" />said by a party to the act</li>
        <li><i className="k k-hollow" />planned, not done</li>
        <li><i className="k k-ring" />within this radius</li>
        <li><i className="k k-province" />somewhere in this province; a disc of about its size where no outline is known</li>
        <li><i className="k k-course" />along this stretch of a river</li>
        <li><i className="k k-line" />along a river or road near here whose course is not known</li>
      </ul>
    </details>
  );
}

/** Claims that have no point: never a pin in the middle of a country. */
function Tray({ answer, filter, change }: { answer: MapAnswer | undefined; filter: Filter; change: (f: Filter) => void }): React.JSX.Element | null {
  const all = answer?.tray.reduce((n, t) => n + t.claims, 0) ?? 0;
  if (!answer || all === 0) return null;
  return (
    <details className="tray">
      <summary>No place on the map: <b>{count(all)}</b></summary>
      <ul>
        {answer.tray.map((t) => (
          <li key={t.country ?? ""}>
            <button type="button" className="quiet" onClick={() => change({
              ...without(filter, "precision", "country", "bbox", "area"),
              ...(t.country ? { country: [t.country], precision: ["country"] } : { precision: ["none"] }),
            })}>
              {t.country ? `${t.country}, country only` : "no place known"} <b>{count(t.claims)}</b>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Longest wait for list and counters, in ms: when either hangs, the map comes without it. */
const LONGEST = 5000;

/** True once `when` was true and the browser has painted what belongs to it, or the longest wait is over. */
function useAfterPaint(when: boolean): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => {
    const over = setTimeout(() => setPainted(true), LONGEST);
    return () => clearTimeout(over);
  }, []);
  useEffect(() => {
    if (!when) return;
    // A frame may be long in coming, as in a tab that is not seen: the map does not wait for it for ever.
    let late: ReturnType<typeof setTimeout> | undefined = setTimeout(() => setPainted(true), 1000);
    const frame = requestAnimationFrame(() => {
      clearTimeout(late);
      late = setTimeout(() => setPainted(true));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(late);
    };
  }, [when]);
  return painted;
}

/** The claims of a filter, page by page; tells when the first of them, or why there are none, stands. */
function Claims({ filter, table, onStands }: { filter: Filter; table: boolean; onStands: () => void }): React.JSX.Element {
  const query = writeFilter(filter).toString();
  const first = useApi<ClaimPage>(`/claims?limit=${FIRST}&${query}`);
  useEffect(() => {
    if (first.data ?? first.fault) onStands();
  }, [first.data, first.fault]);
  const [more, setMore] = useState<{ of: ClaimPage; claims: ClaimEntry[]; next: string | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const end = useRef<HTMLButtonElement>(null);
  const mine = first.data && more?.of === first.data ? more : null;
  const claims = useMemo(() => [...(first.data?.claims ?? []), ...(mine?.claims ?? [])], [first.data, mine]);
  const next = mine ? mine.next : (first.data?.next ?? null);
  const load = async (): Promise<void> => {
    if (!next || busy || !first.data) return;
    setBusy(true);
    try {
      const page = await get<ClaimPage>(`/claims?limit=${MORE}&after=${encodeURIComponent(next)}&${query}`);
      setMore({ of: first.data, claims: [...(mine?.claims ?? []), ...page.claims], next: page.next ?? null });
    } finally {
      setBusy(false);
    }
  };
  const loadNow = useRef(load);
  loadNow.current = load;
  useEffect(() => {
    const button = end.current;
    if (!button) return;
    const seen = new IntersectionObserver((e) => e.some((x) => x.isIntersecting) && void loadNow.current(), { rootMargin: "400px" });
    seen.observe(button);
    return () => seen.disconnect();
  }, [next === null]);
  return (
    <Ask of={first}>
      {(page) => (
        <>
          {page.total === 0 && <p className="waiting">No claim passes this filter.</p>}
          {table ? <ClaimTable claims={claims} /> : claims.map((c) => <Line key={c.claim_id} entry={c} />)}
          {next && <button ref={end} type="button" className="more" onClick={() => void load()}>{busy ? "Reading…" : `More (${count(page.total - claims.length)})`}</button>}
        </>
      )}
    </Ask>
  );
}
