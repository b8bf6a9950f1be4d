import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Context } from "./context.ts";

/** Begins what is stored; a secret of before, in base 32, has no point. */
const SEALED = "v1.";
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * What is stored of the secret of a second factor: AES-256-GCM under a key of the secret file, bound to its person, so
 * that neither the database alone nor the row of somebody else gives a code.
 */
export function sealSecondFactor({ secrets, randomBytes }: Pick<Context, "secrets" | "randomBytes">, personId: string, secret: string): string {
  const nonce = randomBytes(NONCE_LENGTH);
  const cipher = createCipheriv("aes-256-gcm", secrets.key("second-factor"), nonce).setAAD(Buffer.from(personId));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return SEALED + Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url");
}

export function isSealed(stored: string): boolean {
  return stored.startsWith(SEALED);
}

/** The secret behind what is stored, or null: another secret file, the row of another person, a changed or plain text. */
export function openSecondFactor({ secrets }: Pick<Context, "secrets">, personId: string, stored: string): string | null {
  if (!isSealed(stored)) return null;
  const bytes = Buffer.from(stored.slice(SEALED.length), "base64url");
  const [nonce, tag] = [bytes.subarray(0, NONCE_LENGTH), bytes.subarray(NONCE_LENGTH, NONCE_LENGTH + TAG_LENGTH)];
  try {
    const cipher = createDecipheriv("aes-256-gcm", secrets.key("second-factor"), nonce, { authTagLength: TAG_LENGTH });
    cipher.setAAD(Buffer.from(personId)).setAuthTag(tag);
    return cipher.update(bytes.subarray(NONCE_LENGTH + TAG_LENGTH), undefined, "utf8") + cipher.final("utf8");
  } catch {
    return null;
  }
}
