/**
 * What a nonce of AES-256-GCM is made of (docs/protocol.md). Protocol 2: the first 12 bytes of the SHA-256 of this text,
 * so that one key never serves two plain texts under one nonce, whatever an upgrade builds. Protocol 1, for attempts
 * prepared before: the index as 12 bytes big endian.
 */
export function nonceText({ part, hash }: { part: number; hash: string }): string {
  return `${part}:${hash}`;
}

export const NONCE_BYTES = 12;

/** AES-GCM puts its tag behind the encrypted bytes. */
export const TAG_BYTES = 16;
