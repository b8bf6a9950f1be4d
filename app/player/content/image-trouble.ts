import { textOfTrouble, type ImageTrouble } from "#app/exam/attempt/image-trouble.ts";

/** What the viewer tells of itself; only three kinds of it are trouble. */
export type ImageEvent = { kind: string; panel?: number; frame?: number; waitedMs?: number; due?: number; shown?: number };

/** One operation `image-trouble` before it has a number. */
export type Remark = { position: number; value: string[] };

export type TroubleCollector = {
  add(position: number, event: ImageEvent, nowMs: number): void;
  /** What is to be written now, or null: nothing while the candidate is at work. */
  take(nowMs: number, idle: boolean): Remark | null;
  /** Everything that is still gathered, one remark for each question, whether its time has come or not: there is no later. */
  takeAll(): Remark[];
};

/** What follows the first trouble of a question this closely is told with it. */
export const GATHER_MS = 3_000;
/** One question tells at most one operation in this time. */
export const EVERY_MS = 60_000;

type Gathered = { dueMs: number; troubles: Map<string, Trouble> };
type Trouble =
  | { kind: "wait" | "missing"; panel: number; waits: Map<number, number> }
  | { kind: "dropped"; panel: number; due: number; shown: number };

/** Joins what happens to the images of each question, and gives it away seldom and only in a quiet moment. */
export function createTroubleCollector(): TroubleCollector {
  const gathered = new Map<number, Gathered>();
  const takenAtMs = new Map<number, number>();
  const remarkOf = (position: number, { troubles }: Gathered): Remark => ({ position, value: [...troubles.values()].map((trouble) => textOfTrouble(troubleToTell(trouble))) });

  return {
    add(position, event, nowMs) {
      const trouble = troubleOf(event);
      if (trouble === null || position < 1) return;
      const earliest = (takenAtMs.get(position) ?? Number.NEGATIVE_INFINITY) + EVERY_MS;
      const mine = gathered.get(position) ?? { dueMs: Math.max(nowMs + GATHER_MS, earliest), troubles: new Map<string, Trouble>() };
      const key = `${trouble.kind} ${trouble.panel}`;
      mine.troubles.set(key, joined(mine.troubles.get(key), trouble));
      gathered.set(position, mine);
    },
    take(nowMs, idle) {
      if (!idle) return null;
      const found = [...gathered].find(([, { dueMs }]) => dueMs <= nowMs);
      if (found === undefined) return null;
      const [position, mine] = found;
      gathered.delete(position);
      takenAtMs.set(position, nowMs);
      return remarkOf(position, mine);
    },
    takeAll() {
      const all = [...gathered].map(([position, mine]) => remarkOf(position, mine));
      gathered.clear();
      return all;
    },
  };
}

function troubleOf({ kind, panel = 0, frame = 0, waitedMs = 0, due = 0, shown = 0 }: ImageEvent): Trouble | null {
  if (kind === "frame-wait") return { kind: "wait", panel, waits: new Map([[frame, waitedMs]]) };
  if (kind === "frame-missing") return { kind: "missing", panel, waits: new Map([[frame, 0]]) };
  if (kind === "frames-dropped") return { kind: "dropped", panel, due, shown };
  return null;
}

/** The same frame told twice is one frame, with the longer wait; pictures of a cine are added up. */
function joined(before: Trouble | undefined, next: Trouble): Trouble {
  if (before === undefined) return next;
  if (before.kind === "dropped" && next.kind === "dropped") return { ...next, due: before.due + next.due, shown: before.shown + next.shown };
  if (before.kind === "dropped" || next.kind === "dropped") return next;
  const waits = new Map(before.waits);
  for (const [frame, ms] of next.waits) waits.set(frame, Math.max(ms, waits.get(frame) ?? 0));
  return { ...next, waits };
}

function troubleToTell(trouble: Trouble): ImageTrouble {
  if (trouble.kind === "dropped") return trouble;
  const { kind, panel, waits } = trouble;
  const [frame = 0, ms = 0] = [...waits].reduce((longest, wait) => (wait[1] > longest[1] ? wait : longest));
  return kind === "wait" ? { kind, panel, frame, ms, frames: waits.size } : { kind, panel, frame, frames: waits.size };
}
