import { randomUUID } from "node:crypto";
import type { NewEvent } from "#app/exam/attempt/events.ts";
import { addPerson } from "#app/usecases/admin/add-person.ts";
import { verifyAudit } from "#app/usecases/admin/verify-audit.ts";
import { writeBaseline } from "#app/usecases/admin/write-baseline.ts";
import { approveScoreRun } from "#app/usecases/board/approve-release.ts";
import { scoreSittingRun } from "#app/usecases/board/score-sitting.ts";
import { changeSetting } from "#app/usecases/office/change-setting.ts";
import { reissueCode } from "#app/usecases/office/reissue-code.ts";
import { appendAudit } from "#db/audit.ts";
import { atOneMoment, transact, type Db } from "#db/open.ts";
import { hasBaseline, recordsNamedByAudit, verifyRecords } from "#db/verify-records.ts";
import { nameRecords, recordHashes, VOUCHED_COLUMNS } from "#db/vouched-records.ts";
import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { contextOf, sealsInMemory } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { handsOn, type Edit } from "../db/support/hands-on.ts";
import { append, NOW, responded, storeAttempt, storeSample } from "../db/support/sample.ts";

onEachDatabase("whoever has the database in their hands", (database) => {
  const submitted = (): NewEvent => ({ kind: "submitted", payload: { by: "candidate" }, serverTimeMs: NOW + 9_000 });
  let scene: { db: Db; sittingId: string; formId: string; registrationId: string; versionId: string; attemptId: string; runId: string; boardId: string; studyId: string };
  const seals = sealsInMemory();
  const context = (personId = "") => ({ ...contextOf(database().db, { actor: { personId, roles: ["board", "office"] } }), seals });

  beforeAll(async () => {
    const { db } = database();
    const sample = await storeSample(db, 3, { practice: false, lastStartAtMs: NOW });
    const attemptId = await storeAttempt(db, sample);
    await append(db, attemptId, [responded(1, 1, ["B"]), submitted()]);
    await transact(db, async (trx) => {
      await trx.insertInto("study").values({ id: "a-study", manifest: "{}", bytes: 1, cleared_by: "anna", cleared_at_ms: NOW, declaration: "{}", created_at_ms: NOW }).execute();
      await trx.insertInto("setting").values({ name: "demonstration", value: "no" }).execute();
    });
    expect(await writeBaseline(context())).toBe(true);
    expect(await writeBaseline(context())).toBe(false);
    const members = [];
    for (const name of ["Anna Berg", "Bruno Conti"]) {
      const added = await addPerson(context(), { email: `${randomUUID()}@board.example`, name, roles: ["board"], password: null });
      if (added.ok) members.push(added.personId);
    }
    const run = await scoreSittingRun(context(members[0]), { sittingId: sample.sittingId });
    if (!run.ok) throw new Error(run.reason);
    for (const member of members) expect(await approveScoreRun(context(member), { scoreRunId: run.scoreRunId })).toMatchObject({ ok: true });
    expect(await changeSetting(context(members[0]), { name: "telephone", value: "+32 2 555 01 00" })).toEqual({ ok: true });
    expect(await reissueCode(context(members[0]), { registrationId: sample.registrationId, reason: "letter lost" })).toMatchObject({ ok: true });
    scene = { db, ...sample, versionId: sample.versionIds[0]!, attemptId, runId: run.scoreRunId, boardId: members[0]!, studyId: "a-study" };
  });

  const broken = async () => (await verifyAudit(context())).broken.map(({ what }) => what).join("\n");

  it("and changes nothing is not accused; nor is an erased person", async () => {
    expect(await broken()).toBe("");
    const undo = await handsOn(scene.db).change("person", { id: scene.boardId }, { name: "erased", email: null });
    expect(await broken()).toBe("");
    await undo();
  });

  const EDITS: [what: string, edit: Edit, named: () => string][] = [
    ["changes a key", (hands) => hands.change("item_key", { item_version_id: scene.versionId }, { correct: '["E"]' }), () => `key ${scene.versionId}/1 was changed after baseline`],
    ["adds a newer key", (hands) => hands.add("item_key", { item_version_id: scene.versionId, number: 2, correct: '["E"]', tolerance: null, reason: "mended", created_by: null, created_at_ms: NOW }), () => `key ${scene.versionId}/2 is there, and no audited act names it`],
    ["changes a score", (hands) => hands.change("score", { attempt_id: scene.attemptId }, { score_thousandths: 3_000 }), () => `score-run ${scene.runId} was changed after score-run-created`],
    ["changes an outcome", (hands) => hands.change("score", { attempt_id: scene.attemptId }, { outcome: "other" }), () => `score-run ${scene.runId} was changed`],
    ["deletes a score", (hands) => hands.remove("score", { attempt_id: scene.attemptId }), () => `score-run ${scene.runId} was changed`],
    ["takes a release back", (hands) => hands.change("score_run", { id: scene.runId }, { released_at_ms: null }), () => `release ${scene.runId} is gone; results-released`],
    ["moves a release", (hands) => hands.change("score_run", { id: scene.runId }, { released_at_ms: NOW + 1 }), () => `release ${scene.runId} was changed`],
    ["deletes an approval", (hands) => hands.remove("release_approval", { person_id: scene.boardId }), () => `approval ${scene.runId}/${scene.boardId} is gone; release-approved`],
    ["forges an approval", async (hands) => hands.add("release_approval", { score_run_id: scene.runId, person_id: (await scene.db.write.selectFrom("registration").select("person_id").executeTakeFirstOrThrow()).person_id, approved_at_ms: NOW }), () => "is there, and no audited act names it"],
    ["forges a score run", (hands) => hands.add("score_run", { id: "forged", sitting_id: scene.sittingId, form_id: scene.formId, number: 7, basis_hash: "", pass_mark: 0, created_by: null, created_at_ms: NOW, released_at_ms: NOW }), () => "release forged is there, and no audited act names it"],
    ["grants a role", (hands) => hands.add("person_role", { person_id: scene.boardId, role: "admin" }), () => `roles ${scene.boardId} was changed after person-added`],
    ["adds a person", async (hands) => hands.add("person", { id: "intruder", email: "i@evil.example", name: "I", password_hash: null, totp_secret: null, totp_confirmed_at_ms: null, totp_last_step: null, created_at_ms: NOW, disabled_at_ms: null }), () => "roles intruder is there, and no audited act names it"],
    ["changes the grace", (hands) => hands.change("sitting", { id: scene.sittingId }, { grace_seconds: 3_600 }), () => `sitting ${scene.sittingId} was changed after baseline`],
    ["adds a proctor", (hands) => hands.add("sitting_proctor", { sitting_id: scene.sittingId, person_id: scene.boardId }), () => `sitting ${scene.sittingId} was changed`],
    ["changes a study's manifest", (hands) => hands.change("study", { id: scene.studyId }, { manifest: '{"frames":[]}' }), () => `study ${scene.studyId} was changed`],
    ["lowers the pass mark and takes the form's hash away", (hands) => hands.change("form", { id: scene.formId }, { pass_mark: 0, content_hash: null }), () => `form ${scene.formId} was changed after baseline`],
    ["makes a form a draft again", (hands) => hands.change("form", { id: scene.formId }, { state: "draft" }), () => `form ${scene.formId} is gone; baseline`],
    ["gives a code of their own to a candidate", (hands) => hands.change("registration", { id: scene.registrationId }, { code_hmac: "ff" }), () => `registration ${scene.registrationId} was changed after code-reissued`],
    ["makes it a demonstration", (hands) => hands.change("setting", { name: "demonstration" }, { value: "yes" }), () => "setting demonstration was changed after baseline"],
  ];
  describe("is named when they", () => {
    it.each(EDITS)("%s", async (_what, edit, named) => {
      const undo = await edit(handsOn(scene.db));
      expect(await broken()).toContain(named());
      await undo();
      expect(await broken()).toBe("");
    });
  });
});

