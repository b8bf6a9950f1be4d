import { useEffect, useState } from "react";
import { loadProgram, loadViewer, type CreateViewer } from "#app/viewer/index.ts";
import { programLoader, type ProgramState } from "./program-loader.ts";

/** With `createViewer` the viewer itself is here. What draws may still be missing then: the viewer says so itself. */
export type ViewerProgram = ProgramState<CreateViewer> & { load(): void };

/** Loads the viewer and what it brings in later, so that nothing of the program is fetched after the start; tells whether it is here. */
export function useViewerProgram(): ViewerProgram {
  const [now, setNow] = useState<ProgramState<CreateViewer>>({ state: "loading", failures: 0, createViewer: null });
  const [load] = useState(() => programLoader({ loadViewer, loadProgram }, setNow));
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
