import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonical } from "#app/exam/attempt/canonical.ts";
import { sealFile } from "#app/adapters/seals/seal-file.ts";
import { noteRestore } from "#app/usecases/admin/note-restore.ts";
import { sealChanges } from "#app/usecases/admin/seal-changes.ts";
import { verifyAudit } from "#app/usecases/admin/verify-audit.ts";
import { writeBaseline } from "#app/usecases/admin/write-baseline.ts";
import { changeSetting } from "#app/usecases/office/change-setting.ts";
import { auditEvents } from "#db/audit.ts";
import { appendCheckpoint, contentKeyHashes } from "#db/checkpoints.ts";
import { eventHash, GENESIS } from "#db/hash-chain.ts";
import { transact, type Db } from "#db/open.ts";
import { appendSeal, isAuditAhead, isAuditAsSealed, loadSeals, sealMac, sealsInDatabase } from "#db/seals.ts";
import { verifySeals } from "#db/verify-seals.ts";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { contextOf, sealsInMemory } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { handsOn, type Edit } from "../db/support/hands-on.ts";
import { append, NOW, registerAnother, responded, storeAttempt, storeSample } from "../db/support/sample.ts";

/** An exam with two attempts, acts of staff, a checkpoint and a seal, and what is kept outside the database. */
async function sealedExam(db: Db, seals = sealsInMemory() as ReturnType<typeof contextOf>["seals"]) {
  const sample = await storeSample(db);
  const attemptId = await storeAttempt(db, sample);
  const other = await storeAttempt(db, await registerAnother(db, sample));
  await append(db, attemptId, [responded(1, 1, ["B"]), responded(2, 2, ["C"])]);
  let nowMs = NOW + 10_000;
  const context = { ...contextOf(db, { now: () => (nowMs += 1) }), seals };
  const key = context.secrets.key("checkpoints");
  const checkpoint = () => transact(db, (trx) => appendCheckpoint(trx, sample.sittingId, key, context.now()));
  await writeBaseline(context);
  await checkpoint();
  await append(db, attemptId, [responded(3, 3, ["D"])]);
  await checkpoint();
  expect(await sealChanges(context)).toBe(true);
  expect(await changeSetting(context, { name: "telephone", value: "1" })).toEqual({ ok: true });
  expect(await sealChanges(context)).toBe(true);
  expect(await sealChanges(context)).toBe(false);
  const broken = async () => (await verifyAudit(context)).broken.map(({ what }) => what).join("\n");
  return { ...sample, attemptId, other, context, key, checkpoint, broken, pass: (ms: number) => void (nowMs += ms) };
}

