import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { examClient, optionsOf } from "./support/exam-client.ts";
import { exam } from "./support/seeded.ts";
import { expect, test, type ExamServer } from "./support/server.ts";
import { clientOf, practiceCandidate } from "./support/visitors.ts";

async function runningExam(server: ExamServer) {
  const client = await examClient(server, practiceCandidate(server));
  await client.acceptRulesAndTakeSeat();
  const { started, content } = await client.start();
  return { ...client, started, content };
}

test("an acknowledged answer survives SIGKILL, and the same request is acknowledged again", async ({ server }) => {
  const client = await runningExam(server);
  const options = optionsOf(client.content.items[0]!);
  const answer = client.operation({ position: 1, value: [options[1]!.id] });
  expect((await client.save(answer)).acknowledged).toEqual([answer.opId]);
  await server.restart("SIGKILL");
  expect((await client.save(answer)).acknowledged).toEqual([answer.opId]);
  const { started } = await client.start();
  expect(started.responses).toMatchObject([{ position: 1, kind: "respond", value: [options[1]!.id] }]);
  expect(JSON.parse(exam(server.dataDir, "audit", "verify", "--json"))).toMatchObject({ ok: true, broken: [] });
});

test("bad input is refused with a status and a reason, and stores nothing", async ({ server }) => {
  const client = await runningExam(server);
  const before = await client.save(client.operation({ kind: "visit", value: null }));
  const raw = (body: string | Buffer, headers: Record<string, string> = {}) =>
    client.http.post(`/attempts/${client.attemptId}/operations`, { data: body, headers: { "Content-Type": "application/json", ...headers } });
  const malformed = await raw(Buffer.from('{"lease":1,"operations":['));
  expect([malformed.status(), (await malformed.json()).reason]).toEqual([422, "malformed"]);
  const shape = await client.post("operations", { lease: 1, operations: [{ ...client.operation({}), kind: "score" }] });
  expect(shape.status()).toBe(422);
  const large = await raw(Buffer.from(`{"x":"${"a".repeat(300_000)}"}`));
  expect([large.status(), (await large.json()).reason]).toEqual([413, "too-large"]);
  const foreign = await client.http.post(`/attempts/${client.attemptId}/operations`, { data: {}, headers: { Origin: "https://evil.example" } });
  expect(foreign.status()).toBe(403);
  const unknown = client.operation({ position: 2, value: ["no-such-option"] });
  const after = await client.save(unknown);
  expect(after.refused).toEqual([{ opId: unknown.opId, reason: "unknown-option" }]);
  expect(after.chainHead).not.toBe(before.chainHead);
  const extra = { ...client.operation({ kind: "flag", value: true }), score: 12, deadlineMs: 9e15, isCorrect: true };
  const told = await client.save(extra);
  expect(told.acknowledged).toEqual([extra.opId]);
  expect(told.deadlineMs).toBe(client.started.deadlineMs);
});

test("a wrong code is refused and slowed down for that candidate number only", async ({ server }) => {
  const { http, post } = await clientOf(server, "nobody");
  const wrong = (candidateNumber: string) => post("/sign-in", { candidateNumber, code: "0000-0000-0000-0000" });
  for (let n = 0; n < 5; n += 1) expect((await wrong("C9999")).status()).toBe(422);
  const slowed = await wrong("C9999");
  expect(slowed.status()).toBe(429);
  expect(Number(slowed.headers()["retry-after"])).toBeGreaterThan(0);
  expect(await slowed.text()).toContain("Too many tries");
  expect((await wrong("C9998")).status()).toBe(422);
  await http.dispose();
});

