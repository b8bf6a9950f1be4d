import { randomUUID } from "node:crypto";
import type { Operation } from "#app/exam/attempt/protocol.ts";
import { recordActs, type SubmittedAct } from "#app/usecases/candidate/record-acts.ts";
import type { Context } from "#app/usecases/context.ts";
import { loadAttempt, loadEvents, loadResponses } from "#db/attempts.ts";
import { expect, it } from "vitest";
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
  const context = () => ({ db: database().db, now: () => NOW + 1_000, forms: new Map(), build: { version: "1", id: "b" } }) as unknown as Context;
  const record = async (attemptId: string, act: SubmittedAct["act"]) => {
    const { results } = await recordActs(context(), [{ attemptId, tokenHash: null, arrivedAtMs: NOW + 1_000, act }]);
    return results[0]!;
  };

  it("tells at the start which questions were seen", async () => {
    const { db } = database();
    const id = await storeAttempt(db, await storeSample(db));
    await record(id, { kind: "operations", request: { lease: 1, operations: [operation(1, { position: 3 }), operation(2, { position: 1 })] } });
    expect(await record(id, { kind: "start", lease: 1 })).toMatchObject({ kind: "started", started: { seen: [1, 3], position: 1 } });
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