onEachDatabase("what seals vouch for", (database) => {
  let exam: Awaited<ReturnType<typeof sealedExam>>;
  beforeAll(async () => {
    exam = await sealedExam(database().db);
  });

  it("is there when nobody has touched it", async () => {
    expect(await exam.broken()).toBe("");
    const seals = await loadSeals(database().db.read);
    expect(seals.map((seal) => sealMac(exam.key, seal) === seal.mac)).toEqual([true, true]);
    expect((await sealsInDatabase(database().db.read)).macs.size).toBe(2);
    expect(await isAuditAhead(database().db.read)).toBe(false);
  });

  const EDITS: [what: string, edit: Edit, named: () => string][] = [
    ["changes the content key of an attempt", (hands) => hands.change("attempt_key", { attempt_id: exam.attemptId }, { content_key: "another" }), () => `the content key of attempt ${exam.attemptId}, part 1, vouched for by a checkpoint, is gone or changed`],
    ["deletes a content key", (hands) => hands.remove("attempt_key", { attempt_id: exam.attemptId }), () => `the content key of attempt ${exam.attemptId}`],
    ["deletes the last entry of the audit", (hands) => hands.remove("audit_event", { number: 2 }), () => "entry 2 of the audit, vouched for by seal 2, is gone or changed"],
    ["deletes the whole audit", (hands) => hands.remove("audit_event", {}), () => "entry 1 of the audit, vouched for by seal 1, is gone or changed"],
    ["deletes the last checkpoint", (hands) => hands.remove("checkpoint", { sitting_id: exam.sittingId, number: 2 }), () => `checkpoint 2 of sitting ${exam.sittingId}, vouched for by seal 1, is gone or changed`],
    ["deletes all checkpoints", (hands) => hands.remove("checkpoint", {}), () => `checkpoint 2 of sitting ${exam.sittingId}`],
    ["changes what a seal says", (hands) => hands.change("seal", { number: 1 }, { server_time_ms: 5 }), () => "seal 1 was changed"],
    ["deletes the last seal", (hands) => hands.remove("seal", { number: 2 }), () => "1 seals that memory holds, the first of them seal 2"],
    ["deletes the first seal", (hands) => hands.remove("seal", { number: 1 }), () => "seal 1 is missing"],
    ["deletes all seals", (hands) => hands.remove("seal", {}), () => "2 seals that memory holds, the first of them seal 1"],
    [
      "removes an attempt with everything of it",
      async (hands) => {
        const undo: (() => Promise<void>)[] = [];
        for (const table of ["attempt_key", "attempt_event", "attempt"] as const) undo.unshift(await hands.remove(table, table === "attempt" ? { id: exam.other } : { attempt_id: exam.other }));
        return async () => {
          for (const one of undo) await one();
        };
      },
      () => `of attempt ${exam.other}, vouched for by a checkpoint, is gone or changed`,
    ],
  ];
  describe("names the edit of whoever", () => {
    it.each(EDITS)("%s", async (_what, edit, named) => {
      const undo = await edit(handsOn(database().db));
      expect(await exam.broken()).toContain(named());
      await undo();
      expect(await exam.broken()).toBe("");
    });
  });

  it("also names the file outside the database when it is gone, and writes no new baseline for an audit that was deleted", async () => {
    const { db } = database();
    const away = { ...exam.context, seals: sealsInMemory() };
    expect((await verifyAudit(away)).broken.map(({ what }) => what)).toEqual(["the file of the seals (memory) is gone"]);
    const undo = await handsOn(db).remove("audit_event", {});
    expect(await writeBaseline(exam.context)).toBe(false);
    expect(await auditEvents(db.read, 0, 10)).toEqual([]);
    await undo();
  });
});

onEachDatabase("a database in which a command has sealed before any server started", (database) => {
  it("is vouched for from the first start on, as any other: what is added by hand afterwards is named", async () => {
    const { db } = database();
    await storeSample(db);
    const context = { ...contextOf(db), seals: sealsInMemory() };
    expect(await isAuditAsSealed(db.read)).toBe(true);
    expect(await changeSetting(context, { name: "telephone", value: "1" })).toEqual({ ok: true });
    expect(await sealChanges(context)).toBe(true);
    expect([await isAuditAsSealed(db.read), await writeBaseline(context)]).toEqual([true, true]);
    const undo = await handsOn(db).add("person", { id: "intruder", email: "i@evil.example", name: "I", password_hash: null, totp_secret: null, totp_confirmed_at_ms: null, totp_last_step: null, created_at_ms: NOW, disabled_at_ms: null });
    expect((await verifyAudit(context)).broken.map(({ what }) => what)).toEqual(["roles intruder is there, and no audited act names it"]);
    await undo();
    await sealChanges(context);
    await handsOn(db).remove("audit_event", { number: 2 });
    expect([await isAuditAsSealed(db.read), await writeBaseline(context)]).toEqual([false, false]);
  });
});

onEachDatabase("a log that was written anew with fresh hashes", (database) => {
  it("is named, also after later checkpoints and seals have taken it for the log", async () => {
    const { db } = database();
    const { attemptId, checkpoint, context, broken, sittingId, key } = await sealedExam(db);
    const rows = await db.read.selectFrom("attempt_event").selectAll().where("attempt_id", "=", attemptId).orderBy("number").execute();
    let previousHash = GENESIS;
    for (const row of rows) {
      const payload = canonical(JSON.parse(row.payload.replace('"B"', '"A"')));
      const hash = eventHash({ attemptId, number: row.number, kind: row.kind, payload, serverTimeMs: row.server_time_ms, previousHash });
      await db.write.updateTable("attempt_event").set({ payload, previous_hash: previousHash, hash }).where("attempt_id", "=", attemptId).where("number", "=", row.number).execute();
      previousHash = hash;
    }
    await db.write.updateTable("attempt").set({ head: previousHash }).where("id", "=", attemptId).execute();
    await db.write.updateTable("response").set({ value: '["A"]' }).where("attempt_id", "=", attemptId).where("position", "=", 1).execute();
    expect(await broken()).toContain(`of attempt ${attemptId}, vouched for by a checkpoint, is gone or changed`);
    await checkpoint();
    await transact(db, (trx) => appendSeal(trx, key, context.now()));
    expect(await broken()).toContain(`of attempt ${attemptId}, vouched for by a checkpoint, is gone or changed`);
    expect(await contentKeyHashes(db.read, sittingId)).toHaveLength(2);
    expect(await verifySeals(db.read, new Uint8Array(32).fill(9))).toMatchObject({ what: "seal 1 was changed" });
  });
});

