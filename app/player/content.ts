import type { EncryptedPackage } from "#app/exam/attempt/protocol.ts";
import type { ExamPackage } from "#app/exam/form/package.ts";
import { bytesOfBase64, decryptPart } from "./decrypt.ts";
import type { Prefetch } from "./prefetch.ts";

export type Content<Study> = {
  open(key: CryptoKey, encrypted: EncryptedPackage): Promise<ExamPackage<Study>>;
  /** The encoded bytes of a frame. Faults: FrameMissingError, DecryptionError. */
  loadFrame(hash: string): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
};

/** Everything that can be read only with the content key. */
export function createContent<Study>(subtle: SubtleCrypto, attemptId: string, prefetch: Prefetch): Content<Study> {
  let contentKey: CryptoKey | null = null;

  async function decrypted(hash: string, fresh: boolean): Promise<Uint8Array<ArrayBuffer>> {
    if (contentKey === null) throw new TypeError("A frame was asked for before the start");
    const { index, bytes } = await prefetch.ciphertext(hash, fresh);
    return decryptPart(subtle, contentKey, { attemptId, index, hash }, bytes);
  }

  return {
    async open(key, { index, hash, ciphertext }) {
      const plain = await decryptPart(subtle, key, { attemptId, index, hash }, bytesOfBase64(ciphertext));
      contentKey = key;
      // The bytes are what the server encrypted: their hash was compared.
      return JSON.parse(new TextDecoder().decode(plain)) as ExamPackage<Study>;
    },
    async loadFrame(hash) {
      try {
        return await decrypted(hash, false);
      } catch (error) {
        if (!(error instanceof Object && "name" in error && error.name === "DecryptionError")) throw error;
        return decrypted(hash, true);
      }
    },
    close() {
      contentKey = null;
    },
  };
}
