import { CALL_KINDS, FORMER_CALL_KIND, IDENTIFIER, type Heartbeat } from "#app/exam/attempt/protocol.ts";
import * as v from "valibot";
import { lease, moment, reads, whole } from "./message.ts";

/** `POST /rules`; like the others here answered by a clock. */
export const readRules = reads(v.object({ version: v.pipe(v.string(), v.maxLength(40)) }));

/** `POST /take-over`. What a browser calls itself is stored as it is, so nothing may be in it that a database changes or refuses. */
export const readTakeOver = reads(v.object({ browserId: v.pipe(v.string(), v.regex(/^[\w.-]{8,64}$/)), expectedLease: lease }));

/** `POST /call`. */
export const readCall = reads(v.object({ kind: v.picklist([...CALL_KINDS, FORMER_CALL_KIND]), actId: v.optional(v.pipe(v.string(), v.regex(IDENTIFIER))) }));

/** `POST /heartbeat`. */
export const readHeartbeat = reads(
  v.object({
    lease,
    waiting: whole(0, 100_000),
    oldestWaitingMs: moment,
    position: whole(0, 10_000),
    visible: v.boolean(),
    fullScreen: v.boolean(),
    rttMs: v.nullable(whole(0, 10_000_000)),
  }) satisfies v.GenericSchema<unknown, Heartbeat>,
);
