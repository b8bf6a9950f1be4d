import { useCallback, useEffect, useState } from "react";
import { loadProgram, loadViewer, type CreateViewer } from "#app/viewer/index.ts";

export type ViewerProgram = {
  state: "loading" | "ready" | "failed";
  /** How often it could not be loaded on this page. */
  failures: number;
  /** Makes viewers; null until the viewer itself is here. What draws may still be missing then: the viewer says so itself. */
  createViewer: CreateViewer | null;
  load(): void;
};

/** Loads the viewer and what it brings in later, so that nothing of the program is fetched after the start; tells whether it is here. */
export function useViewerProgram(): ViewerProgram {
  const [now, setNow] = useState<Omit<ViewerProgram, "load">>({ state: "loading", failures: 0, createViewer: null });
  const load = useCallback(() => {
    setNow((before) => ({ ...before, state: "loading" }));
    const all = async () => {
      const createViewer = await loadViewer();
      setNow((before) => ({ ...before, createViewer }));
      await loadProgram();
    };
    all().then(
      () => setNow((before) => ({ ...before, state: "ready" })),
      () => setNow((before) => ({ ...before, state: "failed", failures: before.failures + 1 })),
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
