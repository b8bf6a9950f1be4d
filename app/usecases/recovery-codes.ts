import { createHmac } from "node:crypto";
import type { Secrets } from "./context.ts";
import { newCode, plainCode } from "./make-admission-code.ts";

const CODES = 10;
const GROUPS = 3;

/** Ten codes of 60 random bits, each of which works once in the place of a second factor that was lost. Shown once, never stored. */
export function newRecoveryCodes(randomBytes: (length: number) => Uint8Array): string[] {
  return Array.from({ length: CODES }, () => newCode(randomBytes, GROUPS));
}

/** Whether a text can be a recovery code, which the six digits of an authenticator never are. */
export function isRecoveryCode(text: string): boolean {
  return plainCode(text).length === GROUPS * 4;
}

/** What is stored of a code: an HMAC for its person, so that neither the database alone nor a second account says what it was. */
export function recoveryCodeHmac(secrets: Secrets, personId: string, code: string): string {
  return createHmac("sha256", secrets.key("recovery-codes")).update(`${personId}:${plainCode(code)}`).digest("hex");
}
