/** In: files that are dropped, or text that is pasted. Out: reports in the project, with progress and what was removed as furniture. */
import { useEffect, useRef, useState } from "react";
import { Fault, changed, get, send, sendBytes } from "../api/client";
import type { Job, JobList, ProjectInfo } from "../api/schema";
import { plural } from "../lib/words";

const OPEN = new Set(["waiting", "coding", "linking"]);
const SAID: Record<string, string> = { waiting: "waiting", coding: "reading and coding", linking: "linking events", done: "done", failed: "not added" };

export function Add({ project }: { project: ProjectInfo }): React.JSX.Element {
  const [jobs, setJobs] = useState<Job[]>([]);
  const [faults, setFaults] = useState<string[]>([]);
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<string | null>(null);
  const wasOpen = useRef(false);
  const busy = sending !== null || jobs.some((j) => OPEN.has(j.state));

  useEffect(() => {
    let stop = false;
    const look = async (): Promise<void> => {
      try {
        const list = await get<JobList>("/inputs");
        if (stop) return;
        setJobs(list.jobs);
        const open = list.jobs.some((j) => OPEN.has(j.state));
        if (wasOpen.current && !open) changed();
        wasOpen.current = open;
      } catch { /* the next look tells */ }
      if (!stop) setTimeout(() => void look(), busy ? 700 : 4000);
    };
    void look();
    return () => { stop = true; };
  }, [busy]);

  if (project.read_only) return <div className="page"><h1>Add reports</h1><p>This project is open for reading only.</p></div>;

  const failed = (name: string, e: unknown): void => setFaults((all) => [...all, `${name}: ${e instanceof Fault ? e.message : String(e)}`]);
  const take = async (files: Iterable<File>): Promise<void> => {
    for (const file of files) {
      setSending(file.name);
      try {
        await sendBytes<Job>(`/inputs?name=${encodeURIComponent(file.name)}`, file);
      } catch (e) {
        failed(file.name, e);
      }
    }
    setSending(null);
    wasOpen.current = true;
  };
  return (
    <div className="page">
      <h1>Add reports</h1>
      <label className={`drop${over ? " is-over" : ""}`} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
        onDrop={(e) => { e.preventDefault(); setOver(false); void take(e.dataTransfer.files); }}>
        <b>Drop files here, or choose them</b>
        <small>Text, HTML, feeds, mail, Word, PDF with text, JSON lines, CSV, Parquet, WARC, zip or gzip of these; 32 MiB each. Nothing leaves this machine.</small>
        <input type="file" multiple onChange={(e) => { void take(e.target.files ?? []); e.target.value = ""; }} />
      </label>
      <form className="paste" onSubmit={(e) => {
        e.preventDefault();
        const form = e.currentTarget;
        const data = new FormData(form);
        const of = (name: string): string | null => String(data.get(name) ?? "").trim() || null;
        setSending("pasted text");
        send<Job>("POST", "/inputs/text", { text: of("text"), title: of("title"), source: of("source"), url: of("url"), published: of("published") })
          .then(() => { form.reset(); wasOpen.current = true; }, (x: unknown) => failed("pasted text", x)).finally(() => setSending(null));
      }}>
        <h2>Or paste one</h2>
        <label className="field">Text<textarea name="text" rows={8} required dir="auto" /></label>
        <div className="four">
          <label className="field">Title<input name="title" dir="auto" /></label><label className="field">Source<input name="source" dir="auto" /></label>
          <label className="field">Address<input name="url" type="url" dir="ltr" /></label><label className="field">Published<input name="published" type="date" /></label>
        </div>
        <button type="submit" className="primary">Add</button>
      </form>
      {sending && <p className="waiting" role="status">Sending {sending}…</p>}
      {faults.map((f, i) => <p key={i} className="fault" role="alert">{f}</p>)}
      <ol className="jobs" aria-label="What was added" aria-live="polite">
        {[...jobs].reverse().map((j) => (
          <li key={j.id} className="card">
            <header><b dir="auto">{j.name}</b> <span className={`badge state-${j.state}`}>{SAID[j.state] ?? j.state}</span></header>
            {OPEN.has(j.state) && <progress aria-label={`${j.name}: ${SAID[j.state]}`} />}
            {j.faults.map((f) => <p key={f} className="fault">{f}</p>)}
            <ul>
              {j.added.map((a) => (
                <li key={a.id}>
                  <a href={`/reports/${a.id}`} dir="auto">{a.title ?? a.doc_id}</a> {a.new ? plural(a.claims, "claim") : "was there already"}
                  {a.notes.map((n) => <small key={n} className="hint"> {n}</small>)}
                  {a.furniture.length > 0 && <details><summary>{plural(a.furniture.length, "stretch", "stretches")} taken out as page furniture</summary><ul>{a.furniture.map((f, i) => <li key={i}><small>{f.reason}</small> <span dir="auto">{f.text}</span></li>)}</ul></details>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </div>
  );
}
