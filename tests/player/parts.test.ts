import { bytesOfBase64, decryptPart } from "#app/player/content/decrypt.ts";
import { openDatabase, readKept } from "#app/player/store/database.ts";
import type { EncryptedPackage } from "#app/exam/attempt/protocol.ts";
import { describe, expect, test } from "vitest";
import { cached, openBrowser, openPage, so, started, until, type Browser, type Page, type Snapshot } from "./support/browser.ts";
import { FRAME, FRAME_HASH, openExam, type Exam } from "./support/exam.ts";

/** What this browser keeps on its disk of what is being read. */
async function keptBy({ environment, exam }: Browser): Promise<{ key: CryptoKey | null; part: number | null }> {
  const database = await openDatabase(environment.indexedDB!, exam.attemptId);
  const [key, begun] = await Promise.all([readKept<CryptoKey>(database, "contentKey"), readKept<{ part: number } | null>(database, "started")]);
  database.close();
  return { key: key ?? null, part: begun?.part ?? null };
}

/** The text of a kept package, as whoever has the disk of this computer and a key could read it. Faults: DecryptionError. */
async function textOf(browser: Browser, name: string, key: CryptoKey): Promise<string> {
  const { attemptId, protocol, part, index, hash, ciphertext } = JSON.parse((await (await cached(browser, name)).read()).toString()) as EncryptedPackage;
  const { subtle } = browser.environment.crypto;
  return new TextDecoder().decode(await decryptPart(subtle, key, { attemptId, protocol, part, index, hash }, bytesOfBase64(ciphertext)));
}

const isLeft = (now: Snapshot) => now.phase === "between" && now.part === 1 && !now.partRuns;
const questionsOf = (page: Page) => page.getSnapshot().items.map(({ position }) => position);
const eventKinds = async (exam: Exam) => (await exam.events()).map(({ kind }) => kind);

/** A page whose first part is over, and everything of the second is here. */
async function leftFirstPart(exam: Exam, given?: Browser) {
  const { browser, page } = await started(exam, given);
  await page.leavePart();
  await until(page, (now) => isLeft(now) && now.packageReady);
  return { browser, page };
}

/** Holds back the first reply of a kind that comes from now on; `here`: it has left the server. */
function heldBack({ network }: Browser, name: string) {
  let arrive = () => {};
  let tell = () => {};
  const mayArrive = new Promise<void>((resolve) => (arrive = resolve));
  const here = new Promise<void>((resolve) => (tell = resolve));
  const mend = network.put(name, async (send) => {
    mend();
    const reply = await send();
    tell();
    await mayArrive;
    return reply;
  });
  return { here, arrives: arrive };
}

