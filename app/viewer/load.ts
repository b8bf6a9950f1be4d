import type { createViewer } from "./viewer.ts";

export type CreateViewer = typeof createViewer;

/**
 * Fetches what makes viewers. The door itself is small, so that a page stands and answers without it. Faults: those of
 * the import; then it may be called again.
 */
export async function loadViewer(): Promise<CreateViewer> {
  return (await import("./viewer.ts")).createViewer;
}

/** Fetches beforehand what a viewer loads by itself when it is made. Faults as above. */
export async function loadProgram(): Promise<void> {
  await (await import("./viewer.ts")).loadRasteriser();
}
