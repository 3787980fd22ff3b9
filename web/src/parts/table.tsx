/** In: claims. Out: a table of them, a claim a row. Knows no filter. */
import type { ClaimEntry } from "../api/schema";
import { PRECISION, ROLE, range } from "../lib/words";
import { Marks, Status, TypeTag, When, located } from "./claim";

const parties = (all: ClaimEntry["actors"]): string => all.map((p) => p.name ?? p.text).join(", ");

export function ClaimTable({ claims }: { claims: ClaimEntry[] }): React.JSX.Element {
  return (
    <div className="table-holder" tabIndex={0} role="region" aria-label="Table of claims">
      <table>
        <thead><tr>{["Day", "Type", "Status", "Who", "To whom", "Where", "Precision", "How many", "Words", "Source", "Sure"].map((h) => <th key={h} scope="col">{h}</th>)}</tr></thead>
        <tbody>
          {claims.map((c) => (
            <tr key={c.claim_id}>
              <td className="nowrap"><When claim={c} /></td>
              <td className="nowrap"><TypeTag claim={c} /></td>
              <td className="nowrap"><Status value={c.status} /> <Marks entry={c} /></td>
              <td dir="auto">{parties(c.actors)}</td>
              <td dir="auto">{parties(c.recipients)}</td>
              <td dir="auto">{located(c)?.name ?? located(c)?.text ?? ""}{located(c)?.inferred && <small className="inferred"> inferred</small>}</td>
              <td>{PRECISION[located(c)?.precision ?? ""] ?? located(c)?.precision ?? ""}</td>
              <td>{c.counts.map((n) => `${range(n.low, n.best, n.high)} ${ROLE[n.role] ?? n.role}`).join("; ")}</td>
              <td className="words" dir="auto"><a href={`/reports/${c.report_sha256}?claim=${c.claim_id}`}>{c.sentence.text}</a></td>
              <td dir="auto">{c.report.source ?? c.doc_id}</td>
              <td className="number">{Math.round(c.confidence * 100)} %</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
