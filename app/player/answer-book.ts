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
  /** The least safe of the question's values. */
  fate: Fate | null;
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

const LEAST_SAFE: readonly Fate[] = ["set-aside", "refused", "waiting", "unclaimed", "late", "saved"];

/** The number of an entry that is on the screen only. */
export const NOT_WRITTEN = 0;

export type AnswerBook = {
  /** Takes over what the disk holds; what is not on it yet stays on the screen. */
  load(entries: readonly MirrorEntry[]): void;
  put(entry: MirrorEntry): void;
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
  const entries = new Map<string, MirrorEntry>();
  const keyOf = (position: number, kind: OperationKind) => `${position}:${kind}`;

  return {
    load(all) {
      const unwritten = [...entries.values()].filter(({ seq }) => seq === NOT_WRITTEN);
      entries.clear();
      for (const entry of [...all, ...unwritten]) entries.set(keyOf(entry.position, entry.kind), entry);
    },
    put(entry) {
      entries.set(keyOf(entry.position, entry.kind), entry);
    },
    putWritten(entry, click) {
      const there = entries.get(keyOf(entry.position, entry.kind));
      const newer = there !== undefined && there.opId !== click && (there.seq === NOT_WRITTEN || isAfter(there, entry));
      if (!newer) entries.set(keyOf(entry.position, entry.kind), entry);
    },
    drop(click) {
      for (const [key, entry] of entries) if (entry.opId === click) entries.delete(key);
    },
    settle(settlements) {
      const byId = new Map(settlements.map((one) => [one.opId, one]));
      for (const [key, entry] of entries) {
        const settled = entry.opId === null ? undefined : byId.get(entry.opId);
        if (settled !== undefined) entries.set(key, { ...entry, fate: settled.fate, savedAtMs: settled.savedAtMs });
      }
    },
    questions() {
      const byPosition = new Map<number, MirrorEntry[]>();
      for (const entry of entries.values()) byPosition.set(entry.position, [...(byPosition.get(entry.position) ?? []), entry]);
      return Object.fromEntries([...byPosition].map(([position, mine]) => [position, stateOf(mine)]));
    },
    fateOf: (position, kind) => entries.get(keyOf(position, kind))?.fate ?? null,
  };
}

function stateOf(entries: readonly MirrorEntry[]): QuestionState {
  const value = (kind: OperationKind): OperationValue => entries.find((entry) => entry.kind === kind)?.value ?? null;
  const kept = entries.filter((entry) => isResponseKind(entry.kind));
  const fate = LEAST_SAFE.find((one) => kept.some((entry) => entry.fate === one)) ?? null;
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
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

function rangesIn(value: OperationValue): [number, number][] {
  return Array.isArray(value) ? value.filter((one): one is [number, number] => Array.isArray(one)) : [];
}
