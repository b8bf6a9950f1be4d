import { createCipheriv, createHash, randomBytes, webcrypto } from "node:crypto";
import { expect, test } from "vitest";
import { decryptPart, importContentKey } from "./decrypt.ts";

const subtle = webcrypto.subtle as SubtleCrypto;
const key = randomBytes(32);
const attemptId = "0190-attempt";

/** The server's side of docs/protocol.md with Node's own cipher. */
function encrypt(plain: Uint8Array, index: number) {
  const hash = createHash("sha256").update(plain).digest("hex");
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 6, 6);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(`${attemptId}:${hash}`));
  return { hash, ciphertext: new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])) };
}

test("reads what the server encrypted, the package and the 300th frame", async () => {
  const imported = await importContentKey(subtle, key.toString("base64"));
  for (const index of [0, 300]) {
    const plain = new Uint8Array(randomBytes(5_000));
    const { hash, ciphertext } = encrypt(plain, index);
    expect(await decryptPart(subtle, imported, { attemptId, index, hash }, ciphertext)).toEqual(plain);
  }
});

test("cannot be asked to give the key away", async () => {
  const imported = await importContentKey(subtle, key.toString("base64"));
  await expect(subtle.exportKey("raw", imported)).rejects.toThrow(/extractable/);
});

test("refuses a changed byte, another index, another attempt and another hash", async () => {
  const imported = await importContentKey(subtle, key.toString("base64"));
  const { hash, ciphertext } = encrypt(new TextEncoder().encode("frame"), 1);
  const changed = ciphertext.slice();
  changed[0] = (changed[0] ?? 0) ^ 1;
  const fault = { name: "DecryptionError" };
  await expect(decryptPart(subtle, imported, { attemptId, index: 1, hash }, changed)).rejects.toMatchObject(fault);
  await expect(decryptPart(subtle, imported, { attemptId, index: 2, hash }, ciphertext)).rejects.toMatchObject(fault);
  await expect(decryptPart(subtle, imported, { attemptId: "other", index: 1, hash }, ciphertext)).rejects.toMatchObject(fault);
  await expect(decryptPart(subtle, imported, { attemptId, index: 1, hash: "0".repeat(64) }, ciphertext)).rejects.toMatchObject(fault);
});

test("refuses a key that is none", async () => {
  await expect(importContentKey(subtle, "c2hvcnQ=")).rejects.toMatchObject({ name: "DecryptionError" });
});