onEachDatabase("a database that is an older copy", (database) => {
  it("is no tampering once an admin has said so, and every later check tells it", async () => {
    const { db } = database();
    const { context, broken } = await sealedExam(db);
    expect(await noteRestore(context)).toEqual({ ok: false, reason: "nothing-restored" });
    // As it is now, and what comes after the copy.
    const copied = { audit: await auditEvents(db.read, 0, 100), seals: await db.read.selectFrom("seal").selectAll().execute() };
    for (const value of ["2", "3"]) {
      await changeSetting(context, { name: "telephone", value });
      await sealChanges(context);
    }
    await db.write.deleteFrom("audit_event").where("number", ">", copied.audit.length).execute();
    await db.write.deleteFrom("seal").where("number", ">", copied.seals.length).execute();
    await db.write.updateTable("setting").set({ value: "1" }).where("name", "=", "telephone").execute();
    expect(await broken()).toContain("2 seals that memory holds, the first of them seal 3");

    expect(await noteRestore(context)).toEqual({ ok: true, lostEntries: 2 });
    const report = await verifyAudit(context);
    expect([report.broken, report.restored]).toEqual([[], [{ fromMs: copied.seals.at(-1)!.server_time_ms, lostEntries: 2 }]]);
    // It goes on from there, and what is deleted after it is missed.
    await changeSetting(context, { name: "telephone", value: "4" });
    await sealChanges(context);
    expect(await broken()).toBe("");
    await db.write.deleteFrom("seal").where("number", "=", 4).execute();
    expect(await broken()).toContain("1 seals that memory holds, the first of them seal 4");
  });
});

describe("the file of the seals", () => {
  const folder = mkdtempSync(join(tmpdir(), "seals-"));
  const path = join(folder, "seals.jsonl");
  afterEach(() => rmSync(path, { force: true }));

  it("is read as it was written, for nobody else to read; there may be none", async () => {
    const file = sealFile(path);
    expect(await file.read()).toBeNull();
    const lines = [{ seal: 1, mac: "a", atMs: 5, audit: 2 }, { restored: 9, lost: 1 }];
    await file.append(lines.slice(0, 1));
    await file.append(lines.slice(1));
    expect([await file.read(), statSync(path).mode & 0o777]).toEqual([lines, 0o600]);
  });

  it.each(["nonsense", "[]", "null", '{"seal":"1","mac":"a","atMs":1,"audit":1}', '{"seal":1}', '{"restored":1}', "\u0000", `{"seal":1e400,"mac":"a","atMs":1,"audit":1}`])("takes a line that is none for a seal that is missing: %s", async (line) => {
    writeFileSync(path, `${line}\n`);
    expect(await sealFile(path).read()).toEqual([{ seal: 0, mac: "unreadable", atMs: 0, audit: 0 }]);
    expect(existsSync(path)).toBe(true);
  });

  it("keeps a line that was torn apart from the next one", async () => {
    writeFileSync(path, '{"seal":1,"mac":"a","at');
    const line = { seal: 2, mac: "b", atMs: 5, audit: 2 };
    await sealFile(path).append([line]);
    expect(await sealFile(path).read()).toEqual([{ seal: 0, mac: "unreadable", atMs: 0, audit: 0 }, line]);
  });

  it("is told of when it cannot be read", async () => {
    await expect(sealFile(folder).read()).rejects.toThrow("EISDIR");
  });
});
