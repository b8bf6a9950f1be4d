import { SQUARE_ANSWERS, type OperationValue, type Started, type StartRequest } from "#app/exam/attempt/protocol.ts";
import type { ResponseKind } from "#app/exam/attempt/operation-kinds.ts";
import * as v from "valibot";
import { clock, receipt } from "./clock.ts";
import { finite, integer, lease, reads, whole } from "./message.ts";

const squareAnswer = v.nullable(v.picklist(SQUARE_ANSWERS));

/** `POST /start`. */
export const readStart = reads(
  v.object({
    lease,
    part: v.optional(whole(1, 100)),
    display: v.optional(v.object({ dark: squareAnswer, bright: squareAnswer })),
  }) satisfies v.GenericSchema<unknown, StartRequest>,
);

const storedResponse = v.object({
  position: integer,
  // A kind that this page does not know is kept, and shown by nothing.
  kind: v.custom<ResponseKind>((kind) => typeof kind === "string"),
  value: v.custom<OperationValue>((value) => value !== undefined),
  answered: v.optional(v.boolean()),
  lease: integer,
  seq: integer,
  savedAtMs: finite,
});

const positions = v.array(integer);

/** Its reply. `seen` and `submittedAtMs` are missing where an older server tells it. */
export const readStarted = reads(
  v.object({
    ...clock.entries,
    contentKey: v.string(),
    order: positions,
    responses: v.array(storedResponse),
    position: integer,
    seen: v.optional(positions, []),
    submittedAtMs: v.optional(v.nullable(finite), null),
    receipt: v.optional(v.nullable(receipt), null),
  }) satisfies v.GenericSchema<unknown, Started>,
);
