import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { openDatabase } from "./database.ts";
import { openOutbox, type Draft, type Outbox } from "./outbox.ts";

const draft = (position: number, value: Draft["value"], kind: Draft["kind"] = "respond"): Draft => ({
  position,
  kind,
  value,
  lastServerTimeMs: 0,
  elapsedMs: 0,
});

async function open(factory = new IDBFactory()): Promise<Outbox> {
  const database = await openDatabase(factory, "attempt");
  return openOutbox({ database, newId: () => crypto.randomUUID(), dateNow: () => 0 });
}

test("numbers operations from 1 in each lease without gaps, also from two tabs at once", async () => {
  const factory = new IDBFactory();
  const tabs = await Promise.all([open(factory), open(factory)]);
  await Promise.all(Array.from({ length: 40 }, (_, index) => tabs[index % 2]?.add(1, draft(index, ["A"]))));
  await tabs[0]?.add(2, draft(1, ["B"]));
  const queue = await tabs[1]?.queue();
  expect(queue?.filter((one) => one.lease === 1).map((one) => one.seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  expect(queue?.filter((one) => one.lease === 2).map((one) => one.seq)).toEqual([1]);
});

test("shows after a reload what was written before it, and still wants to send it", async () => {
  const factory = new IDBFactory();
  const before = await open(factory);
  await before.add(1, draft(4, ["B"]));
  await before.add(1, draft(4, true, "flag"));
  const after = await open(factory);
  expect((await after.mirror()).map(({ kind, value, fate }) => [kind, value, fate])).toEqual([
    ["flag", true, "waiting"],
    ["respond", ["B"], "waiting"],
  ]);
  expect(await after.next(200)).toHaveLength(2);
});

test("gives one lease at a time, the older first, and leaves out what must wait", async () => {
  const outbox = await open();
  await outbox.add(2, draft(1, ["A"]));
  await outbox.add(1, draft(1, ["B"]));
  await outbox.add(1, draft(2, null, "visit"));
  expect((await outbox.next(200)).map((one) => [one.lease, one.seq])).toEqual([[1, 1], [1, 2]]);
  expect((await outbox.next(200, ["visit"])).map((one) => [one.lease, one.seq])).toEqual([[1, 1]]);
});

test("calls a value saved only when that very revision was answered", async () => {
  const outbox = await open();
  const first = await outbox.add(1, draft(1, ["A"]));
  const second = await outbox.add(1, draft(1, ["B"]));
  await outbox.settle([{ opId: first.opId, fate: "saved", savedAtMs: 1_000 }]);
  expect(await outbox.mirror()).toMatchObject([{ value: ["B"], fate: "waiting", savedAtMs: null }]);
  await outbox.settle([{ opId: second.opId, fate: "saved", savedAtMs: 2_000 }]);
  expect(await outbox.mirror()).toMatchObject([{ value: ["B"], fate: "saved", savedAtMs: 2_000 }]);
  expect(await outbox.queue()).toEqual([]);
});

test("keeps the row of numbers whole when an operation is set aside", async () => {
  const outbox = await open();
  const bad = await outbox.add(1, draft(3, ["A"]));
  await outbox.setAside(bad.opId);
  const queue = await outbox.queue();
  expect(queue).toMatchObject([{ lease: 1, seq: 1, kind: "visit", position: 3 }]);
  expect(queue[0]?.opId).not.toBe(bad.opId);
  expect(await outbox.aside()).toEqual([bad]);
  expect(await outbox.mirror()).toMatchObject([{ fate: "set-aside", savedAtMs: null }]);
});

test("fills numbers that exist nowhere, and never one that still waits or was never given", async () => {
  const outbox = await open();
  const first = await outbox.add(1, draft(1, ["A"]));
  await outbox.add(1, draft(2, ["A"]));
  await outbox.settle([{ opId: first.opId, fate: "saved", savedAtMs: 1 }]);
  expect(await outbox.fillGaps(1, [1, 2, 3], 1)).toBe(1);
  expect((await outbox.queue()).map(({ seq, kind }) => [seq, kind])).toEqual([[1, "visit"], [2, "respond"]]);
});

test("keeps a remark of the page out of the mirror and of what was set aside", async () => {
  const outbox = await open();
  const remark = await outbox.add(1, draft(3, ["missing panel 0 frame 0 frames 1"], "image-trouble"));
  expect(await outbox.mirror()).toEqual([]);
  await outbox.setAside(remark.opId);
  expect([(await outbox.aside()).length, (await outbox.queue()).map(({ seq, kind }) => [seq, kind])]).toEqual([0, [[1, "visit"]]]);
});

test("fills before a hand-in with a question that was visited, never with one that was not", async () => {
  const outbox = await open();
  const visit = await outbox.add(1, draft(7, null, "visit"));
  await outbox.add(1, draft(0, null, "submit"));
  await outbox.settle([{ opId: visit.opId, fate: "saved", savedAtMs: 1 }]);
  expect(await outbox.fillGaps(1, [1], 0)).toBe(1);
  expect((await outbox.queue()).map(({ seq, kind, position }) => [seq, kind, position])).toEqual([[1, "visit", 7], [2, "submit", 0]]);
});

test("takes over what was seen elsewhere, and leaves a visit that waits here as it is", async () => {
  const outbox = await open();
  await outbox.add(1, draft(2, null, "visit"));
  await outbox.mergeStored([], [2, 3]);
  expect((await outbox.mirror()).map(({ position, kind, fate }) => [position, kind, fate])).toEqual([[2, "visit", "waiting"], [3, "visit", "saved"]]);
});

test("takes over what another browser answered later, and keeps what waits here", async () => {
  const outbox = await open();
  const old = await outbox.add(1, draft(1, ["A"]));
  await outbox.settle([{ opId: old.opId, fate: "unclaimed", savedAtMs: null }]);
  await outbox.add(3, draft(2, ["C"]));
  const stored = { kind: "respond" as const, savedAtMs: 50 };
  await outbox.mergeStored([
    { ...stored, position: 1, value: ["D"], lease: 1, seq: 0 },
    { ...stored, position: 2, value: ["E"], lease: 2, seq: 90 },
  ]);
  expect((await outbox.mirror()).map(({ position, value, fate }) => [position, value, fate])).toEqual([
    [1, ["D"], "saved"],
    [2, ["C"], "waiting"],
  ]);
});

test("forgets every answer after the close", async () => {
  const outbox = await open();
  const one = await outbox.add(1, draft(1, ["A"]));
  await outbox.settle([{ opId: one.opId, fate: "saved", savedAtMs: 1 }]);
  await outbox.forgetContent();
  expect(await outbox.mirror()).toEqual([]);
});

test("keeps after the close what the server could not read, and that it could not", async () => {
  const outbox = await open();
  const read = await outbox.add(1, draft(1, ["A"]));
  const unread = await outbox.add(1, draft(2, ["B"]));
  await outbox.settle([{ opId: read.opId, fate: "saved", savedAtMs: 1 }]);
  await outbox.setAside(unread.opId);
  await outbox.forgetContent();
  expect(await outbox.aside()).toEqual([unread]);
  expect((await outbox.mirror()).map(({ position, value, fate }) => [position, value, fate])).toEqual([[2, ["B"], "set-aside"]]);
});

test("numbers anew what stands under a lease the server never gave, in the order in which it was made", async () => {
  const outbox = await open();
  const first = await outbox.add(1, draft(1, ["A"]));
  const saved = await outbox.add(3, draft(2, ["B"]));
  await outbox.add(3, draft(0, null, "submit"));
  await outbox.settle([first, saved].map(({ opId }) => ({ opId, fate: "saved", savedAtMs: 1 })));
  await outbox.add(4, draft(3, ["C"]));
  expect(await outbox.adopt(2)).toBe(true);
  expect((await outbox.queue()).map(({ lease, seq, kind, value }) => [lease, seq, kind, value])).toEqual([
    [2, 1, "respond", ["B"]],
    [2, 2, "submit", null],
    [2, 3, "respond", ["C"]],
  ]);
  expect((await outbox.mirror()).map(({ position, lease, seq, fate, savedAtMs }) => [position, lease, seq, fate, savedAtMs])).toEqual([
    [0, 2, 2, "waiting", null],
    [1, 1, 1, "saved", 1],
    [2, 2, 1, "waiting", null],
    [3, 2, 3, "waiting", null],
  ]);
  expect((await outbox.add(2, draft(1, ["D"]))).seq).toBe(4);
  expect(await outbox.adopt(5)).toBe(false);
});
