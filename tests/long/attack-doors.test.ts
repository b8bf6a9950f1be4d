import { renameSync } from "node:fs";
import SqliteDatabase from "better-sqlite3";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { EncryptedPackage } from "#app/exam/attempt/protocol.ts";
import type { Member } from "../load/crowd.ts";
import { attackedExam, formOf, operation, pulseOf, sleep, type Attacked } from "./support/attacked.ts";
import { sendBulk, statusLine } from "./support/raw.ts";

const MB = 1_024 * 1_024;
const FORM = "Content-Type: application/x-www-form-urlencoded";
const ROOM = 80;
const MOST_MS = 1_000;
/** Of one bundle of images (docs/protocol.md). */
const BUNDLE = { frames: 32, bytes: 2 * MB };

describe("size and rate at every door", () => {
  let exam: Attacked;
  /** Each test takes candidates of its own. */
  let next = 0;
  const member = (): Member => exam.crowd[next++]!;
  beforeAll(async () => {
    exam = await attackedExam(ROOM + 20);
    await exam.launch();
  });
  afterEach(() => exam.holds());
  afterAll(() => exam?.remove());

  it.each([
    ["/sign-in", 110 * MB, true],
    ["/sign-in", 200 * MB, false],
    ["/staff/sign-in", 200 * MB, true],
    ["/exam/open", 110 * MB, false],
    ["/no-such-page", 110 * MB, true],
    ["/attempts/00000000-0000-7000-8000-000000000000/operations", 200 * MB, false],
  ])("nobody's body at %s of %d bytes, announced: %s, is refused in a few words, and the others are served meanwhile", async (path, bytes, announced) => {
    const saver = member();
    await exam.begin(saver);
    const pid = exam.pid();
    const pulse = pulseOf(exam);
    await sleep(100);
    const flood = sendBulk(exam.port, path, { bytes, announced, headers: [FORM] });
    for (let seq = 1; seq <= 10; seq += 1) expect((await exam.save(saver, [operation(seq)])).ms).toBeLessThan(MOST_MS);
    const { told, sent } = await flood;
    const { asked, longestMs } = await pulse.stop();
    expect([statusLine(told), told.length < 2_000, told.includes("aaaa")]).toEqual([413, true, false]);
    expect([asked > 3, longestMs < MOST_MS], `${asked} signs of life, the longest after ${longestMs} ms`).toEqual([true, true]);
    expect([exam.isAlive(), exam.pid()]).toEqual([true, pid]);
    if (announced) expect(sent).toBeLessThanOrEqual(bytes);
    expect(memoryOf((await exam.ask({ path: "/metrics" })).text)).toBeLessThan(600 * MB);
  });

  it("what anybody sends within the limit is not sent back", async () => {
    for (const path of ["/sign-in", "/staff/sign-in"]) {
      const refused = await exam.ask({ path, ...formOf({ candidateNumber: "C1", email: "a@b.c", code: "q".repeat(60_000), password: "q".repeat(60_000).slice(0, 3_000) }) });
      expect([path, refused.status < 500, refused.text.includes("qqqq")]).toEqual([path, true, false]);
    }
  });

  it("staff may send a megabyte and no more; a candidate's sign-in opens no larger door", async () => {
    const [staff, candidate] = [await exam.staff("office"), member().cookie];
    const sized = (cookie: string, bytes: number) => exam.ask({ path: "/office", method: "POST", headers: { Cookie: cookie, "Content-Type": "application/x-www-form-urlencoded" }, body: `x=${"a".repeat(bytes - 2)}` });
    expect([(await sized(staff, MB)).status, (await sized(staff, MB + 1)).status, (await sized(candidate, 65 * 1_024)).status]).toEqual([200, 413, 413]);
    const { told } = await sendBulk(exam.port, "/office", { bytes: 110 * MB, announced: false, headers: [FORM, `Cookie: ${staff}`] });
    expect(statusLine(told)).toBe(413);
  });

  it("two hundred POSTs at once of one attempt are slowed down, another's are not, and both go on", async () => {
    const [greedy, other] = [member(), member()];
    await exam.begin(greedy);
    await exam.begin(other);
    const operations = Array.from({ length: 200 }, (_, index) => operation(index + 1));
    const flood = Promise.all(operations.map((one) => exam.save(greedy, [one])));
    const beside = await exam.save(other, [operation(1)]);
    const answers = await flood;
    const slowed = answers.filter(({ status }) => status === 429);
    expect([beside.status, beside.ms < MOST_MS]).toEqual([200, true]);
    expect(answers.filter(({ status }) => status !== 429 && status !== 200)).toEqual([]);
    expect(answers.length - slowed.length).toBeGreaterThanOrEqual(55);
    expect(slowed.length).toBeGreaterThanOrEqual(80);
    for (const { headers, told } of slowed) expect([Number(headers["retry-after"]) > 0, told.reason, told.acknowledged]).toEqual([true, "slow-down", undefined]);
    await sleep(1_100);
    const again = await exam.save(greedy, operations);
    expect([again.status, again.told.waitingFor, again.told.acknowledged?.length]).toEqual([200, [], 200]);
  });

  it("twelve thousand numbers with gaps are refused beyond a thousand missing, nothing of the refused is stored, and the page can fill them", async () => {
    const [gapped, other] = [member(), member()];
    await exam.begin(gapped);
    await exam.begin(other);
    const refused: string[] = [];
    let firstGap: { waitingFor?: number[] } = {};
    let highest = 0;
    for (let from = 2; from <= 24_000; ) {
      const operations = Array.from({ length: 200 }, (_, index) => operation(from + 2 * index));
      const { status, told } = await exam.save(gapped, operations);
      if (status === 429) {
        await sleep(1_000);
        continue;
      }
      expect([200, 409]).toContain(status);
      if (status === 200) highest = from + 398;
      else {
        expect([told.reason, told.acknowledged, told.waitingFor?.length]).toEqual(["gap", [], 200]);
        if (refused.length === 0) firstGap = told;
        refused.push(...operations.map(({ opId }) => opId));
      }
      from += 400;
    }
    expect([refused.length >= 10_000, highest <= 2_400]).toEqual([true, true]);
    const stored = exam.read<{ received: number; events: number }>("select length(received) as received, version as events from attempt where id = ?", gapped.attemptId)[0]!;
    expect(stored.received).toBeLessThan(16_000);
    expect(exam.read("select op_id from attempt_event where attempt_id = ? and op_id in (select value from json_each(?))", gapped.attemptId, JSON.stringify(refused))).toEqual([]);
    expect((await exam.save(other, [operation(1)])).ms).toBeLessThan(MOST_MS);
    const filled = await exam.save(gapped, firstGap.waitingFor!.map((seq) => operation(seq)));
    expect([filled.status, filled.told.acknowledged?.length]).toEqual([200, 200]);
  });

  it("five megabytes of notes and reports are kept for an attempt, more are refused one by one, and everything else goes on", async () => {
    const writer = member();
    await exam.begin(writer);
    // Three bytes of UTF-8 for each character.
    const value = "\u20ac".repeat(2_000);
    const [taken, refused] = [new Set<string>(), new Set<string>()];
    let seq = 0;
    for (let request = 0; request < 26; request += 1) {
      const operations = Array.from({ length: 40 }, () => operation((seq += 1), { kind: seq % 2 === 0 ? "note" : "report-problem", value }));
      const saved = await exam.save(writer, operations);
      expect([saved.status, saved.told.waitingFor]).toEqual([200, []]);
      for (const opId of saved.told.acknowledged!) taken.add(opId);
      for (const { opId, reason } of saved.told.refused!) if (reason === "text-full") refused.add(opId);
    }
    expect(taken.size + refused.size).toBe(seq);
    expect(refused.size).toBeGreaterThan(100);
    const [kept] = exam.read<{ bytes: number }>("select sum(length(cast(text as blob))) as bytes from event_text where attempt_id = ?", writer.attemptId);
    expect([kept!.bytes > 5 * MB - 6_000, kept!.bytes <= 5 * MB]).toEqual([true, true]);
    const after = await exam.save(writer, [operation((seq += 1)), operation((seq += 1), { kind: "note", value: "\u20ac".repeat(2_000) })]);
    expect([after.told.acknowledged?.length, after.told.refused?.map(({ reason }) => reason)]).toEqual([1, ["text-full"]]);
  });

  it("a proctor is called once in five seconds, and never after the close", async () => {
    const caller = member();
    await exam.begin(caller);
    const call = () => exam.post(caller, "call", { kind: "technical" });
    const calls = await Promise.all(Array.from({ length: 8 }, call));
    const slowed = calls.filter(({ status }) => status === 429);
    expect([calls.filter(({ status }) => status === 200).length, slowed.length]).toEqual([1, 7]);
    for (const { headers } of slowed) expect([Number(headers["retry-after"]) > 0, Number(headers["retry-after"]) <= 5]).toEqual([true, true]);
    await sleep(5_100);
    expect((await call()).status).toBe(200);
    expect((await exam.save(caller, [operation(1, { kind: "submit", position: 0, value: null })])).told.state).toBe("submitted");
    await sleep(5_100);
    const late = await call();
    expect([late.status, late.told.reason]).toEqual([410, "closed"]);
    expect(exam.read<{ calls: number }>("select count(*) as calls from attempt_event where attempt_id = ? and kind like '%call%'", caller.attemptId)).toEqual([{ calls: 2 }]);
  });

  /** All images of the form as a page fetches them; gives how often each status came. */
  async function prefetch({ attemptId, cookie }: Member, most = Number.POSITIVE_INFINITY): Promise<Map<number, number>> {
    const statuses = new Map<number, number>();
    const get = async (path: string) => {
      const reply = await exam.ask({ path: `/attempts/${attemptId}/${path}`, headers: { Cookie: cookie, "X-Exam-Protocol": "1" } });
      statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
      if (reply.status === 429) expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
      return reply;
    };
    const { frames } = JSON.parse((await get("package?part=1")).text) as EncryptedPackage;
    const bundles: [from: number, to: number][] = [];
    let bytes = Number.POSITIVE_INFINITY;
    for (const frame of frames) {
      const last = bundles.at(-1);
      if (last === undefined || bytes + frame.bytes > BUNDLE.bytes || frame.index - last[0] >= BUNDLE.frames) {
        bundles.push([frame.index, frame.index]);
        bytes = frame.bytes;
      } else {
        last[1] = frame.index;
        bytes += frame.bytes;
      }
    }
    const wanted = bundles.slice(0, most);
    await Promise.all(Array.from({ length: 6 }, async () => {
      for (let bundle = wanted.shift(); bundle !== undefined; bundle = wanted.shift()) await get(`frames?part=1&from=${bundle[0]}&to=${bundle[1]}`);
    }));
    return statuses;
  }

  it("images are had three times in an hour and not a fourth time, which stops nothing else", async () => {
    const [hoarder, other] = [member(), member()];
    await exam.begin(hoarder);
    const rounds = [];
    for (let round = 0; round < 4; round += 1) rounds.push([...(await prefetch(hoarder)).keys()].sort());
    expect(rounds.slice(0, 3)).toEqual([[200], [200], [200]]);
    expect(rounds[3]).toContain(429);
    expect((await exam.save(hoarder, [operation(1)])).status).toBe(200);
    expect([...(await prefetch(other)).keys()]).toEqual([200]);
  });

  it(`a room of ${ROOM} people behind one address fetches its images and is never slowed down`, async () => {
    const room = Array.from({ length: ROOM }, member);
    const seen = await Promise.all(room.map((one) => prefetch(one, 6)));
    expect([...new Set(seen.flatMap((statuses) => [...statuses.keys()]))]).toEqual([200]);
  });
});