describe("leaving a part", () => {
  test("asks for the delivery of everything that was done before, and is over only with that", async () => {
    const exam = await openExam({ twoParts: true });
    const { browser, page } = await started(exam);
    browser.network.goesDown();
    await page.respond(2, ["B"]);
    expect(await page.leavePart()).toBe(true);
    // A network that brings the leaving before the answer, and the answer not yet.
    const mend = browser.network.put("operations", (send, body) => {
      const request = JSON.parse(body) as { operations: { kind: string }[] };
      const operations = request.operations.filter(({ kind }) => kind !== "respond");
      return operations.length > 0 ? send(JSON.stringify({ ...request, operations })) : Promise.reject(new TypeError("network"));
    });
    browser.network.comesBack();
    browser.fire("online");
    await until(page, async (now) => now.saving.waiting === 1 && (await exam.operations("leave-part")).length === 1);
    expect(page.getSnapshot()).toMatchObject({ phase: "between", partRuns: true, leaving: true });
    expect(await eventKinds(exam)).not.toContain("part-left");
    mend();
    await until(page, isLeft);
    expect([await exam.valuesOf("respond"), (await eventKinds(exam)).at(-1)]).toEqual([[[2, ["B"]]], "part-left"]);
  });

  test("leaves nothing on this computer with which its questions could be read, nor those of the next part", async () => {
    const exam = await openExam({ twoParts: true });
    const { browser, page } = await started(exam);
    await until(page, (now) => now.images.ready === 1);
    expect(questionsOf(page)).toEqual([1, 2]);
    expect(await page.loadFrame(FRAME_HASH)).toEqual(FRAME);
    const { key, part } = await keptBy(browser);
    expect(part).toBe(1);
    // The next part is fetched while this one runs, and its key is another one.
    const next = await cached(browser, "part-2.package");
    await so(async () => (await next.read()).length > 0, () => "the second part was not fetched");
    expect(await textOf(browser, "package", key!)).toContain('"part":1');
    await expect(textOf(browser, "part-2.package", key!)).rejects.toMatchObject({ name: "DecryptionError" });

    await page.leavePart();
    const left = await until(page, async (now) => isLeft(now) && now.packageReady && (await keptBy(browser)).key === null);
    expect([left.items, left.studies, left.started, await keptBy(browser)]).toEqual([[], {}, false, { key: null, part: null }]);
    await expect(page.loadFrame(FRAME_HASH)).rejects.toThrow();
    expect(await page.respond(1, ["A"])).toBe(false);
  });

  test("gives no image any more that was on its way", async () => {
    const exam = await openExam({ twoParts: true });
    const browser = await openBrowser(exam);
    const frames = heldBack(browser, "frames");
    const { page } = await started(exam, browser);
    const refused = expect(page.loadFrame(FRAME_HASH)).rejects.toThrow();
    await frames.here;
    await page.leavePart();
    await until(page, isLeft);
    frames.arrives();
    await refused;
  });

  test("waits offline, and what is clicked meanwhile does nothing", async () => {
    const exam = await openExam({ twoParts: true });
    const { browser, page } = await started(exam);
    browser.network.goesDown();
    await page.respond(1, ["A"]);
    await page.leavePart();
    expect(page.getSnapshot()).toMatchObject({ phase: "between", leaving: true, partRuns: true });
    expect(await Promise.all([page.respond(1, ["B"]), page.flag(2, true), page.note(1, "n"), page.leavePart(), page.submit()])).toEqual([false, false, false, false, false]);
    page.visit(2);
    await page.startPart();
    expect(page.getSnapshot()).toMatchObject({ phase: "between", leaving: true, part: 1 });
    browser.network.comesBack();
    browser.fire("online");
    await until(page, (now) => isLeft(now) && now.saving.waiting === 0);
    expect([await exam.valuesOf("respond"), await exam.valuesOf("visit"), await exam.valuesOf("leave-part")]).toEqual([[[1, ["A"]]], [[1, null]], [[1, null]]]);
    expect((await eventKinds(exam)).filter((kind) => /part-|submitted|refused/.test(kind))).toEqual(["part-left"]);
  });

  test("tells what was still gathering of image trouble before", async () => {
    const exam = await openExam({ twoParts: true });
    const { page } = await started(exam);
    page.imageTrouble(1, { kind: "frame-missing", panel: 0, frame: 0 });
    await page.leavePart();
    await until(page, (now) => isLeft(now) && now.saving.waiting === 0);
    expect(await exam.valuesOf("image-trouble")).toEqual([[1, ["missing panel 0 frame 0 frames 1"]]]);
    const [[trouble], [leave]] = await Promise.all([exam.operations("image-trouble"), exam.operations("leave-part")]);
    expect(trouble!.seq).toBeLessThan(leave!.seq);
  });
});

describe("the second part", () => {
  test("begins when it is asked for, with its own time and its own questions in one direction", async () => {
    const exam = await openExam({ twoParts: true });
    const { browser, page } = await leftFirstPart(exam);
    await browser.beats(2);
    expect([page.getSnapshot().phase, (await eventKinds(exam)).includes("part-started")]).toEqual(["between", false]);
    await page.startPart();
    const running = await until(page, (now) => now.phase === "active" && now.time.status === "sure");
    expect([running.part, running.partRuns, questionsOf(page), running.position]).toEqual([2, true, [3, 4, 5], 3]);
    expect(running.time.remainingMs ?? Infinity).toBeLessThanOrEqual(600_000);
    await expect(page.loadFrame(FRAME_HASH)).rejects.toThrow();
    const { key, part } = await keptBy(browser);
    expect([part, await textOf(browser, "part-2.package", key!)]).toEqual([2, expect.stringContaining('"part":2')]);
    await expect(textOf(browser, "package", key!)).rejects.toMatchObject({ name: "DecryptionError" });

    page.visit(4);
    page.visit(3);
    page.visit(1);
    expect(page.getSnapshot().position).toBe(4);
    page.visit(5);
    page.visit(4);
    expect(page.getSnapshot().position).toBe(5);
    await page.respond(5, ["B"]);
    await until(page, (now) => now.saving.waiting === 0);
    expect([await exam.valuesOf("visit"), await exam.valuesOf("respond")]).toEqual([[[1, null], [3, null], [4, null], [5, null]], [[5, ["B"]]]]);
  });
});

