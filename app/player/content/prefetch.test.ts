import { expect, test } from "vitest";
import { bundleHead } from "#app/exam/form/frame-bundle.ts";
import type { Ciphertexts } from "./ciphertexts.ts";
import { createPrefetch } from "./prefetch.ts";
import type { Reply, Requester } from "../link/request.ts";

const timing = { sentAtMs: 0, receivedAtMs: 0 };
/** A frame of four bytes, encrypted. */
const FRAME = 4 + 16;
const framesOf = (count: number) => Array.from({ length: count }, (_, at) => ({ index: at + 1, hash: `f${at + 1}`, bytes: 4 }));
const NAMES = framesOf(6).map(({ hash }) => hash);
const content = {
  protocol: 2,
  attemptId: "a",
  part: 1,
  index: 0,
  hash: "h",
  ciphertext: "",
  frames: framesOf(6),
};

function memory(): Ciphertexts {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    kind: "memory",
    get: async (name) => kept.get(name) ?? null,
    put: async (name, bytes) => void kept.set(name, bytes),
    remove: async (name) => void kept.delete(name),
    names: async () => [...kept.keys()],
    deleteAll: async () => kept.clear(),
  };
}

type Fault = (range: { from: number; to: number }, times: number) => Reply | undefined;
const MISSING: Reply = { kind: "json", status: 404, body: { reason: "unknown-frame" }, retryAfterMs: null, ...timing };
const bytes = (length: number): Reply => ({ kind: "bytes", status: 200, bytes: new Uint8Array(length), ...timing });

/** A server of bundles and single frames; `asked` has what was asked of it: "f2" or "f1-f4". */
function open(faultOf: Fault = () => undefined, { ciphertexts = memory(), body = {} }: { ciphertexts?: Ciphertexts; body?: object } = {}) {
  const asked: string[] = [];
  let now = 0;
  let most = 0;
  const request: Requester = async (path) => {
    if (path.startsWith("/package")) {
      asked.push("package");
      return { kind: "json", status: 200, body: { ...content, ...body }, retryAfterMs: null, ...timing };
    }
    const [, from, to] = /^\/frames\?part=1&from=(\d+)&to=(\d+)$/.exec(path) ?? [];
    const single = Number(/^\/frames\/f(\d+)\?/.exec(path)?.[1]);
    const range = from === undefined ? { from: single, to: single } : { from: Number(from), to: Number(to) };
    const name = from === undefined ? `f${single}` : `f${from}-f${to}`;
    asked.push(name);
    most = Math.max(most, (now += 1));
    await new Promise((next) => setTimeout(next, 2));
    now -= 1;
    const fault = faultOf(range, asked.filter((one) => one === name).length);
    if (fault !== undefined) return fault;
    if (from === undefined) return bytes(FRAME);
    const part = [...bundleHead(FRAME), ...new Uint8Array(FRAME)];
    return { kind: "bytes", status: 200, bytes: new Uint8Array(Array.from({ length: range.to - range.from + 1 }, () => part).flat()), ...timing };
  };
  const schedule = (run: () => void, ms: number) => {
    const timer = setTimeout(run, ms / 100);
    return () => clearTimeout(timer);
  };
  const prefetch = createPrefetch({ attemptId: "a", part: 1, request, ciphertexts, schedule, random: () => 0.5, changed: () => undefined, signInEnded: () => undefined });
  return { prefetch, asked, ciphertexts, most: () => most };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !isSo(); turn += 1) await new Promise((next) => setTimeout(next, 2));
  expect(isSo()).toBe(true);
}

test("fetches package and frames in the order of the form, in bundles, three requests at a time, and counts them", async () => {
  const frames = framesOf(130);
  const { prefetch, asked, most, ciphertexts } = open(undefined, { body: { frames } });
  prefetch.begin();
  await until(() => prefetch.images().ready === 130);
  expect(asked).toEqual(["package", "f1-f32", "f33-f64", "f65-f96", "f97-f128", "f129-f130"]);
  expect(most()).toBe(3);
  expect(prefetch.images()).toEqual({ ready: 130, total: 130, questions: null });
  for (const { hash } of frames) expect(await ciphertexts.get(hash)).toHaveLength(FRAME);
});

