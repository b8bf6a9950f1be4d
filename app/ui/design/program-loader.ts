export type ProgramState<Made> = {
  state: "loading" | "ready" | "failed";
  /** How often it could not be loaded on this page. */
  failures: number;
  /** What makes viewers; null until it is here. */
  createViewer: Made | null;
};

type Loads<Made> = { loadViewer(): Promise<Made>; loadProgram(): Promise<unknown> };

/** Loads a program in two steps as often as asked. Of two loads under way the older one has nothing more to say of the state. */
export function programLoader<Made>({ loadViewer, loadProgram }: Loads<Made>, tell: (change: (before: ProgramState<Made>) => ProgramState<Made>) => void): () => void {
  let newest = 0;
  return () => {
    const mine = (newest += 1);
    const tellIfNewest: typeof tell = (change) => {
      if (mine === newest) tell(change);
    };
    const all = async () => {
      const createViewer = await loadViewer();
      tell((before) => ({ ...before, createViewer: before.createViewer ?? createViewer }));
      await loadProgram();
    };
    tell((before) => ({ ...before, state: "loading" }));
    all().then(
      () => tellIfNewest((before) => ({ ...before, state: "ready" })),
      () => tellIfNewest((before) => ({ ...before, state: "failed", failures: before.failures + 1 })),
    );
  };
}
