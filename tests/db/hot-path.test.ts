import { randomUUID } from "node:crypto";
import type { Operation } from "#app/exam/attempt/protocol.ts";
import { foldAttempt } from "#app/exam/attempt/attempt.ts";
import rules from "#app/exam/text/rules.en.json" with { type: "json" };
import type { SubmittedAct } from "#app/usecases/attempt/act.ts";
import { loadAttempt, loadEvents, loadResponses } from "#db/attempts.ts";
import { expect, it } from "vitest";
import { contextOf } from "./support/context.ts";
import { onEachDatabase } from "./support/databases.ts";
import { NOW, storeAttempt, storeSample } from "./support/sample.ts";

const operation = (seq: number, change: Partial<Operation>): Operation => ({
  opId: randomUUID(),
  seq,
  position: 1,
  kind: "visit",
  value: null,
  lastServerTimeMs: 0,
  elapsedMs: 0,
  ...change,
});

onEachDatabase("the write path", (database) => {
  const record = (attemptId: string, act: SubmittedAct["act"]) =>
    contextOf(database().db, { now: () => NOW + 1_000 }).record({ attemptId, by: "server", arrivedAtMs: NOW + 1_000, act });

  it("tells at the start which questions were seen", async () => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db));
    await record(id, { kind: "operations", request: { lease: 1, operations: [operation(1, { position: 3 }), operation(2, { position: 1 })] } });
    expect(await record(id, { kind: "start", request: { lease: 1 } })).toMatchObject({ kind: "started", started: { seen: [1, 3], position: 1 } });
  });

  it.each([
    ["with the display test", { dark: "seen", bright: "not-seen" } as const],
    ["with a display test nobody answered", { dark: null, bright: null }],
    ["of a page that knows no display test", undefined],
  ])("keeps a start %s in the log, once and for good", async (_which, display) => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db), NOW, "seat-taken");
    await record(id, { kind: "rules", version: rules.version });
    expect(await record(id, { kind: "start", request: { lease: 1, display } })).toMatchObject({ kind: "started", started: { state: "active" } });
    const log = await loadEvents(db.read, id);
    const payload = { lease: 1, version: "1", build: "b", ...(display === undefined ? {} : { display }) };
    expect(log.at(-1)).toMatchObject({ kind: "started", serverTimeMs: NOW + 1_000 });
    expect(log.at(-1)?.payload).toStrictEqual(payload);
    expect(foldAttempt(id, log).attempt).toEqual((await loadAttempt(db.read, id))?.attempt);

    const again = { lease: 1, display: { dark: "not-seen", bright: "not-seen" } } as const;
    expect(await record(id, { kind: "start", request: again })).toMatchObject({ kind: "started", started: { state: "active" } });
    expect(await loadEvents(db.read, id)).toEqual(log);
  });

  it("keeps image trouble in the log, and nowhere else", async () => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db));
    const value = ["wait panel 0 frame 3 ms 12000 frames 1", "dropped panel 0 due 240 shown 225"];
    const remark = operation(1, { position: 2, kind: "image-trouble", value });
    const result = await record(id, { kind: "operations", request: { lease: 1, operations: [remark] } });
    expect(result).toMatchObject({ ok: true, outcome: { acknowledged: [remark.opId] } });
    expect((await loadEvents(db.read, id)).at(-1)).toMatchObject({ kind: "operation", payload: { operation: "image-trouble", position: 2, value } });
    expect((await loadResponses(db.read, [id])).get(id)).toEqual(new Map());
    expect((await loadAttempt(db.read, id))?.attempt).toMatchObject({ received: { "1": { upTo: 1, beyond: [] } }, seen: [], answered: 0 });
  });
});