describe("a reload", () => {
  /** Leaves the first part and closes the page before it has heard that the part is over. */
  async function leaveUnheard(exam: Exam, { network }: Browser, page: Page): Promise<void> {
    const mends = [network.loses("feed"), network.loses("heartbeat"), network.losesReply("operations")];
    await page.leavePart();
    await so(async () => (await eventKinds(exam)).includes("part-left"), () => "the part was not left");
    page.close();
    for (const mend of mends) mend();
  }

  test("in the first part, after leaving it offline, between the parts and in the second shows where the candidate is", async () => {
    const exam = await openExam({ twoParts: true });
    const { browser, page } = await started(exam);
    const reloaded = (before: Page) => {
      before.close();
      return openPage(browser);
    };
    page.visit(2);
    await until(page, async (now) => now.saving.waiting === 0 && (await exam.operations("visit")).length === 2);
    const first = reloaded(page);
    const inFirst = await until(first, (now) => now.phase === "active" && now.images.ready === 1);
    expect([inFirst.part, questionsOf(first), inFirst.position]).toEqual([1, [1, 2], 2]);

    browser.network.goesDown();
    await first.respond(2, ["B"]);
    await first.leavePart();
    const leaving = reloaded(first);
    const offline = await until(leaving, (now) => now.phase === "between");
    expect(offline).toMatchObject({ part: 1, leaving: true, partRuns: true });
    expect(await leaving.respond(2, ["C"])).toBe(false);
    browser.network.comesBack();
    browser.fire("online");
    await until(leaving, async (now) => isLeft(now) && now.packageReady && (await keptBy(browser)).key === null);

    const phases = new Set<string>();
    const between = reloaded(leaving);
    between.subscribe(() => phases.add(between.getSnapshot().phase));
    await until(between, (now) => isLeft(now) && now.packageReady);
    await browser.beats(2);
    expect([[...phases], questionsOf(between), await exam.valuesOf("respond")]).toEqual([["loading", "between"], [], [[2, ["B"]]]]);

    // Without network it is the same, and the button for the next part waits for it.
    browser.network.goesDown();
    const alone = reloaded(between);
    await until(alone, (now) => isLeft(now) && now.packageReady && now.loaded && !now.saving.reachable);
    await alone.startPart();
    expect(alone.getSnapshot()).toMatchObject({ phase: "between", part: 1, refusal: "no-reply", busy: null });
    browser.network.comesBack();
    await alone.startPart();
    alone.visit(4);
    await until(alone, async (now) => now.saving.waiting === 0 && (await exam.valuesOf("visit")).some(([position]) => position === 4));
    const second = reloaded(alone);
    const inSecond = await until(second, (now) => now.phase === "active");
    expect([inSecond.part, questionsOf(second), inSecond.position]).toEqual([2, [3, 4, 5], 4]);
    second.visit(3);
    expect(second.getSnapshot().position).toBe(4);
    second.close();
    browser.network.goesDown();
    const last = openPage(browser);
    expect(await until(last, (now) => now.phase === "active")).toMatchObject({ part: 2, position: 4 });
  });

  test("right after leaving, without network, shows the break and has the next part ready", async () => {
    const exam = await openExam({ twoParts: true });
    const { browser, page } = await leftFirstPart(exam);
    await so(async () => (await keptBy(browser)).key === null, () => "the key is still kept");
    page.close();
    browser.network.goesDown();
    const again = openPage(browser);
    const alone = await until(again, (now) => isLeft(now) && now.packageReady);
    // The only image is one of the first part.
    expect([alone.images.total, alone.items]).toEqual([0, []]);
  });

  test("forgets the key of a part of which it hears first that it is over", async () => {
    const exam = await openExam({ twoParts: true });
    const browser = await openBrowser(exam);
    // Without Cache Storage the package has to come again, and the server's word on the part is here before.
    browser.environment.caches = null;
    const { page } = await started(exam, browser);
    await leaveUnheard(exam, browser, page);
    const first = heldBack(browser, "package");
    const again = openPage(browser);
    const asked = exam.arrived("package");
    await first.here;
    await until(again, async (now) => isLeft(now) && now.packageReady);
    first.arrives();
    await browser.beats(2);
    expect(again.getSnapshot()).toMatchObject({ phase: "between", refusal: null, items: [] });
    expect([await keptBy(browser), exam.arrived("package") - asked]).toEqual([{ key: null, part: null }, 2]);
  });

  test("does not show a part of which it hears that it is over while it opens it", async () => {
    const exam = await openExam({ twoParts: true });
    const { browser, page } = await started(exam);
    await leaveUnheard(exam, browser, page);
    let opens = () => {};
    const mayOpen = new Promise<void>((resolve) => (opens = resolve));
    const { subtle } = globalThis.crypto;
    const slow = { digest: subtle.digest.bind(subtle), importKey: subtle.importKey.bind(subtle), decrypt: (...input: Parameters<SubtleCrypto["decrypt"]>) => mayOpen.then(() => subtle.decrypt(...input)) };
    browser.environment.crypto = { randomUUID: () => globalThis.crypto.randomUUID(), subtle: slow as SubtleCrypto } as Crypto;
    const again = openPage(browser);
    const shown = new Set<number>();
    again.subscribe(() => shown.add(again.getSnapshot().items.length));
    await until(again, (now) => isLeft(now) && now.packageReady);
    opens();
    await browser.beats(2);
    expect([[...shown], again.getSnapshot().phase, await keptBy(browser)]).toEqual([[0], "between", { key: null, part: null }]);
    await again.startPart();
    expect([again.getSnapshot().phase, questionsOf(again)]).toEqual(["active", [3, 4, 5]]);
  });
});

