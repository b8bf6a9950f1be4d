import { useCallback, useEffect, useState } from "react";
import { loadProgram } from "#app/viewer/index.ts";

export type ViewerProgram = {
  state: "loading" | "ready" | "failed";
  /** How often it could not be loaded on this page. */
  failures: number;
  load(): void;
};

/** Loads what the viewer brings in later, so that nothing of the program is fetched after the start; tells whether it is here. */
export function useViewerProgram(): ViewerProgram {
  const [now, setNow] = useState<Omit<ViewerProgram, "load">>({ state: "loading", failures: 0 });
  const load = useCallback(() => {
    setNow(({ failures }) => ({ state: "loading", failures }));
    loadProgram().then(
      () => setNow(({ failures }) => ({ state: "ready", failures })),
      () => setNow(({ failures }) => ({ state: "failed", failures: failures + 1 })),
    );
  }, []);
  useEffect(load, [load]);

  const hasFailed = now.state === "failed";
  useEffect(() => {
    if (!hasFailed) return;
    // A network that comes back needs no press of a button.
    window.addEventListener("online", load);
    return () => window.removeEventListener("online", load);
  }, [hasFailed, load]);
  return { ...now, load };
}
