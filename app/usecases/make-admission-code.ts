import { createHmac } from "node:crypto";
import type { Secrets } from "./context.ts";

/** Letters and digits that cannot be mistaken for one another (Crockford's base 32). */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A code with the number it belongs to, as the office hands it on once. */
export type IssuedCode = { candidateNumber: string; admissionCode: string };

/** A new admission code of 80 random bits in four groups of four: `7K3F-...`. Shown once, never stored. */
export function newAdmissionCode(randomBytes: (length: number) => Uint8Array): string {
  return newCode(randomBytes, 4);
}

/** Groups of four letters, each of five random bits. */
export function newCode(randomBytes: (length: number) => Uint8Array, groups: number): string {
  const letters = [...randomBytes(groups * 4)].map((byte) => ALPHABET[byte & 31]);
  return Array.from({ length: groups }, (_, group) => letters.slice(group * 4, group * 4 + 4).join("")).join("-");
}

/** The letters of a code as somebody has typed it, forgiving about case, spaces and look-alikes. */
export function plainCode(code: string): string {
  return code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
}

/** What is stored of a code and looked up: HMAC-SHA-256 of its letters. */
export function admissionCodeHmac(secrets: Secrets, code: string): string {
  return createHmac("sha256", secrets.key("admission-codes")).update(plainCode(code)).digest("hex");
}