describe("a heartbeat whose reply comes after newer news", () => {
  /** Everything that is told of the phase and of the part while the reply comes, and after it. */
  async function toldBy(page: Page, browser: Browser, arrives: () => void): Promise<string[]> {
    const told = new Set<string>();
    const tell = () => void told.add(JSON.stringify((({ phase, part, partRuns, started: shown, items }) => ({ phase, part, partRuns, shown, questions: items.length }))(page.getSnapshot())));
    tell();
    page.subscribe(tell);
    arrives();
    await browser.beats(3);
    return [...told].map((one) => JSON.parse(one) as string);
  }

  test("does not take up a part again that was left meanwhile", async () => {
    const exam = await openExam({ twoParts: true, feed: false });
    const browser = await openBrowser(exam);
    const { page } = await started(exam, browser);
    const late = heldBack(browser, "heartbeat");
    await late.here;
    await page.leavePart();
    await until(page, (now) => isLeft(now) && now.packageReady);
    const starts = exam.arrived("start");
    expect(await toldBy(page, browser, late.arrives)).toEqual([{ phase: "between", part: 1, partRuns: false, shown: false, questions: 0 }]);
    expect(exam.arrived("start")).toBe(starts);
  });

  test("does not end a part that has begun meanwhile", async () => {
    const exam = await openExam({ twoParts: true, feed: false });
    const { browser, page } = await leftFirstPart(exam);
    const late = heldBack(browser, "heartbeat");
    await late.here;
    await page.startPart();
    await until(page, (now) => now.phase === "active" && now.part === 2);
    expect(await toldBy(page, browser, late.arrives)).toEqual([{ phase: "active", part: 2, partRuns: true, shown: true, questions: 3 }]);
    expect((await keptBy(browser)).part).toBe(2);
  });
});
