import { createCipheriv, createHash, randomBytes, webcrypto } from "node:crypto";
import { expect, test } from "vitest";
import { decryptPart, importContentKey } from "./decrypt.ts";

const subtle = webcrypto.subtle as SubtleCrypto;
const key = randomBytes(32);
const attemptId = "0190-attempt";

/** The server's side of docs/protocol.md with Node's own cipher. */
function encrypt(plain: Uint8Array, { protocol = 2, part = 1, index = 0 } = {}) {
  const hash = createHash("sha256").update(plain).digest("hex");
  const nonce = Buffer.alloc(12);
  if (protocol === 1) nonce.writeUIntBE(index, 6, 6);
  else createHash("sha256").update(`${part}:${hash}`).digest().copy(nonce, 0, 0, 12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(`${attemptId}:${hash}`));
  return { hash, ciphertext: new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])) };
}

test.each([[1, 1], [2, 1], [2, 3]] as const)("reads what the server encrypted by protocol %i in part %i, the package and the 300th frame", async (protocol, part) => {
  const imported = await importContentKey(subtle, key.toString("base64"));
  for (const index of [0, 300]) {
    const plain = new Uint8Array(randomBytes(5_000));
    const { hash, ciphertext } = encrypt(plain, { protocol, part, index });
    expect(await decryptPart(subtle, imported, { attemptId, protocol, part, index, hash }, ciphertext)).toEqual(plain);
  }
});

test("cannot be asked to give the key away", async () => {
  const imported = await importContentKey(subtle, key.toString("base64"));
  await expect(subtle.exportKey("raw", imported)).rejects.toThrow(/extractable/);
});

test("refuses a changed byte, another index or part, another protocol, another attempt and another hash", async () => {
  const imported = await importContentKey(subtle, key.toString("base64"));
  const { hash, ciphertext } = encrypt(new TextEncoder().encode("frame"));
  const old = encrypt(new TextEncoder().encode("frame"), { protocol: 1, index: 1 });
  const frame = { attemptId, protocol: 2, part: 1, index: 1, hash } as const;
  const changed = ciphertext.slice();
  changed[0] = (changed[0] ?? 0) ^ 1;
  const fault = { name: "DecryptionError" };
  await expect(decryptPart(subtle, imported, frame, changed)).rejects.toMatchObject(fault);
  await expect(decryptPart(subtle, imported, { ...frame, part: 2 }, ciphertext)).rejects.toMatchObject(fault);
  await expect(decryptPart(subtle, imported, { ...frame, attemptId: "other" }, ciphertext)).rejects.toMatchObject(fault);
  await expect(decryptPart(subtle, imported, { ...frame, hash: "0".repeat(64) }, ciphertext)).rejects.toMatchObject(fault);
  await expect(decryptPart(subtle, imported, { ...frame, protocol: 1 }, ciphertext)).rejects.toMatchObject(fault);
  await expect(decryptPart(subtle, imported, { ...frame, protocol: 1, index: 2 }, old.ciphertext)).rejects.toMatchObject(fault);
});

test("refuses a key that is none", async () => {
  await expect(importContentKey(subtle, "c2hvcnQ=")).rejects.toMatchObject({ name: "DecryptionError" });
});
