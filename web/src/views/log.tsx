/** In: the end of the log. Out: who did what, when and why, the newest first. */
import { useApi } from "../api/client";
import type { LogPage } from "../api/schema";
import { Ask } from "../parts/ask";
import { moment } from "../lib/words";

/** What a line holds, without the hashes that only a program compares; ids by their first letters. */
function told(what: unknown): string {
  if (typeof what !== "object" || what === null) return String(what);
  const short = (v: unknown): string => {
    if (typeof v === "string") return /^[0-9a-f]{16,}$/.test(v) ? v.slice(0, 8) : v;
    return typeof v === "object" && v !== null ? JSON.stringify(v) : String(v);
  };
  return Object.entries(what)
    .filter(([k, v]) => !["act", "digest", "original"].includes(k) && v != null && v !== "")
    .map(([k, v]) => `${k.replaceAll("_", " ")} ${short(v)}`)
    .join(" · ")
    .slice(0, 200);
}

export function Log(): React.JSX.Element {
  const asked = useApi<LogPage>("/log?limit=300");
  return (
    <div className="page">
      <h1>Log</h1>
      <p className="hint">Lines are only ever added; each holds the hash of the one before. <code>sitrep verify</code> checks the chain.</p>
      <Ask of={asked}>
        {(page) => (
          <div className="table-holder" tabIndex={0} role="region" aria-label="Log">
            <table><thead><tr><th scope="col">No.</th><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Hash</th></tr></thead>
              <tbody>{[...page.lines].reverse().map((l) => <tr key={l.seq}><td className="number">{l.seq}</td><td className="nowrap">{moment(l.at)}</td><td dir="auto">{l.who}</td><td><b>{l.act}</b> <small dir="auto">{l.told ?? told(l.what)}</small></td><td><code>{l.hash.slice(0, 12)}</code></td></tr>)}</tbody></table>
          </div>
        )}
      </Ask>
    </div>
  );
}
