import { createDecipheriv, createHash } from "node:crypto";
import type { EncryptedPackage } from "#app/exam/attempt/protocol.ts";

/** The plain text of a package, opened as docs/protocol.md says, by code that is not the player's. */
export function openedPackage({ attemptId, part, hash, ciphertext }: EncryptedPackage, contentKey: string): string {
  const bytes = Buffer.from(ciphertext, "base64");
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(contentKey, "base64"), createHash("sha256").update(`${part}:${hash}`).digest().subarray(0, 12));
  decipher.setAAD(Buffer.from(`${attemptId}:${hash}`));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8");
}
