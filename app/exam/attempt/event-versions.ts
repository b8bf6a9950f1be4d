import { BrokenLogError } from "./broken-log.ts";
import { EVENTS, type EventKind, type EventPayloads, type NewEvent } from "./events.ts";

type Stored = Record<string, unknown>;

/** For each kind: how a payload of version n becomes one of version n + 1, from 1 on. */
const CONVERSIONS: { [K in EventKind]?: readonly ((old: Stored) => Stored)[] } = {
  // A form had one part then, and what it shows was built afresh at each request.
  prepared: [(old) => ({ ...old, parts: [{ packageHash: null, questions: old.questions, limitMs: null, oneWay: false }] })],
  // There was one kind of item then: a response was a list of options, and an empty list a cleared answer.
  operation: [(old) => (old.operation === "respond" ? { ...old, answered: Array.isArray(old.value) && old.value.length > 0 } : old)],
  // A break had no end then. It gets that of practice, counted from its begin.
  "part-left": [(old) => ({ ...old, longestBreakMs: 86_400_000 })],
  // Minutes became milliseconds, as everywhere else.
  extended: [({ minutes, ...rest }) => ({ ...rest, extensionMs: Number(minutes) * 60_000 })],
};

/** A payload as it is stored: with its version `v` where that is above 1. */
export function storedPayload({ kind, payload }: NewEvent): Stored {
  const { version } = EVENTS[kind];
  return version === 1 ? { ...payload } : { ...payload, v: version };
}

/**
 * A stored payload as this program knows it: older versions are converted step by step, `v` is taken off. Throws
 * `BrokenLogError` for a kind or a version that a later program has written.
 */
export function readPayload<K extends EventKind>(kind: K, stored: Stored): EventPayloads[K] {
  const { v = 1, ...payload } = stored;
  if (!Object.hasOwn(EVENTS, kind)) throw new BrokenLogError(`there is no event "${kind}" that this program knows`);
  const { version } = EVENTS[kind];
  if (typeof v !== "number" || !Number.isInteger(v) || v < 1 || v > version) {
    throw new BrokenLogError(`an event "${kind}" is of version ${String(v)}; this program knows versions up to ${version}`);
  }
  const steps = (CONVERSIONS[kind] ?? []).slice(v - 1);
  return steps.reduce<Stored>((old, step) => step(old), payload) as EventPayloads[K];
}
