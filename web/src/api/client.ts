/** In: a path of the API. Out: its answer as React state, asked for again when the project changes; and all of `call`. */
import { useCallback, useEffect, useRef, useState } from "react";
import { Fault, get } from "./call";

export * from "./call";

export interface Asked<T> {
  /** The answer; while a new one is on its way, the one before. */
  data: T | undefined;
  fault: Fault | undefined;
  loading: boolean;
  again: () => void;
}

/** Asks when the path changes, and again when somebody changed the project. `null` asks nothing. */
export function useApi<T>(path: string | null): Asked<T> {
  const [state, setState] = useState<{ data?: T; fault?: Fault; loading: boolean }>({ loading: path !== null });
  const [turn, setTurn] = useState(0);
  const last = useRef<string | null>(null);
  const again = useCallback(() => setTurn((t) => t + 1), []);
  useEffect(() => {
    const told = (): void => again();
    addEventListener("sitrep:changed", told);
    addEventListener("sitrep:coder", told);
    return () => {
      removeEventListener("sitrep:changed", told);
      removeEventListener("sitrep:coder", told);
    };
  }, [again]);
  useEffect(() => {
    if (path === null) {
      setState({ loading: false });
      return;
    }
    const stop = new AbortController();
    // What another page showed must not stand under this page's head.
    const same = last.current?.split("?")[0] === path.split("?")[0];
    last.current = path;
    setState((s) => ({ ...(same && s.data !== undefined ? { data: s.data } : {}), loading: true }));
    get<T>(path, stop.signal).then(
      (data) => setState({ data, loading: false }),
      (e: unknown) => {
        if ((e as Error).name === "AbortError") return;
        setState({ fault: e instanceof Fault ? e : new Fault(0, String(e)), loading: false });
      },
    );
    return () => stop.abort();
  }, [path, turn]);
  return { data: state.data, fault: state.fault, loading: state.loading, again };
}
