import type { Clock, Receipt } from "#app/exam/attempt/protocol.ts";
import { isAttemptState, type AttemptState } from "#app/exam/attempt/states.ts";
import * as v from "valibot";
import { finite, integer, reads } from "./message.ts";

/** What every reply and the feed tell of the time and the seat. */
export const clock = v.object({
  serverTimeMs: finite,
  deadlineMs: v.nullable(finite),
  state: v.custom<AttemptState>(isAttemptState),
  lease: integer,
  seatReleasedUntilMs: v.optional(v.nullable(finite)),
  part: v.optional(integer),
  partRuns: v.optional(v.boolean()),
  startsWait: v.optional(v.string()),
}) satisfies v.GenericSchema<unknown, Clock>;

export const receipt = v.object({
  chainHead: v.string(),
  eventCount: finite,
  closedAtMs: finite,
  answered: finite,
  resultsExpectedOn: v.nullable(v.string()),
}) satisfies v.GenericSchema<unknown, Receipt>;

export const readClock = reads(clock);
