/** In: how a view's code is fetched. Out: the view, which says that it is on its way until it is there. Knows no view. */
import { useEffect, useState, type ComponentType } from "react";

/**
 * A view whose code comes when it is first shown. Not React's `lazy`: its Suspense holds back whatever comes within 300 ms of the
 * note that it was on its way, which here is nearly always.
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>, silent = false): ComponentType<P> {
  let Known: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [View, setView] = useState<{ of: ComponentType<P> } | "fault" | undefined>(Known && { of: Known });
    useEffect(() => {
      if (Known) return;
      let gone = false;
      load().then(
        (of) => {
          Known = of;
          if (!gone) setView({ of });
        },
        () => !gone && setView("fault"),
      );
      return () => {
        gone = true;
      };
    }, []);
    if (View === "fault") return <p className="fault" role="alert">This part of the app did not load; is `sitrep serve` still running? Load the page again.</p>;
    if (View) return <View.of {...props} />;
    return <>{!silent && <p className="waiting" role="status">Reading…</p>}</>;
  };
}
