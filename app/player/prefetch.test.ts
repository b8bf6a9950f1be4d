import { expect, test } from "vitest";
import type { Ciphertexts } from "./ciphertexts.ts";
import { createPrefetch } from "./prefetch.ts";
import type { Answer, Requester } from "./request.ts";

const timing = { sentAtMs: 0, receivedAtMs: 0 };
const NAMES = ["f1", "f2", "f3", "f4", "f5", "f6"];
const content = {
  protocol: 1,
  attemptId: "a",
  section: 1,
  index: 0,
  hash: "h",
  ciphertext: "",
  frames: NAMES.map((hash, at) => ({ index: at + 1, hash, bytes: 4 })),
};

function memory(): Ciphertexts {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    kind: "memory",
    get: async (name) => kept.get(name) ?? null,
    put: async (name, bytes) => void kept.set(name, bytes),
    names: async () => [...kept.keys()],
    deleteAll: async () => kept.clear(),
  };
}

function open(answerFor: (hash: string, times: number) => Answer | undefined = () => undefined, ciphertexts = memory(), more: object = {}) {
  const asked: string[] = [];
  let now = 0;
  let most = 0;
  const request: Requester = async (path) => {
    if (path.startsWith("/package")) {
      asked.push("package");
      return { kind: "json", status: 200, body: { ...content, ...more }, retryAfterMs: null, ...timing };
    }
    const hash = path.split("/")[2]?.split("?")[0] ?? "";
    asked.push(hash);
    most = Math.max(most, (now += 1));
    await new Promise((next) => setTimeout(next, 2));
    now -= 1;
    const times = asked.filter((one) => one === hash).length;
    return answerFor(hash, times) ?? { kind: "bytes", status: 200, bytes: new Uint8Array(4 + 16), ...timing };
  };
  const schedule = (run: () => void, ms: number) => {
    const timer = setTimeout(run, ms / 100);
    return () => clearTimeout(timer);
  };
  const prefetch = createPrefetch({ attemptId: "a", request, ciphertexts, schedule, random: () => 0.5, changed: () => undefined, signInEnded: () => undefined });
  return { prefetch, asked, ciphertexts, most: () => most };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !isSo(); turn += 1) await new Promise((next) => setTimeout(next, 2));
  expect(isSo()).toBe(true);
}

test("fetches package and frames in the order of the form, three at a time, and counts them", async () => {
  const { prefetch, asked, most } = open();
  prefetch.begin();
  await until(() => prefetch.images().ready === 6);
  expect(asked).toEqual(["package", ...NAMES]);
  expect(most()).toBe(3);
  expect(prefetch.images()).toEqual({ ready: 6, total: 6, questions: null });
});

test("a frame the server does not have holds up no other", async () => {
  const { prefetch } = open((hash) => (hash === "f1" ? { kind: "json", status: 404, body: { reason: "unknown-frame" }, retryAfterMs: null, ...timing } : undefined));
  prefetch.begin();
  await until(() => prefetch.images().ready === 5);
  await expect(prefetch.ciphertext("f1")).rejects.toMatchObject({ name: "FrameMissingError" });
  prefetch.stop();
});

test("takes a page of a proxy in place of a frame for no answer and tries again", async () => {
  const page: Answer = { kind: "bytes", status: 200, bytes: new Uint8Array(999), ...timing };
  const { prefetch } = open((_hash, times) => (times === 1 ? page : undefined));
  prefetch.begin();
  await until(() => prefetch.images().ready === 6);
});

test("after a reload fetches only what is missing", async () => {
  const ciphertexts = memory();
  const first = open(undefined, ciphertexts);
  first.prefetch.begin();
  await until(() => first.prefetch.images().ready >= 3);
  first.prefetch.stop();
  await new Promise((next) => setTimeout(next, 10));
  const here = (await ciphertexts.names()).filter((name) => NAMES.includes(name));
  const second = open(undefined, ciphertexts);
  second.prefetch.begin();
  await until(() => second.prefetch.images().ready === 6);
  expect(second.asked).toEqual(NAMES.filter((name) => !here.includes(name)));
});

test("what the screen needs comes first", async () => {
  const { prefetch, asked } = open();
  prefetch.begin();
  prefetch.prefer(["f6", "f5"]);
  await until(() => prefetch.images().ready === 6);
  expect(asked.slice(1, 4)).toEqual(["f6", "f5", "f1"]);
});

test("counts a question when all of its frames are here, also those it shares", async () => {
  const missing: Answer = { kind: "json", status: 404, body: { reason: "unknown-frame" }, retryAfterMs: null, ...timing };
  const questionFrames = [[1, 2], [3, 4, 1], [5, 6], [2]];
  const { prefetch } = open((hash) => (hash === "f4" ? missing : undefined), memory(), { questionFrames });
  prefetch.begin();
  await until(() => prefetch.images().ready === 5);
  expect(prefetch.images().questions).toEqual({ ready: 3, total: 4 });
  prefetch.stop();
});

test.each([{ questionFrames: [[1], [7]] }, { questionFrames: [[]] }, { questionFrames: [1, 2] }, { questionFrames: "12" }])("counts frames where %o says nothing of the questions", async (more) => {
  const { prefetch } = open(undefined, memory(), more);
  prefetch.begin();
  await until(() => prefetch.images().ready === 6);
  expect(prefetch.images()).toEqual({ ready: 6, total: 6, questions: null });
});