describe("health", () => {
  let exam: Attacked;
  beforeAll(async () => {
    exam = await attackedExam(1);
    await exam.launch();
  });
  afterAll(() => exam?.remove());

  it("two hundred questions at once write nothing and leave saves alone", async () => {
    const [saver] = exam.crowd;
    await exam.begin(saver!);
    const askAll = () => Promise.all(Array.from({ length: 200 }, () => exam.ask({ path: "/readyz" })));
    const changes = await withVersionOf(exam, async (version) => {
      // The server stores its time every five seconds: right after that nothing else writes.
      const before = version();
      while (version() === before) await sleep(5);
      await sleep(300);
      const [quiet, begun] = [version(), performance.now()];
      const answers = await askAll();
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(performance.now() - begun).toBeLessThan(4_000);
      return version() - quiet;
    });
    expect(changes).toBe(0);
    const flood = askAll();
    for (let seq = 1; seq <= 20; seq += 1) {
      const saved = await exam.save(saver!, [operation(seq)]);
      expect([saved.status, saved.ms < MOST_MS]).toEqual([200, true]);
    }
    await flood;
    await exam.holds();
  });

  it("survives that the data folder vanishes, says so, and is ready again when it is back", async () => {
    const [saver] = exam.crowd;
    const pid = exam.pid();
    renameSync(exam.dataDir, `${exam.dataDir}.away`);
    try {
      await expect.poll(async () => (await exam.ask({ path: "/readyz" })).text, { timeout: 5_000 }).toContain("data-folder-gone");
      // Long enough for every duty of the server to have met it.
      for (let seq = 21; seq <= 27; seq += 1) {
        await exam.save(saver!, [operation(seq)]);
        await sleep(1_000);
        expect((await exam.ask({ path: "/healthz" })).status).toBe(200);
      }
    } finally {
      renameSync(`${exam.dataDir}.away`, exam.dataDir);
    }
    await expect.poll(async () => (await exam.ask({ path: "/readyz" })).status, { timeout: 10_000 }).toBe(200);
    expect((await exam.save(saver!, Array.from({ length: 8 }, (_, index) => operation(21 + index)))).status).toBe(200);
    expect([exam.isAlive(), exam.pid()]).toEqual([true, pid]);
    await exam.holds({ faults: /./ });
  });
});

const memoryOf = (metrics: string): number => Number(/^exam_memory_bytes (\d+)$/m.exec(metrics)?.[1]);

/** A number of the database file that grows with every commit of somebody else. */
async function withVersionOf<T>({ databaseFile }: Attacked, work: (version: () => number) => Promise<T>): Promise<T> {
  const database = new SqliteDatabase(databaseFile, { readonly: true });
  try {
    return await work(() => database.pragma("data_version", { simple: true }) as number);
  } finally {
    database.close();
  }
}
