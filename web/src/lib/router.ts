/** In: the browser's address. Out: the page and query, as React state; links that change them. Knows no page. */
import { useMemo, useSyncExternalStore } from "react";
import { readFilter, writeFilter, type Filter } from "./filter";

const CHANGED = "sitrep:address";

function subscribe(told: () => void): () => void {
  addEventListener("popstate", told);
  addEventListener(CHANGED, told);
  return () => {
    removeEventListener("popstate", told);
    removeEventListener(CHANGED, told);
  };
}

const here = (): string => location.pathname + location.search;

export interface Address {
  path: string;
  query: URLSearchParams;
}

export function useAddress(): Address {
  const at = useSyncExternalStore(subscribe, here);
  return useMemo(() => {
    const [path = "/", query = ""] = at.split("?");
    return { path, query: new URLSearchParams(query) };
  }, [at]);
}

/** Goes to an address of the app. `replace` leaves no step behind, as for a slider that is drawn. */
export function go(to: string, replace = false): void {
  if (to === here()) return;
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  dispatchEvent(new Event(CHANGED));
}

const FILTER_NAMES = new Set(["from", "to", "bbox", "area", "q", "type", "mode", "actor", "recipient", "sector", "status", "source",
  "country", "precision", "sensitivity", "review", "operation"]);

/** The address of a page under a filter; other parts of the query are kept when the page is the same. */
export function addressOf(path: string, filter: Filter, keep?: URLSearchParams): string {
  const query = writeFilter(filter);
  keep?.forEach((value, name) => {
    // A page of the old list, or a claim of the old view, is none of the new.
    if (!FILTER_NAMES.has(name) && name !== "after" && name !== "claim") query.append(name, value);
  });
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** The filter of the address, and how to change it. */
export function useFilter(): [Filter, (next: Filter, replace?: boolean) => void] {
  const { path, query } = useAddress();
  const filter = useMemo(() => readFilter(query), [query]);
  return [filter, (next, replace) => go(addressOf(path, next, query), replace)];
}

/** A part of the query that is no filter: what is open, which unit. */
export function useParam(name: string): [string | null, (value: string | null, replace?: boolean) => void] {
  const { path, query } = useAddress();
  return [query.get(name), (value, replace) => {
    const next = new URLSearchParams(query);
    if (value === null) next.delete(name);
    else next.set(name, value);
    const text = next.toString();
    go(text ? `${path}?${text}` : path, replace);
  }];
}

/** A click on a link of the app stays in the app, unless the person asks for a new tab or window. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || url.pathname.startsWith("/api/") || url.hash) return;
  event.preventDefault();
  const moved = url.pathname !== location.pathname;
  go(url.pathname + url.search);
  if (moved) {
    scrollTo(0, 0);
    // Who listens to the page hears the new one from its start.
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true }));
  }
}
