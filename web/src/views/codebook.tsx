/** In: the codebook and what people judged. Out: definitions, examples, what fires how often and how often rightly; a sentence to try. */
import { useState } from "react";
import { Fault, send, useApi } from "../api/client";
import type { CodebookInfo, Tried, TypeInfo } from "../api/schema";
import { Ask } from "../parts/ask";
import { Sentence, Status, TypeTag, Values } from "../parts/claim";
import { colorOf, count, plural, title } from "../lib/words";

/** Share that was right with Wilson's interval of 95 %: few reviews say little, and the width shows it. */
export function precisionOf(right: number, wrong: number): { share: number; low: number; high: number } | null {
  const n = right + wrong;
  if (n === 0) return null;
  const [p, z] = [right / n, 1.96];
  const mid = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return { share: p, low: Math.max(0, mid - half), high: Math.min(1, mid + half) };
}

function Precision({ right, wrong }: { right: number; wrong: number }): React.JSX.Element {
  const p = precisionOf(right, wrong);
  if (!p) return <small className="faint">not reviewed</small>;
  return <span title={`95 % interval ${Math.round(p.low * 100)}–${Math.round(p.high * 100)} %`}>{Math.round(p.share * 100)} % <small>of {count(right + wrong)} reviewed ({Math.round(p.low * 100)}–{Math.round(p.high * 100)})</small></span>;
}

export function Codebook(): React.JSX.Element {
  const asked = useApi<CodebookInfo>("/codebook");
  return (
    <div className="page">
      <h1>Codebook</h1>
      <TrySentence />
      <Ask of={asked}>
        {(book) => (
          <>
            <p className="hint">{plural(book.types.length, "type")}, after PLOVER 2.0. Codebook <code>{book.hash.slice(0, 12)}</code>.</p>
            <div className="table-holder" tabIndex={0} role="region" aria-label="Types">
              <table className="codebook-types">
                <thead><tr><th scope="col">Type</th><th scope="col">Class</th><th scope="col">Claims</th><th scope="col">Precision</th><th scope="col">Fires most</th></tr></thead>
                <tbody>
                  {book.types.map((t) => (
                    <tr key={t.name}>
                      <td className="nowrap"><a href={`/codebook/${t.name}`}><i className="dot" style={{ background: colorOf(t.name) }} aria-hidden="true" />{title(t.name)}</a></td>
                      <td>{t.quad}</td><td className="number">{count(t.claims)}</td><td className="nowrap"><Precision right={t.accepted} wrong={t.rejected} /></td>
                      <td>{t.fired.slice(0, 6).map((f) => f.word).join(", ")}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </Ask>
    </div>
  );
}

export function CodebookType({ name }: { name: string }): React.JSX.Element {
  const asked = useApi<CodebookInfo>("/codebook");
  return (
    <div className="page">
      <p><a href="/codebook">Codebook</a></p>
      <Ask of={asked}>
        {(book) => {
          const t = book.types.find((x) => x.name === name);
          return t ? <OneType type={t} /> : <p className="fault" role="alert">There is no type {name} in this codebook.</p>;
        }}
      </Ask>
    </div>
  );
}

function OneType({ type: t }: { type: TypeInfo }): React.JSX.Element {
  return (
    <>
      <h1><i className="dot" style={{ background: colorOf(t.name) }} aria-hidden="true" />{title(t.name)} <small>{t.quad}</small></h1>
      <p className="definition">{t.definition}</p>
      <p><a href={`/?type=${t.name}`}>{plural(t.claims, "claim")}</a> · <Precision right={t.accepted} wrong={t.rejected} /></p>
      {t.modes.length > 0 && <><h2>Modes</h2><table><tbody>{t.modes.map((m) => (
        <tr key={m.name}><th scope="row"><a href={`/?type=${t.name}&mode=${m.name}`}>{m.name}</a>{m.extension && <span className="badge" title="Not PLOVER’s">own</span>}</th><td>{m.definition}</td><td className="number">{count(m.claims)}</td></tr>
      ))}</tbody></table></>}
      {t.fired.length > 0 && <><h2>What fires</h2><table><thead><tr><th scope="col">Word</th><th scope="col">Claims</th><th scope="col">Precision</th></tr></thead><tbody>{t.fired.map((f) => (
        <tr key={f.word}><th scope="row" dir="auto">{f.word}</th><td className="number">{count(f.claims)}</td><td><Precision right={f.accepted} wrong={f.rejected} /></td></tr>
      ))}</tbody></table></>}
      {t.examples.length > 0 && <><h2>Examples</h2><ul>{t.examples.map((e) => <li key={e}>{e}</li>)}</ul></>}
      {t.near_misses.length > 0 && <><h2>Near misses</h2><ul>{t.near_misses.map((e) => <li key={e}>{e}</li>)}</ul></>}
    </>
  );
}

function TrySentence(): React.JSX.Element {
  const [text, setText] = useState("");
  const [published, setPublished] = useState("");
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState<Tried | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const run = async (): Promise<void> => {
    setBusy(true);
    setFault(null);
    try {
      setTried(await send<Tried>("POST", "/try", { text, published: published || null }));
    } catch (e) {
      setFault(e instanceof Fault ? e.message : String(e));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="card try" aria-label="Try a sentence">
      <form onSubmit={(e) => { e.preventDefault(); void run(); }}>
        <label className="field">Try a sentence<textarea rows={2} maxLength={4000} required value={text} dir="auto" placeholder="Police arrested 14 suspects near Baqubah on Monday." onChange={(e) => setText(e.target.value)} /></label>
        <div className="two"><label className="field">Published<input type="date" value={published} onChange={(e) => setPublished(e.target.value)} /></label>
          <button type="submit" className="primary" disabled={busy}>{busy ? "Reading…" : "Read it"}</button></div>
      </form>
      {fault && <p className="fault" role="alert">{fault}</p>}
      {tried && (
        <div aria-live="polite">
          {tried.notes.map((n) => <p className="hint" key={n}>{n}</p>)}
          {tried.claims.length === 0 && <p className="waiting">It gives no claim.</p>}
          {tried.claims.map((c) => <article key={c.claim_id} className="card"><header><TypeTag claim={c} /> <Status value={c.status} /></header><Sentence claim={c} /><Values claim={c} /></article>)}
          {tried.traces.length > 0 && <details><summary>What fired, and what did not</summary><ul className="traces">{tried.traces.map((t, i) => <li key={i} className={t.kept ? undefined : "gone"}><b>{t.word}</b> {t.kept ? "kept" : "left out"}<ul>{t.lines.map((l, n) => <li key={n}><small>{l}</small></li>)}</ul></li>)}</ul></details>}
        </div>
      )}
    </section>
  );
}
