import { NONCE_BYTES, nonceText } from "#app/exam/form/nonce.ts";

/** AES-256-GCM of docs/protocol.md: additional data = attempt + ":" + hash; nonce: exam/form/nonce.ts. */
export class DecryptionError extends Error {
  override name = "DecryptionError";
}

/** A package (index 0) or a frame of one part of an attempt. */
export type EncryptedPart = { attemptId: string; protocol: 1 | 2; part: number; index: number; hash: string };

/** Faults: DecryptionError. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (error) {
    throw new DecryptionError("This is no base64", { cause: error });
  }
}

/** Makes a key that can decrypt and cannot be read out any more. Faults: DecryptionError. */
export async function importContentKey(subtle: SubtleCrypto, base64: string): Promise<CryptoKey> {
  try {
    return await subtle.importKey("raw", bytesOfBase64(base64), "AES-GCM", false, ["decrypt"]);
  } catch (error) {
    throw new DecryptionError("The content key could not be used", { cause: error });
  }
}

async function nonceOf(subtle: SubtleCrypto, { protocol, part, index, hash }: EncryptedPart): Promise<Uint8Array<ArrayBuffer>> {
  if (protocol === 2) return new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(nonceText({ part, hash })))).slice(0, NONCE_BYTES);
  const nonce = new Uint8Array(NONCE_BYTES);
  new DataView(nonce.buffer).setUint32(NONCE_BYTES - 4, index);
  return nonce;
}

async function sha256(subtle: SubtleCrypto, bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The plain bytes of a package or frame, compared with their SHA-256 (hex). Faults: DecryptionError. */
export async function decryptPart(
  subtle: SubtleCrypto,
  key: CryptoKey,
  encrypted: EncryptedPart,
  ciphertext: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { attemptId, index, hash } = encrypted;
  const additionalData = new TextEncoder().encode(`${attemptId}:${hash}`);
  let plain: Uint8Array<ArrayBuffer>;
  try {
    plain = new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: await nonceOf(subtle, encrypted), additionalData }, key, ciphertext));
  } catch (error) {
    throw new DecryptionError(`Part ${index} could not be decrypted`, { cause: error });
  }
  if ((await sha256(subtle, plain)) !== hash) throw new DecryptionError(`Part ${index} is not what its hash says`);
  return plain;
}
