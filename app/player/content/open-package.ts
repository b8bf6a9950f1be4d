import type { EncryptedPackage } from "#app/exam/attempt/protocol.ts";
import type { ExamPackage } from "#app/exam/form/package.ts";
import { bytesOfBase64, decryptPart } from "./decrypt.ts";
import type { Prefetch } from "./prefetch.ts";

export type Content<Study> = {
  /** Opens the package; one that is no good is thrown away and fetched once more. */
  open(key: CryptoKey): Promise<{ ok: true; exam: ExamPackage<Study> } | { ok: false; reason: "package-missing" | "package-damaged" }>;
  /** The encoded bytes of a frame. Faults: FrameMissingError, DecryptionError. */
  loadFrame(hash: string): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
};

/** Bytes that do not decrypt, or are not what their hash says. */
const isDamage = (error: unknown) => error instanceof Object && "name" in error && error.name === "DecryptionError";

/** Everything that can be read only with the content key. */
export function createContent<Study>(subtle: SubtleCrypto, attemptId: string, prefetch: Prefetch): Content<Study> {
  let contentKey: CryptoKey | null = null;

  async function decrypted(hash: string, fresh: boolean): Promise<Uint8Array<ArrayBuffer>> {
    if (contentKey === null) throw new TypeError("A frame was asked for before the start");
    const { frame, bytes } = await prefetch.ciphertext(hash, fresh);
    return decryptPart(subtle, contentKey, { attemptId, ...frame }, bytes);
  }

  async function opened(key: CryptoKey, { protocol, part, index, hash, ciphertext }: EncryptedPackage): Promise<ExamPackage<Study>> {
    const plain = await decryptPart(subtle, key, { attemptId, protocol, part, index, hash }, bytesOfBase64(ciphertext));
    // The bytes are what the server encrypted: their hash was compared.
    return JSON.parse(new TextDecoder().decode(plain)) as ExamPackage<Study>;
  }

  return {
    async open(key) {
      for (const fetched of [async () => prefetch.encryptedPackage(), prefetch.freshPackage]) {
        const encrypted = await fetched();
        if (encrypted === null) return { ok: false, reason: "package-missing" };
        try {
          const exam = await opened(key, encrypted);
          contentKey = key;
          return { ok: true, exam };
        } catch (error) {
          if (!isDamage(error)) throw error;
        }
      }
      return { ok: false, reason: "package-damaged" };
    },
    async loadFrame(hash) {
      try {
        return await decrypted(hash, false);
      } catch (error) {
        if (!isDamage(error)) throw error;
        return decrypted(hash, true);
      }
    },
    close() {
      contentKey = null;
    },
  };
}
