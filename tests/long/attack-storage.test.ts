import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import type { Operation } from "#app/exam/attempt/protocol.ts";
import { mayMount } from "../db/support/may-mount.ts";
import type { Member } from "../load/crowd.ts";
import { attackedExam, operation, pulseOf, sleep, type Attacked } from "./support/attacked.ts";

const AT_ONCE_MS = 5_000;
const MOST_MS = 1_000;
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function served(crowd: number, dataDir?: string): Promise<Attacked> {
  const exam = await attackedExam(crowd, dataDir === undefined ? {} : { dataDir });
  endings.push(() => exam.remove());
  await exam.launch();
  return exam;
}

/** Sends again what was not acknowledged, as a page does, until all of it is. */
async function sendUntilSaved(exam: Attacked, saver: Member, operations: Operation[]): Promise<void> {
  for (let turn = 0; operations.some(({ opId }) => !exam.acknowledged.has(opId)); turn += 1) {
    expect(turn).toBeLessThan(40);
    await exam.save(saver, operations);
    await sleep(100);
  }
}

it("a second server of the same file is refused at once, and the first goes on, also when it was frozen meanwhile", async () => {
  const exam = await served(1);
  const [saver] = exam.crowd;
  await exam.begin(saver!);
  const second = await exam.start({ PORT: "0" });
  expect([second.up, second.child.exitCode, second.ms < AT_ONCE_MS, second.said]).toEqual([false, 1, true, expect.stringContaining(`another server process (${exam.pid()}) serves`)]);
  expect((await exam.save(saver!, [operation(1)])).status).toBe(200);
  exam.pause();
  const third = await exam.start({ PORT: "0" });
  exam.resume();
  expect([third.up, third.child.exitCode]).toEqual([false, 1]);
  expect((await exam.save(saver!, [operation(2)])).status).toBe(200);
  await exam.holds();
});

it("after kill -9 the next is up at once, three times, and has every acknowledged answer", async () => {
  const exam = await served(4);
  for (const saver of exam.crowd) await exam.begin(saver);
  for (let kill = 0; kill < 3; kill += 1) {
    const saving = exam.crowd.map(async (saver) => {
      for (let seq = 30 * kill + 1; seq <= 30 * kill + 30; seq += 1) await exam.save(saver, [operation(seq)]).catch(() => undefined);
    });
    await sleep(150);
    await exam.end("SIGKILL");
    await Promise.all(saving);
    expect(await exam.launch()).toBeLessThan(AT_ONCE_MS);
  }
  expect(exam.acknowledged.size).toBeGreaterThan(3);
  await exam.holds();
});

// As a container does: a process table of its own, in which the server is process 1 of the same host each time.
const CONTAINED = ["unshare", "--pid", "--fork", "--kill-child"];
const contains = spawnSync(CONTAINED[0]!, [...CONTAINED.slice(1), "true"]).status === 0;
it.skipIf(!contains)(`a server that is killed in a container is up at once in the next, as the same process of the same host${contains ? "" : " (this user may make no process table)"}`, async () => {
  const exam = await served(1);
  const [saver] = exam.crowd;
  await exam.begin(saver!);
  await exam.end("SIGTERM");
  for (let seq = 1; seq <= 3; seq += 1) {
    expect(await exam.launch({}, CONTAINED)).toBeLessThan(AT_ONCE_MS);
    expect((await exam.save(saver!, [operation(seq)])).status).toBe(200);
    await exam.end("SIGKILL");
    // What was process 1 goes with the program that made its table, a moment after it.
    await sleep(200);
  }
  await exam.holds();
});

it("while another keeps the database locked, saves wait or are told to come again, none is lost or doubled, and the server answers", async () => {
  const exam = await served(12);
  for (const saver of exam.crowd) await exam.begin(saver);
  const pulse = pulseOf(exam);
  const batches = exam.crowd.map(() => Array.from({ length: 5 }, (_, index) => operation(index + 1)));
  const locker = new SqliteDatabase(exam.databaseFile);
  endings.push(() => locker.close());
  locker.exec("begin exclusive");
  const sent = exam.crowd.flatMap((saver, index) => batches[index]!.map((one) => exam.save(saver, [one])));
  await sleep(4_000);
  expect(exam.acknowledged.size).toBe(0);
  expect((await exam.ask({ path: "/sign-in" })).status).toBe(200);
  locker.exec("rollback");
  const saves = await Promise.all(sent);
  for (const { status, headers } of saves) expect([status, status === 503 ? Number(headers["retry-after"]) > 0 : true]).toEqual([status === 200 ? 200 : 503, true]);
  await Promise.all(exam.crowd.map((saver, index) => sendUntilSaved(exam, saver, batches[index]!)));
  const { longestMs } = await pulse.stop();
  expect(longestMs).toBeLessThan(MOST_MS);
  expect(exam.acknowledged.size).toBe(60);
  await exam.holds({ faults: /./ });
});

const mounts = mayMount();
describe.skipIf(!mounts)(`on a disk that is full${mounts ? "" : " (this user may not mount one)"}`, () => {
  it("no save is acknowledged that is not stored, whoever writes is resumed, nobody begins, and all arrive when there is room again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "exam-full-"));
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=96m", "tmpfs", folder]);
    endings.push(() => execFileSync("umount", ["-l", folder]));
    const exam = await served(3, join(folder, "data"));
    const [saver, other] = exam.crowd;
    await exam.begin(saver!);
    const filler = join(folder, "filler");
    fill(filler);
    await expect.poll(async () => (await exam.ask({ path: "/readyz" })).text, { timeout: 10_000 }).toMatch(/disk-full|not-writable/);

    const notes: Operation[] = [];
    let last = { status: 200, headers: {} as Record<string, unknown> };
    for (let seq = 1; seq <= 600 && last.status === 200; seq += 1) {
      notes.push(operation(seq, { kind: "note", value: "n".repeat(2_000) }));
      last = await exam.save(saver!, notes.slice(-1));
      if (last.status === 429) {
        await sleep(1_000);
        last = await exam.save(saver!, notes.slice(-1));
      }
    }
    expect([last.status, Number(last.headers["retry-after"]) > 0]).toEqual([503, true]);
    const resumed = await exam.post(saver!, "start", { lease: 1 });
    expect([resumed.status, resumed.told.state]).toEqual([200, "active"]);
    const refused = await exam.post(other!, "start", { lease: 1 });
    expect([refused.status, refused.told.reason]).toEqual([503, expect.stringMatching(/^(disk-full|database-not-writable|busy)$/)]);
    const office = exam.signIns.staff.find(({ roles }) => roles.includes("office"))!;
    const page = await exam.ask({ path: "/staff/sign-in", method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ email: office.email, password: office.password }).toString() });
    expect([302, 503]).toContain(page.status);

    rmSync(filler);
    await sendUntilSaved(exam, saver!, notes.slice(-100));
    await expect.poll(async () => (await exam.ask({ path: "/readyz" })).status, { timeout: 10_000 }).toBe(200);
    await exam.begin(other!);
    await exam.holds({ faults: /./ });
  });
});

/** Writes until there is no room for another block. */
function fill(path: string): void {
  const file = openSync(path, "a");
  try {
    for (const block of [Buffer.alloc(1_024 * 1_024), Buffer.alloc(4_096)]) {
      try {
        for (;;) writeSync(file, block);
      } catch (error) {
        expect(error).toMatchObject({ code: "ENOSPC" });
      }
    }
  } finally {
    closeSync(file);
  }
}
