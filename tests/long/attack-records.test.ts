import { randomUUID } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { canonical } from "#app/exam/attempt/canonical.ts";
import rules from "#app/exam/text/rules.en.json" with { type: "json" };
import { eventHash, GENESIS } from "#db/hash-chain.ts";
import type { Member } from "../load/crowd.ts";
import { attackedExam, command, formOf, operation, withDatabase, type Attacked } from "./support/attacked.ts";

const BESIDE = ["secret.key", "seals.jsonl"];
let exam: Attacked;
let hands: string;
/** What an attacker who knows the tables looks up. */
let known: { sittingId: string; formId: string; runId: string; attemptId: string; boardId: string; versionId: string; studyId: string };

async function act(cookie: string, path: string, fields: Record<string, string>): Promise<{ status: number; location: string }> {
  const form = formOf(fields);
  const { status, headers, text } = await exam.ask({ path, ...form, headers: { ...form.headers, Cookie: cookie } });
  expect(status, text.slice(0, 500)).toBeLessThan(400);
  return { status, location: headers.location ?? "" };
}

/** A whole exam over HTTP: three candidates, a proctor, two members of the board who release the results. */
async function heldExam(): Promise<void> {
  const sittingId = exam.read<{ id: string }>("select id from sitting where practice = 0")[0]!.id;
  const proctor = await exam.staff("proctor");
  const keys = exam.read<{ position: number; correct: string }>("select position, correct from form_position p join sitting s on s.form_id = p.form_id join item_key k on k.item_version_id = p.item_version_id where s.practice = 0 order by position");
  const sat: Member[] = [];
  for (const { candidateNumber, admissionCode } of exam.signIns.candidates.filter((one) => one.candidateNumber.startsWith("C"))) {
    const cookie = await exam.signIn("/sign-in", { candidateNumber, code: admissionCode });
    const opened = await act(cookie, "/exam/open", { again: "yes" });
    const member = { cookie, attemptId: opened.location.split("/").pop()! };
    expect((await exam.post(member, "rules", { version: rules.version })).status).toBe(200);
    expect((await exam.post(member, "take-over", { browserId: randomUUID(), expectedLease: 0 })).told.lease).toBe(1);
    await act(proctor, `/proctor/sittings/${sittingId}`, { intent: "admit", attemptId: member.attemptId, actId: randomUUID(), reason: "Seen and known" });
    await exam.begin(member);
    const answers = keys.map(({ position, correct }, index) => operation(index + 1, { kind: "respond", position, value: sat.length === 0 ? (JSON.parse(correct) as string[]) : [] }));
    const note = operation(keys.length + 1, { kind: "report-problem", value: "The left panel stays dark." });
    const saved = await exam.save(member, [...answers, note, operation(keys.length + 2, { kind: "submit", position: 0, value: null })]);
    expect([saved.status, saved.told.state, saved.told.refused]).toEqual([200, "submitted", []]);
    sat.push(member);
  }
  const board = [await exam.staff("board", 0), await exam.staff("board", 1)];
  await act(board[0]!, `/board/sittings/${sittingId}`, { intent: "score" });
  const runId = exam.read<{ id: string }>("select id from score_run")[0]!.id;
  for (const cookie of board) await act(cookie, `/board/sittings/${sittingId}`, { intent: "approve", scoreRunId: runId });
  await act(await exam.staff("office"), "/office", { telephone: "+32 2 555 01 00" });
  const one = <Row>(sql: string) => exam.read<Row>(sql)[0]!;
  known = {
    sittingId, runId,
    attemptId: sat[0]!.attemptId,
    formId: one<{ id: string }>("select form_id as id from sitting where practice = 0").id,
    boardId: one<{ id: string }>("select person_id as id from person_role where role = 'board' limit 1").id,
    versionId: one<{ id: string }>("select item_version_id as id from form_position where position = 1").id,
    studyId: one<{ id: string }>("select id from study limit 1").id,
  };
  expect(exam.read("select outcome from score order by outcome")).toEqual([{ outcome: "fail" }, { outcome: "fail" }, { outcome: "pass" }]);
}

