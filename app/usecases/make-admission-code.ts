import { createHmac } from "node:crypto";
import type { Secrets } from "./context.ts";

/** Letters and digits that cannot be mistaken for one another (Crockford's base 32). */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A code with the number it belongs to, as the office hands it on once. */
export type IssuedCode = { candidateNumber: string; admissionCode: string };

/** A new admission code of 80 random bits in four groups of four: `7K3F-...`. Shown once, never stored. */
export function newAdmissionCode(randomBytes: (length: number) => Uint8Array): string {
  const letters = [...randomBytes(16)].map((byte) => ALPHABET[byte & 31]);
  return [0, 4, 8, 12].map((start) => letters.slice(start, start + 4).join("")).join("-");
}

/** What is stored of a code and looked up: HMAC-SHA-256 of its letters, forgiving about case, spaces and look-alikes. */
export function admissionCodeHmac(secrets: Secrets, code: string): string {
  const plain = code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  return createHmac("sha256", secrets.key("admission-codes")).update(plain).digest("hex");
}
