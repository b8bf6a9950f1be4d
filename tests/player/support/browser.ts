import "fake-indexeddb/auto";
import type { PlayerEnvironment } from "#app/player/page/environment.ts";
import { createPlayer, type Player } from "#app/player/player.ts";
import type { PlayerSnapshot } from "#app/player/snapshot.ts";
import type { StudyManifest } from "#app/pixels/study.ts";
import { afterEach } from "vitest";
import type { Exam } from "./exam.ts";
import { createNetwork } from "./network.ts";

export type Page = Player<StudyManifest>;
export type Snapshot = PlayerSnapshot<StudyManifest>;
export type Browser = Awaited<ReturnType<typeof openBrowser>>;

/** Everything the player waits for comes so many times sooner; silence of the feed and slow frames stay far away. */
const SOONER = 50;
const FAR_AWAY_MS = 15_000;
const LONGEST_WAIT_MS = 30_000;

/** Cache Storage of one browser, as far as the player uses it. */
function createCaches(): CacheStorage {
  const kept = new Map<string, Map<string, Uint8Array>>();
  const open = async (name: string) => {
    const entries = kept.get(name) ?? new Map<string, Uint8Array>();
    kept.set(name, entries);
    return {
      put: async (url: string, response: Response) => void entries.set(url, new Uint8Array(await response.arrayBuffer())),
      match: async (url: string) => (entries.has(url) ? new Response(Uint8Array.from(entries.get(url) ?? [])) : undefined),
      delete: async (url: string) => entries.delete(url),
      keys: async () => [...entries.keys()].map((url) => ({ url: `http://exam${url}` })),
    };
  };
  return { open, delete: async (name: string) => kept.delete(name), has: async (name: string) => kept.has(name) } as unknown as CacheStorage;
}

/** A browser in which the candidate has signed in. A test may exchange what stands in its `environment` before it opens a page. */
export async function openBrowser(exam: Exam) {
  const network = await createNetwork(exam);
  const listeners = new Map<string, Set<() => void>>();
  const date = { shiftMs: 0 };
  const environment: PlayerEnvironment = {
    fetch: network.fetch,
    openFeed: network.openFeed,
    indexedDB: new IDBFactory(),
    caches: createCaches(),
    locks: null,
    crypto: globalThis.crypto,
    openChannel: () => null,
    dateNow: () => Date.now() + date.shiftMs,
    monotonicNow: () => performance.now(),
    random: () => 0.5,
    schedule(run, ms) {
      const timer = setTimeout(run, ms >= FAR_AWAY_MS ? ms : ms / SOONER);
      return () => clearTimeout(timer);
    },
    on(event, run) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(run));
      return () => set.delete(run);
    },
    visible: () => true,
    fullScreen: () => false,
  };
  return {
    exam,
    network,
    environment,
    date,
    fire: (event: string) => listeners.get(event)?.forEach((run) => run()),
    /** Waits until this browser has heard `times` more heartbeats: so long that what it would do by itself is done. */
    async beats(times: number): Promise<void> {
      const before = network.asked("heartbeat");
      await so(() => network.asked("heartbeat") >= before + times, () => "no heartbeat");
    },
  };
}

const open: Page[] = [];
afterEach(() => open.splice(0).forEach((page) => page.close()));

export function openPage({ exam, environment }: Browser, rulesAccepted = true): Page {
  const page = createPlayer<StudyManifest>({
    attemptId: exam.attemptId,
    buildId: "b",
    parts: exam.parts,
    rulesAccepted,
    candidateNumber: exam.candidateNumber,
    signInAgainUrl: "/exam/sign-in-again",
    framesOf: (study) => study.frames.map((frame) => frame.hash),
    environment,
  });
  open.push(page);
  return page;
}

/** Waits for what is to happen, however slow the machine is. */
export async function so(isSo: () => boolean | Promise<boolean>, otherwise: () => string): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < LONGEST_WAIT_MS; ) {
    if (await isSo()) return;
    await new Promise((next) => setTimeout(next, 2));
  }
  throw new Error(`It never happened; ${otherwise()}`);
}

/** Waits until the page, or the server, is as it should be; gives what the page said then. */
export async function until(page: Page, isSo: (now: Snapshot) => boolean | Promise<boolean>): Promise<Snapshot> {
  let now = page.getSnapshot();
  await so(
    () => isSo((now = page.getSnapshot())),
    () => `the player says ${JSON.stringify({ ...now, items: [], studies: {} })}`,
  );
  return now;
}

export const readyToStart = (now: Snapshot) => now.phase === "waiting" && now.packageReady && now.examState === "admitted" && now.seat === "mine";

/** A page on which the exam runs, its first visit delivered. */
export async function started(exam: Exam, given?: Browser) {
  const browser = given ?? (await openBrowser(exam));
  const page = openPage(browser);
  await until(page, readyToStart);
  await page.start();
  await until(page, async (now) => now.phase === "active" && now.saving.waiting === 0 && (await exam.operations("visit")).length > 0);
  return { browser, page };
}

/** What Cache Storage holds of the exam under a name, and a way to change it. */
export async function cached({ environment, exam: { attemptId } }: Browser, name: string) {
  const cache = await environment.caches!.open(`cmr-exam-${attemptId}`);
  const url = `/exam-content/${attemptId}/${name}`;
  return {
    read: async () => Buffer.from(new Uint8Array((await (await cache.match(url))?.arrayBuffer()) ?? new ArrayBuffer(0))),
    write: (bytes: Buffer) => cache.put(url, new Response(new Uint8Array(bytes))),
  };
}

export const damaged = (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 7 ? byte ^ 1 : byte)));