/** The data folder as the stopped server left it, in the attacker's hands. */
function copyBack(): void {
  for (const name of ["exam.sqlite-wal", "exam.sqlite-shm"]) rmSync(join(hands, name), { force: true });
  for (const name of ["exam.sqlite", ...BESIDE]) copyFileSync(join(exam.dataDir, name), join(hands, name));
}
const edit = (work: (database: Database) => void) => withDatabase(join(hands, "exam.sqlite"), (database) => {
  database.pragma("foreign_keys = off");
  work(database);
});
const verify = () => command(hands, "audit", "verify");

beforeAll(async () => {
  exam = await attackedExam(1);
  hands = mkdtempSync(join(tmpdir(), "exam-hands-"));
  await exam.launch();
  await exam.begin(exam.crowd[0]!);
  await exam.save(exam.crowd[0]!, [operation(1), operation(2, { kind: "respond", value: [] })]);
  await heldExam();
  await exam.end("SIGTERM");
  await exam.holds();
  copyBack();
});
afterAll(async () => {
  await exam?.remove();
  if (hands) rmSync(hands, { recursive: true, force: true });
});

const run = (sql: string, values: () => unknown[] = () => []) => (database: Database) => {
  if (database.prepare(sql).run(...values()).changes === 0) throw new Error(`nothing to change: ${sql}`);
};
const all = (...works: ((database: Database) => void)[]) => (database: Database) => works.forEach((work) => work(database));

/** The log of an attempt with another answer in it and fresh hashes, and everything that is derived from it. */
function rewriteLog(database: Database): void {
  let previousHash = GENESIS;
  const rows = database.prepare("select number, kind, payload, server_time_ms from attempt_event where attempt_id = ? order by number").all(known.attemptId) as { number: number; kind: string; payload: string; server_time_ms: number }[];
  const first = rows.find(({ payload }) => payload.includes('"operation":"respond"'))!;
  const { value } = JSON.parse(first.payload) as { value: string[] };
  for (const row of rows) {
    const payload = row === first ? canonical({ ...(JSON.parse(row.payload) as object), value: ["Z"] }) : row.payload;
    const hash = eventHash({ attemptId: known.attemptId, number: row.number, kind: row.kind, payload, serverTimeMs: row.server_time_ms, previousHash });
    database.prepare("update attempt_event set payload = ?, previous_hash = ?, hash = ? where attempt_id = ? and number = ?").run(payload, previousHash, hash, known.attemptId, row.number);
    previousHash = hash;
  }
  database.prepare("update attempt set head = ? where id = ?").run(previousHash, known.attemptId);
  database.prepare("update response set value = ? where attempt_id = ? and kind = 'respond' and value = ?").run('["Z"]', known.attemptId, canonical(value));
}

const removeAttempt = all(...["attempt_event", "event_text", "response", "attempt_key", "presence"].map((table) => (database: Database) => void database.prepare(`delete from ${table} where attempt_id = ?`).run(known.attemptId)), run("delete from attempt where id = ?", () => [known.attemptId]));
const noAudit = run("delete from audit_event");
const noCheckpoints = run("delete from checkpoint");
const noSeals = run("delete from seal");

