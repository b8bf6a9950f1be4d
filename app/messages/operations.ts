import { OPERATION_KINDS } from "#app/exam/attempt/operation-kinds.ts";
import { IDENTIFIER, MAX_OPERATIONS, MAX_TEXT_LENGTH, type Acknowledgement, type OperationsRequest } from "#app/exam/attempt/protocol.ts";
import * as v from "valibot";
import { clock, receipt } from "./clock.ts";
import { integer, lease, moment, reads, whole } from "./message.ts";

const value = v.union([
  v.null(),
  v.boolean(),
  v.pipe(v.string(), v.maxLength(MAX_TEXT_LENGTH)),
  v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(200)),
  v.pipe(v.array(v.strictTuple([integer, integer])), v.maxLength(200)),
]);

const operation = v.object({
  opId: v.pipe(v.string(), v.regex(IDENTIFIER)),
  seq: whole(1, 1_000_000),
  position: whole(0, 10_000),
  kind: v.picklist(OPERATION_KINDS),
  value,
  lastServerTimeMs: moment,
  elapsedMs: moment,
});

/** `POST /operations`. */
export const readOperations = reads(
  v.object({ lease, operations: v.pipe(v.array(operation), v.minLength(1), v.maxLength(MAX_OPERATIONS)) }) satisfies v.GenericSchema<unknown, OperationsRequest>,
);

const identifiers = v.array(v.string());

/** Its reply, whatever became of the operations: 200, 409 `seat-taken`, 410 `closed`. */
export const readAcknowledgement = reads(
  v.object({
    ...clock.entries,
    acknowledged: identifiers,
    refused: v.array(v.object({ opId: v.string(), reason: v.string() })),
    partClosed: v.optional(identifiers),
    unclaimed: v.optional(identifiers),
    stored: v.optional(identifiers),
    late: v.optional(v.literal(true)),
    reason: v.optional(v.string()),
    waitingFor: v.array(v.number()),
    chainHead: v.string(),
    receipt: v.nullable(receipt),
  }) satisfies v.GenericSchema<unknown, Acknowledgement>,
);
