import { existsSync, readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Member } from "../load/crowd.ts";
import { attackedExam, command, operation, sleep, type Attacked } from "./support/attacked.ts";

// Debian's package faketime: the machine's clock is set for one process, its monotonic clock is not.
const library = (existsSync("/usr/lib") ? readdirSync("/usr/lib") : []).map((folder) => `/usr/lib/${folder}/faketime/libfaketime.so.1`).find((file) => existsSync(file));
const clockSetBy = (seconds: number): Record<string, string> => ({ LD_PRELOAD: library ?? "", FAKETIME: `${seconds >= 0 ? "+" : ""}${seconds}`, DONT_FAKE_MONOTONIC: "1" });
const HOUR = 3_600;
/** The closer comes by once a second. */
const CLOSER_CAME_MS = 2_300;
const MINUTE_MS = 60_000;

describe.skipIf(library === undefined)(`a machine whose clock is set${library === undefined ? " (faketime not installed on this machine)" : ""}`, () => {
  let exam: Attacked;
  let seq = 0;
  beforeEach(async () => {
    exam = await attackedExam(8);
    await exam.launch();
    seq = 0;
  });
  afterEach(async () => {
    await exam.holds({ faults: /^the machine's clock is not near the last stored time/ });
    await exam.remove();
  });

  const saved = (member: Member, lease = 1) => exam.save(member, [operation((seq += 1))], lease);
  const lastTime = () => exam.read<{ at: number }>("select max(server_time_ms) as at from attempt_event")[0]!.at;

  async function restart(seconds: number): Promise<void> {
    await exam.end("SIGKILL");
    await exam.launch(seconds === 0 ? {} : clockSetBy(seconds));
  }

  /** Nothing was stored with a time below one that had been stored before. */
  function timesGoOn(since: number, before: Map<string, number>): void {
    const rows = exam.read<{ attempt_id: string; number: number; server_time_ms: number }>("select attempt_id, number, server_time_ms from attempt_event order by attempt_id, number");
    const fresh = rows.filter((row) => row.number > (before.get(row.attempt_id) ?? 0));
    expect(fresh.filter((row) => row.server_time_ms < since)).toEqual([]);
    expect(rows.filter((row, index) => rows[index - 1]?.attempt_id === row.attempt_id && rows[index - 1]!.server_time_ms > row.server_time_ms)).toEqual([]);
  }
  /** Whether people may begin is looked up once a second. */
  const letsBegin = () => expect.poll(async () => (await exam.ask({ path: "/readyz" })).status, { timeout: 3_000 }).toBe(200);
  const counts = () => new Map(exam.read<{ id: string; version: number }>("select id, version from attempt").map(({ id, version }) => [id, version]));

  it("an hour forwards and an hour back at restarts, each twice in a row: nobody is timed out, saves, resumes and seats go on, nobody begins, no time goes back", async () => {
    const [writes, moves, waits] = exam.crowd as [Member, Member, Member];
    await exam.begin(writes);
    await exam.begin(moves);
    const first = await saved(writes);
    const left = first.told.deadlineMs! - first.told.serverTimeMs!;
    let lease = 1;
    for (const seconds of [HOUR, HOUR, -HOUR, -HOUR]) {
      const [since, before] = [lastTime(), counts()];
      await restart(seconds);
      expect(JSON.parse((await exam.ask({ path: "/readyz" })).text)).toEqual({ ok: false, reason: "clock-in-doubt" });
      await sleep(CLOSER_CAME_MS);
      const one = await saved(writes);
      expect([one.status, one.told.state, one.told.acknowledged?.length]).toEqual([200, "active", 1]);
      expect(Math.abs(one.told.deadlineMs! - one.told.serverTimeMs! - left)).toBeLessThan(MINUTE_MS);
      expect((await exam.post(writes, "start", { lease: 1 })).told.state).toBe("active");
      const moved = await exam.post(moves, "take-over", { browserId: "load-generator", expectedLease: lease });
      expect([moved.status, moved.told.lease]).toEqual([200, lease + 1]);
      lease += 1;
      const refused = await exam.post(waits, "start", { lease: 1 });
      expect([refused.status, refused.told.reason]).toEqual([503, "clock-in-doubt"]);
      expect(exam.read("select state, count(*) as attempts from attempt group by state order by state")).toEqual([{ state: "active", attempts: 2 }, { state: "admitted", attempts: exam.crowd.length - 2 }]);
      timesGoOn(since, before);
    }
    expect((await command(exam.dataDir, "clock")).text).toMatch(/not sure of the time[\s\S]*behind it\. Exams that run: 2\. Starts wait\./);
    expect(await command(exam.dataDir, "clock", "confirm", "--clock-was-wrong")).toEqual({ status: 0, text: expect.stringContaining("Confirmed.") });
    await letsBegin();
    await exam.begin(waits);
    const after = await saved(writes);
    expect(Math.abs(after.told.deadlineMs! - after.told.serverTimeMs! - left)).toBeLessThan(MINUTE_MS);
    // With the same wrong clock the next start is in no doubt.
    const since = lastTime();
    const before = counts();
    await restart(-HOUR);
    await letsBegin();
    await exam.begin(exam.crowd[3]!);
    timesGoOn(since, before);
  });

  it("a server that was down for an hour gives the hour back before the closer comes, once, and then lets people begin", async () => {
    const [writes, waits, later] = exam.crowd as [Member, Member, Member];
    await exam.begin(writes);
    const first = await saved(writes);
    const left = first.told.deadlineMs! - first.told.serverTimeMs!;
    const [since, before] = [lastTime(), counts()];
    await restart(HOUR);
    expect((await exam.post(waits, "start", { lease: 1 })).status).toBe(503);
    expect((await command(exam.dataDir, "clock", "confirm")).status).not.toBe(0);
    expect(await command(exam.dataDir, "clock", "confirm", "--server-was-down")).toEqual({ status: 0, text: expect.stringContaining("Confirmed.") });
    await sleep(CLOSER_CAME_MS);
    await exam.begin(waits);
    const given = await saved(writes);
    expect([given.status, given.told.state]).toEqual([200, "active"]);
    expect(Math.abs(given.told.deadlineMs! - given.told.serverTimeMs! - left)).toBeLessThan(MINUTE_MS);
    expect(given.told.serverTimeMs! - first.told.serverTimeMs!).toBeGreaterThan(59 * MINUTE_MS);
    expect(exam.read("select attempt_id from attempt_event where kind = 'extended'")).toEqual([{ attempt_id: writes.attemptId }]);
    timesGoOn(since, before);
    // Said again, nothing is in doubt and nothing is given.
    expect((await command(exam.dataDir, "clock", "confirm", "--server-was-down")).status).not.toBe(0);
    await restart(HOUR);
    await exam.begin(later);
    expect(exam.read("select attempt_id from attempt_event where kind = 'extended'")).toHaveLength(1);
  });

  it("steps of a few seconds, forwards and back, are no doubt", async () => {
    for (const [index, seconds] of [4, -4, 8, 0].entries()) {
      const [since, before] = [lastTime(), counts()];
      await restart(seconds);
      await exam.begin(exam.crowd[index]!);
      timesGoOn(since, before);
    }
  });
});