test("audit verify passes, and names what was tampered with", async ({ server }) => {
  const client = await runningExam(server);
  const items = client.content.items;
  await client.save(...items.map((item) => client.operation({ position: item.position, value: [optionsOf(item)[0]!.id] })));
  await client.save(client.operation({ kind: "submit", position: 0, value: null }));
  await expect.poll(() => JSON.parse(exam(server.dataDir, "audit", "verify", "--json")).ok).toBe(true);
  const file = join(server.dataDir, "exam.sqlite");
  await expect.poll(() => checkpointHolds(file, client.attemptId)).toBe(true);
  const verify = (): { ok: boolean; broken: { what: string }[] } => {
    try {
      return JSON.parse(exam(server.dataDir, "audit", "verify", "--json"));
    } catch (error) {
      const text = String(error);
      return JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
    }
  };
  const tampered = (change: (database: SqliteDatabase.Database) => void): string => {
    const database = new SqliteDatabase(file, { timeout: 5_000 });
    database.exec("begin immediate");
    change(database);
    database.exec("commit");
    const report = verify();
    expect(report.ok).toBe(false);
    database.close();
    return report.broken.map((one) => one.what).join("; ");
  };
  const id = client.attemptId;
  const saved = { events: [] as unknown[], attempt: null as unknown };
  const reading = new SqliteDatabase(file, { readonly: true });
  saved.events = reading.prepare("select * from attempt_event where attempt_id = ? order by number").all(id);
  const last = saved.events.length;
  reading.close();
  expect(tampered((database) => database.prepare("update attempt_event set payload = replace(payload, '\"position\":1', '\"position\":2') where attempt_id = ? and number = 6").run(id))).toContain("event 6");
  restore(file, saved.events);
  expect(tampered((database) => database.prepare("delete from attempt_event where attempt_id = ? and number = ?").run(id, last))).toContain(`ends at event ${last - 1}`);
  restore(file, saved.events);
  expect(verify().ok).toBe(true);
  expect(
    tampered((database) => {
      for (const table of ["attempt_event", "event_text", "response", "presence", "attempt_key"]) database.prepare(`delete from ${table} where attempt_id = ?`).run(id);
      database.prepare("delete from attempt where id = ?").run(id);
    }),
  ).toContain(id);
});

/** Whether a checkpoint names the last event that the log of the attempt has now; the server writes one soon after a close. */
function checkpointHolds(file: string, attemptId: string): boolean {
  const database = new SqliteDatabase(file, { readonly: true });
  const { head } = database.prepare("select head from attempt where id = ?").get(attemptId) as { head: string };
  const rows = database.prepare("select body from checkpoint").all() as { body: string }[];
  database.close();
  return rows.some(({ body }) => (JSON.parse(body) as { changed: [string, number, string][] }).changed.some(([id, , hash]) => id === attemptId && hash === head));
}

function restore(file: string, events: unknown[]): void {
  const database = new SqliteDatabase(file, { timeout: 5_000 });
  for (const event of events as Record<string, unknown>[]) {
    const columns = Object.keys(event);
    database.prepare(`insert or replace into attempt_event (${columns.join()}) values (${columns.map((name) => `@${name}`).join()})`).run(event);
  }
  database.close();
}

test("the log of the server holds no name, code or cookie", async ({ server }) => {
  const client = await runningExam(server);
  await client.save(client.operation({ kind: "note", value: "a private thought of the candidate" }));
  const log = readFileSync(server.logFile, "utf8").split("\n").filter((line) => line.startsWith("{")).join("\n");
  expect(log).toContain('"msg":"request"');
  for (const { name, admissionCode } of server.signIns.candidates) for (const secret of [name, admissionCode]) expect(log).not.toContain(secret);
  for (const { name, email, password } of server.signIns.staff) for (const secret of [name, email, password]) expect(log).not.toContain(secret);
  for (const secret of [client.cookie.split("=")[1]!, "private thought", client.started.contentKey]) expect(log).not.toContain(secret);
});

test("the command line answers an unknown command with how it is called and every command it has", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["db/setup/exam.js", "no-such-command"], { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr.split("\n")[0]).toBe("npm run exam -- <command> [--json] [--help]");
  // A command stands two spaces in, what it does six.
  const named = stderr.split("\n").flatMap((line) => /^ {2}(\w+)/.exec(line)?.[1] ?? []);
  expect(named).toEqual(["serve", "migrate", "seed", "person", "bank", "images", "doctor", "clock", "audit"]);
});
