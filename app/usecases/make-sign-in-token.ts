import { createHash } from "node:crypto";

/** A new token of 256 random bits for the cookie, and what the database keeps of it. */
export function newSignInToken(randomBytes: (length: number) => Uint8Array): { token: string; tokenHash: string } {
  const token = Buffer.from(randomBytes(32)).toString("base64url");
  return { token, tokenHash: hashOfToken(token) };
}

export function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