onEachDatabase("the records of the audit", (database) => {
  it("are over every column that there is, but for the names of people, and not over one that a later version adds", async () => {
    const { db } = database();
    const { sittingId } = await storeSample(db);
    const before = await recordHashes(db.read, "sitting", [sittingId]);
    const beside: Record<string, string[]> = { score_run: ["released_at_ms"], person: ["email", "name", "password_hash", "totp_secret", "totp_confirmed_at_ms", "totp_last_step", "created_at_ms"] };
    const tables = await db.read.introspection.getTables();
    for (const [table, columns] of Object.entries(VOUCHED_COLUMNS)) {
      const stored = tables.find(({ name }) => name === table)?.columns.map(({ name }) => name) ?? [];
      expect([...columns, ...(beside[table] ?? [])].toSorted(), table).toEqual(stored.toSorted());
    }
    await sql`alter table sitting add column colour text`.execute(db.write);
    expect(await recordHashes(db.read, "sitting", [sittingId])).toEqual(before);
    await sql`alter table sitting drop column colour`.execute(db.write);
  });

  it("are named with what is stored at the end of the act, and with nothing where there is no such record", async () => {
    const { db } = database();
    const { sittingId } = await storeSample(db);
    // Before the baseline nothing is vouched for.
    expect(await atOneMoment(db, verifyRecords)).toEqual([]);
    expect(await recordHashes(db.read, "sitting", [])).toEqual(new Map());
    const hash = (await recordHashes(db.read, "sitting")).get(sittingId);
    const records = { sitting: [sittingId, "none"] };
    expect(await nameRecords(db.read, records)).toEqual({ sitting: { [sittingId]: hash, none: null } });
    await transact(db, (trx) => appendAudit(trx, { kind: "sitting-made", actorId: null, subjectId: sittingId, records, nowMs: NOW }));
    const named = await recordsNamedByAudit(db.read);
    expect([await hasBaseline(db.read), named.get("sitting")]).toEqual([false, new Map([[sittingId, { hash, number: 1, act: "sitting-made" }], ["none", { hash: null, number: 1, act: "sitting-made" }]])]);
    await db.write.updateTable("sitting").set({ grace_seconds: 1 }).where("id", "=", sittingId).execute();
    expect(await atOneMoment(db, verifyRecords)).toEqual([{ chain: `sitting ${sittingId}`, entry: 1, what: `sitting ${sittingId} was changed after sitting-made (entry 1 of the audit)` }]);
  });
});