test("a frame the server does not have holds up no other, also not those of its bundle", async () => {
  const { prefetch } = open(({ from, to }) => (from > 1 ? undefined : to > 1 ? { kind: "none" } : MISSING));
  prefetch.begin();
  await until(() => prefetch.images().ready === 5);
  await expect(prefetch.ciphertext("f1")).rejects.toMatchObject({ name: "FrameMissingError" });
  prefetch.stop();
});

test.each([
  ["a page of a proxy", bytes(999)],
  ["an empty reply", bytes(0)],
  ["a bundle with lengths that are not its frames'", bytes(6 * (4 + FRAME))],
  ["a refusal", { ...MISSING, status: 422 }],
  ["a fault", { ...MISSING, status: 500 }],
  ["nothing", { kind: "none" }],
] as [string, Reply][])("after %s in place of a bundle asks for its frames one by one", async (_what, reply) => {
  const { prefetch, asked } = open(({ from, to }) => (to > from ? reply : undefined));
  prefetch.begin();
  await until(() => prefetch.images().ready === 6);
  expect(asked).toEqual(["package", "f1-f6", ...NAMES]);
});

test("a frame that is needed now comes through when its bundle fails", async () => {
  const { prefetch } = open(({ from, to }) => (to > from ? { kind: "none" } : undefined));
  prefetch.begin();
  await until(() => prefetch.encryptedPackage() !== null);
  expect(await prefetch.ciphertext("f4")).toMatchObject({ frame: { index: 4 } });
});

test.each([429, 503])("leaves a busy server its bundles (%i)", async (status) => {
  const { prefetch, asked } = open((_range, times) => (times < 3 ? { ...MISSING, status } : undefined));
  prefetch.begin();
  await until(() => prefetch.images().ready === 6);
  expect(asked).toEqual(["package", "f1-f6", "f1-f6", "f1-f6"]);
});

test("takes a page of a proxy in place of a frame for no reply and tries again", async () => {
  const { prefetch } = open((_range, times) => (times === 1 ? bytes(999) : undefined));
  prefetch.begin();
  await until(() => prefetch.images().ready === 6);
});

test("after a reload fetches only what is missing", async () => {
  const ciphertexts = memory();
  await ciphertexts.put("f3", new Uint8Array(FRAME));
  const { prefetch, asked } = open(undefined, { ciphertexts });
  prefetch.begin();
  await until(() => prefetch.images().ready === 6);
  expect(asked).toEqual(["package", "f1-f2", "f4-f6"]);
  const again = open(undefined, { ciphertexts });
  again.prefetch.begin();
  await until(() => again.prefetch.images().ready === 6);
  expect(again.asked).toEqual([]);
});

test("what the screen needs comes first, and nothing else with it", async () => {
  const { prefetch, asked } = open();
  prefetch.begin();
  prefetch.prefer(["f4", "f5"]);
  await until(() => prefetch.images().ready === 6);
  expect(asked).toEqual(["package", "f4-f5", "f1-f3", "f6"]);
});

test("counts a question when all of its frames are here, also those it shares", async () => {
  const questionFrames = [[1, 2], [3, 4, 1], [5, 6], [2]];
  const { prefetch } = open(({ from, to }) => (to > from ? { kind: "none" } : from === 4 ? MISSING : undefined), { body: { questionFrames } });
  prefetch.begin();
  await until(() => prefetch.images().ready === 5);
  expect(prefetch.images().questions).toEqual({ ready: 3, total: 4 });
  prefetch.stop();
});

test.each([{ questionFrames: [[1], [7]] }, { questionFrames: [[]] }, { questionFrames: [1, 2] }, { questionFrames: "12" }])("counts frames where %o says nothing of the questions", async (body) => {
  const { prefetch } = open(undefined, { body });
  prefetch.begin();
  await until(() => prefetch.images().ready === 6);
  expect(prefetch.images()).toEqual({ ready: 6, total: 6, questions: null });
});
