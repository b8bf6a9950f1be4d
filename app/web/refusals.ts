import sentences from "#app/exam/text/refusals.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";

const STATUS: Record<string, number> = {
  "unknown-protocol": 400,
  "sign-in-ended": 401,
  "not-your-attempt": 403,
  "not-your-sitting": 403,
  "foreign-origin": 403,
  "seat-taken": 409,
  "seat-not-released": 409,
  "lease-moved": 409,
  "unknown-lease": 409,
  "email-known": 409,
  "name-known": 409,
  "release-while-open": 409,
  "release-while-unscored": 409,
  closed: 410,
  "method-not-allowed": 405,
  "too-large": 413,
  "not-a-form": 415,
  "malformed-address": 400,
  "slow-down": 429,
  busy: 503,
  "storage-away": 503,
  starting: 503,
  "not-checked": 503,
  "disk-full": 503,
  "data-folder-gone": 503,
  "database-not-readable": 503,
  "database-not-writable": 503,
  "clock-in-doubt": 503,
  "clock-differs": 503,
};

/** The HTTP status of a refusal; a reason without one of its own is 422: understood, and not possible. */
export function statusOf(reason: string): number {
  if (STATUS[reason] !== undefined) return STATUS[reason];
  return reason.startsWith("unknown-") ? 404 : 422;
}

/** Status and headers of a refused sign-in: whoever is slowed down is told for how long. */
export function answerOf({ reason, retryAfterSeconds }: { reason: string; retryAfterSeconds?: number }) {
  return { status: statusOf(reason), headers: retryAfterSeconds === undefined ? new Headers() : new Headers({ "Retry-After": String(retryAfterSeconds) }) };
}

/** A refusal of a sign-in as its screen shows it: the sentence, and how long to wait where guessing was slowed down. */
export function problemOf({ reason, retryAfterSeconds }: { reason: string; retryAfterSeconds?: number }) {
  return { sentence: sentenceOf(reason), ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

/** What a person is told; a reason without a sentence is told as itself, so that a missing one is seen. */
export function sentenceOf(reason: string, values: Readonly<Record<string, string>> = {}): string {
  return wordsOf(sentences as Record<string, string>)(reason, values);
}
