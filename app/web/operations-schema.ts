import { OPERATION_KINDS } from "#app/exam/attempt/operation-kinds.ts";
import { CALL_KINDS, FORMER_CALL_KIND, IDENTIFIER, MAX_OPERATIONS, MAX_TEXT_LENGTH, SQUARE_ANSWERS } from "#app/exam/attempt/protocol.ts";
import { z } from "zod";

/** The shapes of docs/protocol.md at the door. Unknown members are left out and change nothing. */
const value = z.union([
  z.null(),
  z.boolean(),
  z.string().max(MAX_TEXT_LENGTH),
  z.array(z.string().max(200)).max(200),
  z.array(z.tuple([z.number().int(), z.number().int()])).max(200),
]);

const identifier = z.string().regex(IDENTIFIER);

const operation = z.object({
  opId: identifier,
  seq: z.number().int().min(1).max(1_000_000),
  position: z.number().int().min(0).max(10_000),
  kind: z.enum(OPERATION_KINDS),
  value,
  lastServerTimeMs: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  elapsedMs: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
});

const lease = z.number().int().min(0).max(1_000_000);

export const operationsBody = z.object({ lease, operations: z.array(operation).min(1).max(MAX_OPERATIONS) });
const squareAnswer = z.enum(SQUARE_ANSWERS).nullable();
export const startBody = z.object({ lease, part: z.number().int().min(1).max(100).optional(), display: z.object({ dark: squareAnswer, bright: squareAnswer }).optional() });
export const rulesBody = z.object({ version: z.string().max(40) });
export const takeOverBody = z.object({ browserId: z.string().min(8).max(64), expectedLease: lease });
export const callBody = z.object({ kind: z.enum([...CALL_KINDS, FORMER_CALL_KIND]), actId: identifier.optional() });
export const heartbeatBody = z.object({
  lease,
  waiting: z.number().int().min(0).max(100_000),
  oldestWaitingMs: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  position: z.number().int().min(0).max(10_000),
  visible: z.boolean(),
  fullScreen: z.boolean(),
  rttMs: z.number().int().min(0).max(10_000_000).nullable(),
});
