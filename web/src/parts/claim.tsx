/** In: a claim. Out: a card or a line of it, its words underlined, its values with runners-up. Knows no list. */
import type { Claim, ClaimEntry, Place, PlaceValue } from "../api/schema";
import { Points, marksOf, pieces } from "../lib/spans";
import { INFERRED, PRECISION, QUAD, ROLE, SECTOR, STATUS, colorOf, days, range, title } from "../lib/words";

export function TypeTag({ claim }: { claim: Pick<Claim, "type" | "mode"> }): React.JSX.Element {
  return (
    <span className="type">
      <i className="dot" style={{ background: colorOf(claim.type) }} aria-hidden="true" />
      {title(claim.type)}{claim.mode && <span className="mode">/{claim.mode}</span>}
    </span>
  );
}

export function Status({ value }: { value: string }): React.JSX.Element {
  return <span className={`status status-${value}`}>{STATUS[value] ?? value}</span>;
}

/** The time that a claim is dated by: what its words tell of a day, else what was inferred, which is always marked. */
export function dated(claim: Pick<Claim, "time" | "time_inferred">): { time: Claim["time"]; inferred: string | null } {
  const own = claim.time;
  if (own?.start || own?.end || !claim.time_inferred) return { time: own, inferred: null };
  return { time: claim.time_inferred, inferred: INFERRED[claim.time_inferred.basis] ?? claim.time_inferred.basis };
}

/** The place of a claim: what its words name, else where its report sets the act, which is marked by `inferred`. */
export function located(claim: Pick<Claim, "place" | "place_inferred">): Place | null {
  const own = claim.place ?? null;
  return own?.name ? own : (claim.place_inferred ?? own);
}

/** The days of a claim or event; inferred ones leaning, with a mark and what they rest on. */
export function When({ claim }: { claim: Pick<Claim, "time" | "time_inferred"> }): React.JSX.Element {
  const { time, inferred } = dated(claim);
  return inferred
    ? <span className="inferred" title={`Inferred: ${inferred}`}>{days(time?.start, time?.end)} <small>inferred<span className="unseen">: {inferred}</span></small></span>
    : <>{days(time?.start, time?.end)}</>;
}

/** What a person has said of it. */
export function Marks({ entry }: { entry: ClaimEntry }): React.JSX.Element {
  return (
    <>
      {entry.verdict && <span className={`verdict verdict-${entry.verdict}`}>{entry.verdict}</span>}
      {entry.corrected && <span className="verdict verdict-corrected">corrected</span>}
      {entry.sensitivity === "restricted" && <span className="verdict verdict-restricted" title="Can put people at risk; withheld from public exports">restricted</span>}
      {entry.copied && <span className="badge" title="Its report repeats another">copy</span>}
    </>
  );
}

/** The sentence, what stands in it underlined by role. */
export function Sentence({ claim }: { claim: Claim }): React.JSX.Element {
  const points = new Points(claim.sentence.text);
  const at = claim.sentence.start;
  const marks = marksOf(claim)
    .filter((m) => m.start >= at && m.end <= claim.sentence.end)
    .map((m) => ({ ...m, start: m.start - at, end: m.end - at }));
  return (
    <p className="sentence" dir="auto">
      {pieces(points, marks).map((p) => {
        const trigger = p.marks.some((m) => m.role === "trigger");
        const role = p.marks[0]?.role;
        if (!role) return <span key={p.start}>{p.text}</span>;
        return trigger
          ? <mark key={p.start} className="trigger" style={{ borderColor: colorOf(claim.type) }}>{p.text}</mark>
          : <span key={p.start} className={`role role-${role}`} title={ROLE_NAMES[role]}>{p.text}</span>;
      })}
    </p>
  );
}

export const ROLE_NAMES: Record<string, string> = {
  trigger: "the act", actor: "who", recipient: "to whom", place: "where", time: "when", count: "how many", speaker: "who says so",
  operation: "operation", control: "who holds the place",
};

const precise = (p: PlaceValue | Place): string =>
  [p.admin1 && p.admin1 !== p.name ? p.admin1 : null, p.country, PRECISION[p.precision] ?? p.precision,
    p.radius_km ? `±${Math.round(p.radius_km)} km` : null].filter(Boolean).join(" · ");

function Where({ place }: { place: Place }): React.JSX.Element {
  return (
    <>
      <span dir="auto">{place.name ?? place.text}</span>{" "}
      <small>{place.name ? precise(place) : (place.reason ?? "not in the gazetteer")}{place.inferred && " · inferred: told in another sentence"}</small>
      {place.alternatives.length > 0 && (
        <small className="others">or {place.alternatives.map((a) => [a.name, a.admin1, a.country].filter(Boolean).join(", ")).join("; ")}</small>
      )}
    </>
  );
}

