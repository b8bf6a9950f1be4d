import { isAttemptState } from "#app/exam/attempt/states.ts";
import type { Acknowledgement, Clock, EncryptedPackage, Receipt, Started } from "#app/exam/attempt/protocol.ts";

/** Whether what came over the wire is what the protocol says. Unknown members change nothing. */
type Unknown = Record<string, unknown>;

const isRecord = (value: unknown): value is Unknown => typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === "string");
const isNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every((one) => Number.isInteger(one));

export function isClock(body: unknown): body is Unknown & Clock {
  if (!isRecord(body)) return false;
  const { serverTimeMs, deadlineMs, state, lease } = body;
  return (
    Number.isFinite(serverTimeMs) &&
    (deadlineMs === null || Number.isFinite(deadlineMs)) &&
    isAttemptState(state) &&
    Number.isInteger(lease)
  );
}

export function isReceipt(value: unknown): value is Receipt {
  return isRecord(value) && typeof value.chainHead === "string" && Number.isFinite(value.closedAtMs);
}

export function isAcknowledgement(body: unknown): body is Unknown & Acknowledgement {
  return (
    isClock(body) &&
    isTexts(body.acknowledged) &&
    Array.isArray(body.refused) &&
    body.refused.every((one) => isRecord(one) && typeof one.opId === "string") &&
    isNumbers(body.waitingFor)
  );
}

export function isStarted(body: unknown): body is Unknown & Started {
  return isClock(body) && typeof body.contentKey === "string" && isNumbers(body.order) && Array.isArray(body.responses);
}

export function isEncryptedPackage(body: unknown, attemptId: string): body is Unknown & EncryptedPackage {
  return (
    isRecord(body) &&
    (body.protocol === 1 || body.protocol === 2) &&
    body.attemptId === attemptId &&
    // A package that an older page has kept names no part: it is of protocol 1, which needs none.
    (Number.isInteger(body.part) || body.protocol === 1) &&
    typeof body.hash === "string" &&
    typeof body.ciphertext === "string" &&
    Array.isArray(body.frames) &&
    body.frames.every((one) => isRecord(one) && typeof one.hash === "string" && Number.isInteger(one.index) && Number.isInteger(one.bytes))
  );
}

/** Which frames each question with images needs; null where the server does not say, or says what cannot be. */
export function questionFramesOf({ questionFrames, frames }: EncryptedPackage): number[][] | null {
  const indexes = new Set(frames.map(({ index }) => index));
  const good = Array.isArray(questionFrames) && questionFrames.every((one) => isNumbers(one) && one.length > 0 && one.every((index) => indexes.has(index)));
  return good ? questionFrames : null;
}

/** The texts of a member that may be missing. */
export function textsOf(body: Unknown, member: string): string[] {
  const value = body[member];
  return isTexts(value) ? value : [];
}

/** The whole numbers of a member that may be missing: an older server does not know it. */
export function numbersOf(body: Unknown, member: string): number[] {
  const value = body[member];
  return isNumbers(value) ? value : [];
}

export function reasonOf(body: Unknown): string | null {
  return typeof body.reason === "string" ? body.reason : null;
}
