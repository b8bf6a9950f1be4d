import { appendAudit } from "#db/audit.ts";
import { appendCheckpoint } from "#db/checkpoints.ts";
import { transact, type Db } from "#db/open.ts";
import { verifyAttempt, verifyAuditChain, verifySitting } from "#db/verify.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { append, NOW, responded, storeAttempt, storeSample } from "./support/sample.ts";

const KEY = Buffer.alloc(32, 1);

async function vouchedAttempt(db: Db) {
  const sample = await storeSample(db);
  const id = await storeAttempt(db, sample);
  await append(db, id, [responded(1, 1, ["B"]), responded(2, 2, [], "a note")]);
  await transact(db, (trx) => appendCheckpoint(trx, sample.sittingId, KEY, NOW));
  return { id, sittingId: sample.sittingId };
}

onEachDatabase("tampering", (database) => {
  it("is not found where there is none", async () => {
    const { db } = database();
    const { id, sittingId } = await vouchedAttempt(db);
    const another = await vouchedAttempt(db);
    expect([await verifyAttempt(db.read, id), await verifyAttempt(db.read, another.id)]).toEqual([null, null]);
    expect(await verifySitting(db.read, sittingId, KEY)).toBeNull();
  });

  it("with one event is named", async () => {
    const { db } = database();
    const { id } = await vouchedAttempt(db);
    const row = await db.read.selectFrom("attempt_event").selectAll().where("attempt_id", "=", id).where("number", "=", 5).executeTakeFirstOrThrow();
    await db.write.updateTable("attempt_event").set({ payload: row.payload.replace('"B"', '"A"') }).where("attempt_id", "=", id).where("number", "=", 5).execute();
    expect(await verifyAttempt(db.read, id)).toMatchObject({ entry: 5, what: "event 5 (operation) was changed" });
  });

  it("with a text beside the log is named, erasing it is not", async () => {
    const { db } = database();
    const { id } = await vouchedAttempt(db);
    await db.write.updateTable("event_text").set({ text: "another note" }).where("attempt_id", "=", id).execute();
    expect(await verifyAttempt(db.read, id)).toMatchObject({ entry: 6 });
    await db.write.updateTable("event_text").set({ text: null, erased_at_ms: NOW }).where("attempt_id", "=", id).execute();
    expect(await verifyAttempt(db.read, id)).toBeNull();
  });

  it("that deletes the last event is named, even when the attempt is made to fit", async () => {
    const { db } = database();
    const { id, sittingId } = await vouchedAttempt(db);
    await db.write.deleteFrom("attempt_event").where("attempt_id", "=", id).where("number", "=", 6).execute();
    expect(await verifyAttempt(db.read, id)).toMatchObject({ entry: 6 });
    const last = await db.read.selectFrom("attempt_event").select("hash").where("attempt_id", "=", id).where("number", "=", 5).executeTakeFirstOrThrow();
    await db.write.updateTable("attempt").set({ version: 5, head: last.hash }).where("id", "=", id).execute();
    expect(await verifyAttempt(db.read, id)).toBeNull();
    expect((await verifySitting(db.read, sittingId, KEY))?.what).toContain("event 6 of attempt");
  });

  it("that removes a whole attempt is named", async () => {
    const { db } = database();
    const { id, sittingId } = await vouchedAttempt(db);
    for (const table of ["attempt_event", "event_text", "response"] as const) await db.write.deleteFrom(table).where("attempt_id", "=", id).execute();
    await db.write.deleteFrom("attempt").where("id", "=", id).execute();
    expect((await verifySitting(db.read, sittingId, KEY))?.what).toContain(id);
  });

  it("that removes an attempt and leaves its log is named", async () => {
    const { db } = database();
    const { id, sittingId } = await vouchedAttempt(db);
    await db.write.deleteFrom("attempt").where("id", "=", id).execute();
    expect(await verifyAttempt(db.read, id)).toMatchObject({ what: "the attempt is missing, its log is there" });
    expect(await verifySitting(db.read, sittingId, KEY)).toMatchObject({ what: "1 attempts were there, 0 are left" });
  });

  it("with a checkpoint is named", async () => {
    const { db } = database();
    const { sittingId } = await vouchedAttempt(db);
    await db.write.updateTable("checkpoint").set({ server_time_ms: NOW + 1 }).where("sitting_id", "=", sittingId).execute();
    expect(await verifySitting(db.read, sittingId, KEY)).toMatchObject({ entry: 1 });
  });

  it("with an act of staff is named", async () => {
    const { db } = database();
    await transact(db, (trx) => appendAudit(trx, { kind: "key-viewed", actorId: "anna", subjectId: "item", nowMs: NOW }));
    await transact(db, (trx) => appendAudit(trx, { kind: "key-viewed", actorId: "bruno", subjectId: "item", nowMs: NOW }));
    expect(await verifyAuditChain(db.read)).toBeNull();
    await db.write.updateTable("audit_event").set({ actor_id: "nobody" }).where("number", "=", 1).execute();
    expect(await verifyAuditChain(db.read)).toMatchObject({ entry: 1 });
  });
});
