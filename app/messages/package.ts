import type { EncryptedPackage } from "#app/exam/attempt/protocol.ts";
import * as v from "valibot";
import { integer, reads } from "./message.ts";

const common = {
  attemptId: v.string(),
  index: v.literal(0),
  hash: v.string(),
  ciphertext: v.string(),
  frames: v.array(v.object({ index: integer, hash: v.string(), bytes: v.number() })),
  // It only counts questions on the screen: a package is not refused for it.
  questionFrames: v.fallback(v.optional(v.array(v.array(integer))), undefined),
};

/** The reply to `GET /package`. One that an older page has kept names no part: it is of protocol 1, which needs none. */
export const readPackage = reads(
  v.variant("protocol", [
    v.object({ protocol: v.literal(1), part: v.optional(integer, 1), ...common }),
    v.object({ protocol: v.literal(2), part: integer, ...common }),
  ]) satisfies v.GenericSchema<unknown, EncryptedPackage>,
);
