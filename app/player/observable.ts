import { phaseOf, type PlayerSnapshot } from "./snapshot.ts";

export type Observable<Study> = {
  get(): PlayerSnapshot<Study>;
  /** Takes over what differs; parts that say the same keep their identity, so that only what changed is drawn again. */
  set(patch: Partial<Omit<PlayerSnapshot<Study>, "phase">>): void;
  subscribe(listener: () => void): () => void;
};

const isPlain = (value: unknown): value is object => typeof value === "object" && value !== null;

function same(before: unknown, after: unknown): boolean {
  if (Object.is(before, after)) return true;
  if (!isPlain(before) || !isPlain(after) || Array.isArray(before) || Array.isArray(after)) return false;
  const entries = Object.entries(after);
  const old: Record<string, unknown> = { ...before };
  return entries.length === Object.keys(before).length && entries.every(([key, value]) => Object.is(old[key], value));
}

/** The state of the player for `useSyncExternalStore`. */
export function createObservable<Study>(initial: PlayerSnapshot<Study>): Observable<Study> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(patch) {
      const changes = Object.entries(patch).filter(([key, value]) => !same(current[key as keyof PlayerSnapshot], value));
      if (changes.length === 0) return;
      const next = { ...current, ...Object.fromEntries(changes) };
      current = { ...next, phase: phaseOf(next) };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