const EDITS: [what: string, work: (database: Database) => void, named: () => string | RegExp][] = [
  ["changes a key", run("update item_key set correct = '[\"E\"]' where item_version_id = ?", () => [known.versionId]), () => `key ${known.versionId}/1 was changed`],
  ["adds a newer key that no act names", run("insert into item_key (item_version_id, number, correct, reason, created_at_ms) select item_version_id, 2, '[\"E\"]', 'mended', created_at_ms from item_key where item_version_id = ?", () => [known.versionId]), () => `key ${known.versionId}/2 is there`],
  ["changes a score", run("update score set score_thousandths = 9000 where outcome = 'fail'"), () => `score-run ${known.runId} was changed`],
  ["changes an outcome", run("update score set outcome = 'pass'"), () => `score-run ${known.runId} was changed`],
  ["deletes a score", run("delete from score where attempt_id = ?", () => [known.attemptId]), () => `score-run ${known.runId} was changed`],
  ["changes what a score was computed from", run("update score_run set pass_mark = 0"), () => `score-run ${known.runId} was changed`],
  ["forges a score run", run("insert into score_run select 'forged', sitting_id, form_id, 2, basis_hash, pass_mark, created_by, created_at_ms, released_at_ms from score_run"), () => "forged is there"],
  ["takes a release back", run("update score_run set released_at_ms = null"), () => `release ${known.runId} is gone`],
  ["moves a release", run("update score_run set released_at_ms = released_at_ms - 1"), () => `release ${known.runId} was changed`],
  ["deletes an approval", run("delete from release_approval where person_id = ?", () => [known.boardId]), () => `approval ${known.runId}/${known.boardId} is gone`],
  ["changes an approval", run("update release_approval set approved_at_ms = 1 where person_id = ?", () => [known.boardId]), () => `approval ${known.runId}/${known.boardId} was changed`],
  ["forges an approval", run("insert into release_approval select score_run_id, (select person_id from person_role where role = 'author'), 1 from release_approval limit 1"), () => /approval .* is there/],
  ["grants a role", run("insert into person_role values (?, 'admin')", () => [known.boardId]), () => `roles ${known.boardId} was changed`],
  ["adds a person", run("insert into person (id, email, name, created_at_ms) values ('intruder', 'i@evil.example', 'I', 1)"), () => "roles intruder is there"],
  ["changes the grace", run("update sitting set grace_seconds = 3600 where id = ?", () => [known.sittingId]), () => `sitting ${known.sittingId} was changed`],
  ["changes a content key", run("update attempt_key set content_key = 'another' where attempt_id = ?", () => [known.attemptId]), () => `the content key of attempt ${known.attemptId}`],
  ["deletes a content key", run("delete from attempt_key where attempt_id = ?", () => [known.attemptId]), () => `the content key of attempt ${known.attemptId}`],
  ["changes the manifest of a study", run("update study set manifest = '{\"frames\":[]}' where id = ?", () => [known.studyId]), () => `study ${known.studyId} was changed`],
  ["lowers the pass mark and takes the form's hash away", run("update form set pass_mark = 0, content_hash = null where id = ?", () => [known.formId]), () => `form ${known.formId} was changed`],
  ["makes a form a draft again", run("update form set state = 'draft', content_hash = null where id = ?", () => [known.formId]), () => `form ${known.formId} is gone`],
  ["changes what a form shows, hashes and all", run("update form_part set package = replace(package, 'a', 'e'), package_hash = null where form_id = ?", () => [known.formId]), () => `form ${known.formId}`],
  ["changes a question of a form", run("update item_version set content = replace(content, 'the', 'not the'), content_hash = 'fresh' where id = ?", () => [known.versionId]), () => `form ${known.formId}`],
  ["gives a candidate a code of their own", run("update registration set code_hmac = 'ff' where id = (select min(id) from registration where sitting_id = ?)", () => [known.sittingId]), () => /registration .* was changed/],
  ["changes a setting", run("update setting set value = 'x' where name = 'demonstration'"), () => "setting demonstration was changed"],
  ["deletes the last entry of the audit", run("delete from audit_event where number = (select max(number) from audit_event)"), () => /entry \d+ of the audit/],
  ["deletes the last entry of the audit and all seals", all(run("delete from audit_event where number = (select max(number) from audit_event)"), noSeals), () => "seals.jsonl holds"],
  ["deletes the whole audit", noAudit, () => /entry \d+ of the audit/],
  ["deletes the whole audit, all checkpoints and all seals", all(noAudit, noCheckpoints, noSeals), () => "seals.jsonl holds"],
  ["changes an entry of the audit", run("update audit_event set actor_id = null where kind = 'results-released'"), () => "(results-released) was changed"],
  ["deletes the last checkpoint", run("delete from checkpoint where sitting_id = ? and number = (select max(number) from checkpoint where sitting_id = ?)", () => [known.sittingId, known.sittingId]), () => `of sitting ${known.sittingId}`],
  ["deletes all checkpoints", noCheckpoints, () => /checkpoint \d+ of sitting/],
  ["removes an attempt with everything of it", removeAttempt, () => known.attemptId],
  ["removes an attempt and all checkpoints", all(removeAttempt, noCheckpoints), () => /checkpoint \d+ of sitting/],
  ["changes an event", run("update attempt_event set payload = replace(payload, '\"position\":1,', '\"position\":2,') where attempt_id = ? and kind = 'operation'", () => [known.attemptId]), () => `attempt ${known.attemptId}`],
  ["deletes the end of a log", all(run("delete from attempt_event where attempt_id = ? and number = (select version from attempt where id = ?)", () => [known.attemptId, known.attemptId])), () => `attempt ${known.attemptId}`],
  ["changes an answer beside the log", run("update response set value = '[\"Z\"]' where attempt_id = ? and position = 1", () => [known.attemptId]), () => `attempt ${known.attemptId}`],
  ["changes a text of a candidate", run("update event_text set text = 'All was well.' where attempt_id = ?", () => [known.attemptId]), () => "the text of event"],
  ["writes a log anew with fresh hashes", rewriteLog, () => `of attempt ${known.attemptId}, vouched for by a checkpoint, is gone or changed`],
];

