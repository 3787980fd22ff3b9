/** In: what was asked for and what came. Out: a note while it is on its way or when it failed, else what it holds. */
import type { ReactNode } from "react";
import type { Asked } from "../api/client";

export function Ask<T>({ of, children, empty }: { of: Asked<T>; children: (data: T) => ReactNode; empty?: ReactNode }): React.JSX.Element {
  if (of.fault) {
    return <p className="fault" role="alert">{of.fault.message} <button type="button" className="quiet" onClick={of.again}>Try again</button></p>;
  }
  if (of.data === undefined) return <p className="waiting" role="status">{of.loading ? "Reading…" : empty}</p>;
  return <div className={of.loading ? "is-stale" : undefined} aria-busy={of.loading}>{children(of.data)}</div>;
}