/** All values of a claim with what they rest on. */
export function Values({ claim }: { claim: Claim }): React.JSX.Element {
  const party = (p: Claim["actors"][number], i: number): React.JSX.Element => (
    <span key={i} className="party" dir="auto">
      {p.name ?? p.text}
      {(p.code || p.sector) && <small> {[p.code, p.sector && (SECTOR[p.sector] ?? p.sector)].filter(Boolean).join(" · ")}</small>}
      {p.same_as && p.same_as.start !== p.start && <small> (“{p.same_as.text}”)</small>}
    </span>
  );
  return (
    <dl className="values">
      {claim.actors.length > 0 && <><dt>who</dt><dd>{claim.actors.map(party)}</dd></>}
      {claim.recipients.length > 0 && <><dt>to whom</dt><dd>{claim.recipients.map(party)}</dd></>}
      {claim.place && <><dt>where</dt><dd><Where place={claim.place} />{claim.more_places.map((p, i) => <div key={i}><Where place={p} /></div>)}</dd></>}
      {claim.place_inferred && <><dt>where</dt><dd className="inferred"><Where place={claim.place_inferred} /></dd></>}
      <dt>when</dt>
      <dd>{days(claim.time?.start, claim.time?.end)} <small>{claim.time?.text ? `“${claim.time.text}”` : claim.time?.basis === "published" ? "from the day of publication" : ""}
        {claim.time?.edtf && !claim.time.start ? ` ${claim.time.edtf}` : ""} {claim.time?.precision === "day" ? "" : claim.time?.precision}</small>
        {dated(claim).inferred && <div><When claim={claim} /> <small>{dated(claim).inferred}{claim.time_inferred?.text ? ` “${claim.time_inferred.text}”` : ""}</small></div>}</dd>
      {claim.counts.map((c, i) => (
        <div key={i} className="row"><dt>{ROLE[c.role] ?? c.role}</dt><dd>{range(c.low, c.best, c.high)} <small dir="auto">“{c.text}”{c.of ? ` ${c.of.text}` : ""}{c.scope === "single" ? "" : ` · ${c.scope}`}</small></dd></div>
      ))}
      {claim.said_by && <><dt>says</dt><dd dir="auto">{claim.said_by.name ?? claim.said_by.text} {claim.said_by.party && <small>a party to it</small>}</dd></>}
      {claim.operation && <><dt>operation</dt><dd dir="auto">{claim.operation.name} <small>{[claim.operation.phase, claim.operation.phase_status].filter(Boolean).join(": ")}</small></dd></>}
      {claim.control && <><dt>control</dt><dd dir="auto">{claim.control.actor.name ?? claim.control.actor.text} {claim.control.state} {claim.control.place.name ?? claim.control.place.text}</dd></>}
      <dt>sure</dt><dd>{Math.round(claim.confidence * 100)} % <small>{claim.coder.rule}{claim.quad ? ` · ${QUAD[claim.quad] ?? claim.quad}` : ""}{claim.contexts.length > 0 ? ` · ${claim.contexts.join(", ")}` : ""}</small></dd>
    </dl>
  );
}

/** A place in a word; an inferred one leaning, with a mark. */
export function Spot({ place }: { place: Place | null }): React.JSX.Element {
  const words = <>{place?.name ?? place?.text ?? "no place"}{place?.country ? `, ${place.country}` : ""}</>;
  return place?.inferred
    ? <span dir="auto" className="inferred" title="Inferred: told in another sentence">{words} <small>inferred</small></span>
    : <span dir="auto">{words}</span>;
}

/** One line of a list. */
export function Line({ entry, chosen }: { entry: ClaimEntry; chosen?: boolean }): React.JSX.Element {
  return (
    <article className={`line${chosen ? " is-chosen" : ""}`}>
      <header>
        <TypeTag claim={entry} /> <Status value={entry.status} /> <Marks entry={entry} />
        <span className="when"><When claim={entry} /></span>
      </header>
      <Sentence claim={entry} />
      <footer>
        <Spot place={located(entry)} />
        {entry.counts.map((c, i) => <span key={i}>{range(c.low, c.best, c.high)} {ROLE[c.role] ?? c.role}</span>)}
        <a href={`/reports/${entry.report_sha256}?claim=${entry.claim_id}`} dir="auto">{entry.report.title ?? entry.report.source ?? entry.doc_id}</a>
      </footer>
    </article>
  );
}
