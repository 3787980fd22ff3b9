/** In: the address. Out: the page that it names, in the shell that all pages share. */
import { StrictMode, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { changed, get, useApi } from "./api/client";
import type { CodebookInfo, ProjectInfo } from "./api/schema";
import { readFilter } from "./lib/filter";
import { addressOf, followLinks, useAddress } from "./lib/router";
import { Ask } from "./parts/ask";
import { later } from "./parts/later";

const Explore = later(() => import("./views/explore").then((m) => m.Explore));
const Review = later(() => import("./views/review").then((m) => m.Review));
const Reader = later(() => import("./views/reader").then((m) => m.Reader));
const Reports = later(() => import("./views/reader").then((m) => m.Reports));
const Events = later(() => import("./views/events").then((m) => m.Events));
const EventPageView = later(() => import("./views/events").then((m) => m.EventPageView));
const Operations = later(() => import("./views/events").then((m) => m.Operations));
const Codebook = later(() => import("./views/codebook").then((m) => m.Codebook));
const CodebookType = later(() => import("./views/codebook").then((m) => m.CodebookType));
const Add = later(() => import("./views/add").then((m) => m.Add));
const Export = later(() => import("./views/export").then((m) => m.Export));
const Brief = later(() => import("./views/export").then((m) => m.Brief));
const Log = later(() => import("./views/log").then((m) => m.Log));

/** Pages of the head; those with `true` take the filter along. */
const NAV: [string, string, boolean][] = [
  ["/", "Explore", true], ["/reports", "Reports", true], ["/events", "Events", true], ["/operations", "Operations", false], ["/review", "Review", true],
  ["/codebook", "Codebook", false], ["/add", "Add", false], ["/export", "Export", true], ["/log", "Log", false],
];

type Theme = "light" | "dark" | null;

function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(localStorage.getItem("sitrep.theme") as Theme);
  useEffect(() => {
    if (theme) document.documentElement.dataset["theme"] = theme;
    else delete document.documentElement.dataset["theme"];
    dispatchEvent(new Event("sitrep:theme"));
  }, [theme]);
  return [theme, () => {
    const dark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    const next = dark ? "light" : "dark";
    localStorage.setItem("sitrep.theme", next);
    setTheme(next);
  }];
}

/** While events are put together anew after a change, says so; when that is done all views ask again. */
function Linking(): React.JSX.Element {
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let was = false;
    const look = (): void => {
      clearTimeout(timer);
      get<ProjectInfo>("/project").then(({ linking }) => {
        setBusy(linking);
        if (was && !linking) changed();
        was = linking;
        if (linking) timer = setTimeout(look, 1500);
      }, () => undefined);
    };
    addEventListener("sitrep:sent", look);
    timer = setTimeout(look, 3000);
    return () => {
      clearTimeout(timer);
      removeEventListener("sitrep:sent", look);
    };
  }, []);
  return <span className="linking" role="status">{busy && <><i aria-hidden="true" />Events are being put together again</>}</span>;
}

function ReviewPage({ project }: { project: ProjectInfo }): React.JSX.Element {
  const book = useApi<CodebookInfo>("/codebook?brief=true");
  return <Ask of={book}>{(b) => <Review project={project} types={b.types} />}</Ask>;
}

function Page({ path, project }: { path: string; project: ProjectInfo }): React.JSX.Element {
  const [, first = "", second = ""] = path.split("/");
  const id = decodeURIComponent(second);
  if (first === "") return <Explore project={project} />;
  if (first === "reports") return id ? <Reader key={id} id={id} /> : <Reports />;
  if (first === "events") return id ? <EventPageView key={id} id={id} project={project} /> : <Events project={project} />;
  if (first === "operations") return <Operations />;
  if (first === "review") return <ReviewPage project={project} />;
  if (first === "codebook") return id ? <CodebookType name={id} /> : <Codebook />;
  if (first === "add") return <Add project={project} />;
  if (first === "export") return <Export />;
  if (first === "brief") return <Brief project={project} />;
  if (first === "log") return <Log />;
  return <div className="page"><h1>There is no such page</h1><p><a href="/">Explore the project</a></p></div>;
}

function Shell(): React.JSX.Element {
  const { path, query } = useAddress();
  const project = useApi<ProjectInfo>("/project");
  const [, turnTheme] = useTheme();
  const filter = readFilter(query);
  useEffect(() => {
    document.addEventListener("click", followLinks);
    return () => document.removeEventListener("click", followLinks);
  }, []);
  const here = NAV.find(([to]) => (to === "/" ? path === "/" : path.startsWith(to)));
  // On a narrow screen the row of pages is longer than the screen: the one that is shown stands in sight.
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const row = nav.current;
    const link = row?.querySelector<HTMLElement>("[aria-current]");
    if (row && link) row.scrollLeft = link.offsetLeft - row.offsetLeft - (row.clientWidth - link.clientWidth) / 2;
  }, [here]);
  useEffect(() => {
    document.title = `${here?.[1] ?? "sitrep"} · ${project.data?.name ?? "sitrep"}`;
  }, [here, project.data?.name]);
  return (
    <>
      <a className="skip" href="#main" onClick={(e) => { e.preventDefault(); document.querySelector<HTMLElement>("main")?.focus(); }}>To the content</a>
      <header className="top no-print">
        <a className="brand" href="/"><img src="/icon.svg" alt="" width="22" height="22" /><b>{project.data?.name ?? "sitrep"}</b></a>
        <nav aria-label="Pages" ref={nav}>{NAV.map(([to, name, follows]) => (
          <a key={to} href={follows ? addressOf(to, filter) : to} aria-current={here?.[0] === to ? "page" : undefined}>{name}</a>
        ))}</nav>
        <Linking />
        {project.data?.read_only && <span className="badge">reading only</span>}
        <button type="button" className="quiet theme" onClick={turnTheme} aria-label="Light or dark">◐</button>
      </header>
      <main id="main" tabIndex={-1}>
        <Ask of={project}>
          {(p) => <Page path={path} project={p} />}
        </Ask>
      </main>
    </>
  );
}

createRoot(document.getElementById("app")!).render(<StrictMode><Shell /></StrictMode>);
