import { isAfter } from "#app/exam/attempt/attempt.ts";
import { isResponseKind, type OperationKind } from "#app/exam/attempt/operation-kinds.ts";
import type { OperationValue } from "#app/exam/attempt/protocol.ts";
import type { Fate, MirrorEntry } from "./database.ts";
import type { Settlement } from "./outbox.ts";

/** What a candidate has done with one question, and how safe it is. */
export type QuestionState = {
  response: readonly string[];
  flagged: boolean;
  struck: readonly string[];
  highlights: readonly (readonly [number, number])[];
  note: string;
  seen: boolean;
  /** How many of the question's values are not answered by the server yet. */
  waiting: number;
  /** The least safe of the question's values; "writing" is on its way to this computer's disk. */
  fate: Fate | "writing" | null;
  /** Server time at which the newest of them was saved; null while anything of it waits. */
  savedAtMs: number | null;
};

export const UNTOUCHED: QuestionState = {
  response: [],
  flagged: false,
  struck: [],
  highlights: [],
  note: "",
  seen: false,
  waiting: 0,
  fate: null,
  savedAtMs: null,
};

const LEAST_SAFE: readonly (Fate | "writing")[] = ["writing", "set-aside", "refused", "waiting", "unclaimed", "late", "part-closed", "saved"];

/** The number of an entry that is on the screen only. */
export const NOT_WRITTEN = 0;

export type AnswerBook = {
  /** Reads what the disk holds. What is not on it yet stays on the screen, and so does whatever changed during the reading. */
  load(read: () => Promise<readonly MirrorEntry[]>): Promise<void>;
  /** Shows a click that is on its way to the disk. */
  put(click: MirrorEntry): void;
  /** Puts an entry that is on the disk now in the place of the click it came from, unless something newer stands there. */
  putWritten(entry: MirrorEntry, click: string): void;
  /** Takes away a click that could not be written. */
  drop(click: string): void;
  settle(settlements: readonly Settlement[]): void;
  questions(): Record<number, QuestionState>;
  fateOf(position: number, kind: OperationKind): Fate | null;
};

/** The mirror in memory: what the screen shows between a click and the disk. */
export function createAnswerBook(): AnswerBook {
  const keyOf = (position: number, kind: OperationKind) => `${position}:${kind}`;
  /** What the disk holds, and the number of the change by which it was heard. */
  const held = new Map<string, { entry: MirrorEntry; change: number }>();
  /** What was clicked since, on its way to the disk. */
  const clicked = new Map<string, MirrorEntry>();
  let changes = 0;

  function hold(key: string, entry: MirrorEntry): void {
    held.set(key, { entry, change: (changes += 1) });
  }
  function forgetClick(key: string, click: string): void {
    if (clicked.get(key)?.opId === click) clicked.delete(key);
  }
  const shown = () => [...new Map([...[...held].map(([key, { entry }]) => [key, entry] as const), ...clicked]).values()];

  return {
    async load(read) {
      const begun = changes;
      const all = await read();
      for (const [key, { change }] of held) if (change <= begun) held.delete(key);
      for (const entry of all) {
        const key = keyOf(entry.position, entry.kind);
        if (!held.has(key)) hold(key, entry);
      }
    },
    put(click) {
      clicked.set(keyOf(click.position, click.kind), click);
    },
    putWritten(entry, click) {
      const key = keyOf(entry.position, entry.kind);
      forgetClick(key, click);
      const there = held.get(key);
      if (there === undefined || !isAfter(there.entry, entry)) hold(key, entry);
    },
    drop(click) {
      for (const key of clicked.keys()) forgetClick(key, click);
    },
    settle(settlements) {
      const byId = new Map(settlements.map((settlement) => [settlement.opId, settlement]));
      for (const [key, { entry }] of held) {
        const settled = entry.opId === null ? undefined : byId.get(entry.opId);
        if (settled !== undefined) hold(key, { ...entry, fate: settled.fate, savedAtMs: settled.savedAtMs });
      }
    },
    questions() {
      const byPosition = new Map<number, MirrorEntry[]>();
      for (const entry of shown()) byPosition.set(entry.position, [...(byPosition.get(entry.position) ?? []), entry]);
      return Object.fromEntries([...byPosition].map(([position, mine]) => [position, stateOf(mine)]));
    },
    fateOf: (position, kind) => (clicked.get(keyOf(position, kind)) ?? held.get(keyOf(position, kind))?.entry)?.fate ?? null,
  };
}

function stateOf(entries: readonly MirrorEntry[]): QuestionState {
  const value = (kind: OperationKind): OperationValue => entries.find((entry) => entry.kind === kind)?.value ?? null;
  const kept = entries.filter((entry) => isResponseKind(entry.kind));
  const fate = LEAST_SAFE.find((worse) => kept.some((entry) => (entry.seq === NOT_WRITTEN ? "writing" : entry.fate) === worse)) ?? null;
  const savedAtMs = fate === "saved" ? Math.max(...kept.map((entry) => entry.savedAtMs ?? 0)) : null;
  const note = value("note");
  return {
    response: textsIn(value("respond")),
    flagged: value("flag") === true,
    struck: textsIn(value("strike")),
    highlights: rangesIn(value("highlight")),
    note: typeof note === "string" ? note : "",
    seen: true,
    waiting: kept.filter((entry) => entry.fate === "waiting").length,
    fate,
    savedAtMs,
  };
}

function textsIn(value: OperationValue): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];
}

function rangesIn(value: OperationValue): [number, number][] {
  return Array.isArray(value) ? value.filter((range): range is [number, number] => Array.isArray(range)) : [];
}
