import { webcrypto } from "node:crypto";
import { expect, test } from "vitest";
import { ciphertextsOfPart, openCiphertexts } from "./ciphertexts.ts";
import { createPartContents } from "./part-contents.ts";
import type { Requester } from "../link/request.ts";

const TAG_BYTES = 16;
const timing = { sentAtMs: 0, receivedAtMs: 0 };

/** A server of two parts that show the same frame; `asked` has what was asked of it. */
async function open() {
  const asked: string[] = [];
  const request: Requester = async (path) => {
    asked.push(path);
    const part = Number(/[?&]part=(\d)/.exec(path)?.[1]);
    if (path.startsWith("/package")) {
      const body = { protocol: 2, attemptId: "a", part, index: 0, hash: `h${part}`, ciphertext: "", frames: [{ index: 1, hash: "shared", bytes: 4 }] };
      return { kind: "json", status: 200, body, retryAfterMs: null, ...timing };
    }
    return { kind: "bytes", status: 200, bytes: new Uint8Array(4 + TAG_BYTES).fill(part), ...timing };
  };
  const ciphertexts = await openCiphertexts({ caches: null }, "a");
  const tools = { schedule: () => () => undefined, random: () => 0.5, subtle: webcrypto.subtle as SubtleCrypto, attemptId: "a", request, ciphertexts, signInEnded: () => undefined, changed: () => undefined };
  return { asked, ciphertexts, contents: createPartContents(tools, 2, 1) };
}

const until = async (isSo: () => boolean) => {
  for (let turn = 0; turn < 500 && !isSo(); turn += 1) await new Promise((next) => setTimeout(next, 2));
  expect(isSo()).toBe(true);
};

test("fetches the next part when all of this one is here, and a frame that both show for each of them", async () => {
  const { asked, ciphertexts, contents } = await open();
  contents.begin();
  await until(() => asked.length === 4);
  expect(asked).toEqual(["/package?part=1", "/frames/shared?part=1", "/package?part=2", "/frames/shared?part=2"]);
  await until(() => contents.prefetch().images().ready === 1);
  const bytesOf = async () => (await contents.prefetch().ciphertext("shared")).bytes[0];
  expect(await bytesOf()).toBe(1);
  contents.goTo(2);
  expect([contents.part(), await bytesOf()]).toEqual([2, 2]);
  contents.goTo(3);
  expect(contents.part()).toBe(2);
  expect((await ciphertexts.names()).sort()).toEqual(["package", "part-2.package", "part-2.shared", "shared"]);
  expect((await ciphertextsOfPart(ciphertexts, 1).names()).sort()).toEqual(["package", "shared"]);
  expect((await ciphertextsOfPart(ciphertexts, 2).names()).sort()).toEqual(["package", "shared"]);
});

test("cannot be read before its own start", async () => {
  const { contents } = await open();
  contents.begin();
  contents.goTo(2);
  await expect(contents.content().loadFrame("shared")).rejects.toThrow(/before the start/);
});