describe("exam audit verify names whoever has the file of the stopped server and", () => {
  beforeEach(copyBack);

  it.each(EDITS)("%s", async (_what, work, named) => {
    edit(work);
    const found = await verify();
    expect([found.status, found.text]).toEqual([1, named() instanceof RegExp ? expect.stringMatching(named()) : expect.stringContaining(named() as string)]);
    copyBack();
    expect(await verify()).toEqual({ status: 0, text: expect.stringContaining("Whole") });
  });

  it("takes the file of the seals away, or writes into it", async () => {
    rmSync(join(hands, "seals.jsonl"));
    expect(await verify()).toMatchObject({ status: 1, text: expect.stringContaining("is gone") });
    writeFileSync(join(hands, "seals.jsonl"), "nonsense\n");
    expect(await verify()).toMatchObject({ status: 1 });
    copyBack();
    expect((await verify()).status).toBe(0);
  });
});

it("an erased text and an erased person are no tampering", async () => {
  copyBack();
  edit(run("update event_text set text = null, erased_at_ms = 1"));
  edit(run("update person set name = 'erased', email = null where id in (select person_id from registration)"));
  expect(await verify()).toEqual({ status: 0, text: expect.stringContaining("Whole") });
});

it("an older copy of the file is named, is told for ever once it is said to be one, and hides no later edit", async () => {
  copyBack();
  expect((await command(hands, "audit", "restored")).status).toBe(1);
  // The attacked server goes on from the same file, and is then given the copy.
  await exam.launch();
  const office = await exam.staff("office");
  for (const telephone of ["1", "2", "3"]) await act(office, "/office", { telephone });
  await exam.end("SIGTERM");
  await exam.holds();
  copyFileSync(join(exam.dataDir, "seals.jsonl"), join(hands, "seals.jsonl"));
  const older = await verify();
  expect([older.status, older.text]).toEqual([1, expect.stringContaining("or it is an older copy")]);
  expect(await command(hands, "audit", "restored")).toMatchObject({ status: 0, text: expect.stringMatching(/Noted: \d+ entries/) });
  const told = await verify();
  expect([told.status, told.text]).toEqual([0, expect.stringMatching(/Restored from [\s\S]*entries of the audit after it are not here[\s\S]*Whole/)]);
  edit(run("update score set outcome = 'pass' where outcome = 'fail'"));
  expect(await verify()).toMatchObject({ status: 1, text: expect.stringContaining(`score-run ${known.runId} was changed`) });
});
