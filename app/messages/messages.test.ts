import fc from "fast-check";
import { expect, it, test } from "vitest";
import { readClock } from "./clock.ts";
import { readAcknowledgement, readOperations } from "./operations.ts";
import { readPackage } from "./package.ts";
import { readProctorMessage, readSignedIn, reasonOf } from "./short-replies.ts";
import { readCall, readHeartbeat, readRules, readTakeOver } from "./short-requests.ts";
import { readStart, readStarted } from "./start.ts";

const READERS = { readClock, readAcknowledgement, readOperations, readPackage, readProctorMessage, readSignedIn, reasonOf, readCall, readHeartbeat, readRules, readTakeOver, readStart, readStarted };

const clock = { serverTimeMs: 5_000, deadlineMs: null, state: "active", lease: 1 };
const opId = "0b2e5ab0-8f0e-4f6e-9c39-0f9f4a2c9d11";
const operation = { opId, seq: 1, position: 3, kind: "respond", value: ["A"], lastServerTimeMs: 1, elapsedMs: 2 };

it("takes a start with and without the display test, and leaves out what it does not know", () => {
  expect(readStart({ lease: 1 })).toStrictEqual({ lease: 1 });
  const display = { dark: "not-seen", bright: null };
  expect(readStart({ lease: 1, display, screen: 2 })).toStrictEqual({ lease: 1, display });
  expect(readStart({ lease: 1, display: { ...display, middle: "seen" } })).toStrictEqual({ lease: 1, display });
});

it.each([null, "seen", {}, { dark: "seen" }, { dark: "perhaps", bright: null }, { dark: true, bright: false }, { dark: ["seen"], bright: "seen" }])(
  "takes no start with %j for a display test",
  (display) => expect(readStart({ lease: 1, display })).toBeNull(),
);

test.each([[[]], [["A", "B"]], [true], [null], ["a note"], [[[0, 4]]]])("takes an operation with the value %j", (value) => {
  expect(readOperations({ lease: 1, operations: [{ ...operation, value }] })?.operations[0]?.value).toEqual(value);
});

test.each([
  { value: undefined },
  { value: 7 },
  { value: { A: true } },
  { value: [1, 2] },
  { value: [[0, 4, 9]] },
  { value: [[0.5, 4]] },
  { value: "x".repeat(2_001) },
  { value: Array.from({ length: 201 }, () => "A") },
  { opId: "1" },
  { seq: 0 },
  { seq: 1.5 },
  { seq: Number.POSITIVE_INFINITY },
  { kind: "constructor" },
  { kind: ["respond"] },
  { position: -1 },
  { elapsedMs: "2" },
])("takes no operation with %j", (change) => {
  expect(readOperations({ lease: 1, operations: [{ ...operation, ...change }] })).toBeNull();
});

test("takes a browser by the name that a page makes, and by none that cannot be stored as it is", () => {
  const taken = (browserId: string) => readTakeOver({ browserId, expectedLease: 1 }) !== null;
  expect([opId, "browser-one", "a".repeat(64)].map(taken)).toEqual([true, true, true]);
  const strange = ["browser\u0000one", "browser-\ud800", "browser-\udc00x", "browser\u202eone", "browser one", "browser-one\n", "browsér-one", "seven-7", "a".repeat(65)];
  expect(strange.map(taken)).toEqual(strange.map(() => false));
});

test("takes 1 to 200 operations in a request", () => {
  const many = (length: number) => readOperations({ lease: 1, operations: Array.from({ length }, () => operation) });
  expect([many(0), many(201)]).toEqual([null, null]);
  expect(many(200)?.operations).toHaveLength(200);
});

test("reads what older servers tell, who knew of no parts and no visits", () => {
  expect(readClock(clock)).toEqual(clock);
  const acknowledgement = { ...clock, acknowledged: [opId], refused: [], waitingFor: [], chainHead: "ab", receipt: null };
  expect(readAcknowledgement(acknowledgement)).toEqual(acknowledgement);
  expect(readStarted({ ...clock, contentKey: "k", order: [2, 1], responses: [], position: 2 })).toMatchObject({ seen: [], submittedAtMs: null, receipt: null });
  const kept = { protocol: 1, attemptId: "a", index: 0, hash: "h", ciphertext: "c", frames: [] };
  expect(readPackage(kept)?.part).toBe(1);
  expect(readPackage({ ...kept, protocol: 2 })).toBeNull();
  expect(readPackage({ ...kept, protocol: 3, part: 1 })).toBeNull();
});

test.each([{ serverTimeMs: Number.POSITIVE_INFINITY }, { deadlineMs: Number.NEGATIVE_INFINITY }, { part: 1.5 }, { lease: 0.5 }, { seatReleasedUntilMs: Number.POSITIVE_INFINITY }, { state: "toString" }])("a clock with %o is none", (change) => {
  expect(readClock({ ...clock, ...change })).toBeNull();
});

test("reads an answer of a kind that this page does not know, so that a newer server can tell the others", () => {
  const response = { position: 1, kind: "draw", value: { path: [1, 2] }, lease: 1, seq: 4, savedAtMs: 5 };
  expect(readStarted({ ...clock, contentKey: "k", order: [1], responses: [response], position: 1 })?.responses).toEqual([response]);
});

test.each(["acknowledged", "refused", "waitingFor", "state", "lease", "serverTimeMs", "receipt"])("an acknowledgement without %s is none", (member) => {
  const whole: Record<string, unknown> = { ...clock, acknowledged: [], refused: [], waitingFor: [], chainHead: "ab", receipt: null };
  expect(readAcknowledgement(whole)).not.toBeNull();
  delete whole[member];
  expect(readAcknowledgement(whole)).toBeNull();
});

test("whatever comes is read or refused, and never a fault; a member named __proto__ says nothing", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      for (const read of Object.values(READERS)) read(body);
    }),
  );
  for (const read of Object.values(READERS)) {
    for (const body of [undefined, null, [], "", 0, JSON.parse('{"__proto__": {"reason": "x", "text": "x"}}')]) expect(read(body)).toBeNull();
  }
});
