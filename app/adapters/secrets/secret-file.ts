import { createHmac, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const LENGTH = 32;

/**
 * Reads the secret of this installation, made at the first start (32 random bytes, readable by the owner only).
 * Throws `SecretFileError` when the file holds something else. A key for each purpose is derived from it.
 */
export function readSecretFile(path: string) {
  mkdirSync(dirname(path), { recursive: true });
  try {
    // "wx": of two processes that start at once only one writes.
    writeFileSync(path, randomBytes(LENGTH).toString("hex"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Object && "code" in error && error.code === "EEXIST")) throw error;
  }
  const text = readFileSync(path, "utf8").trim();
  if (!/^[0-9a-f]{64}$/.test(text)) throw new SecretFileError(`${path} does not hold a secret of this program`);
  const secret = Buffer.from(text, "hex");
  return { key: (purpose: string): Uint8Array => createHmac("sha256", secret).update(purpose).digest() };
}

export class SecretFileError extends Error {
  override name = "SecretFileError";
}
