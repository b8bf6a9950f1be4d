import type { StudyManifest } from "./study.ts";

/** SHA-256 of bytes in lower-case hex. */
export type Sha256 = (bytes: Uint8Array) => Promise<string>;

/** The digest of the platform; in a browser there is one on secure pages only. */
export const platformSha256: Sha256 = async (bytes) => {
  const digest = await globalThis.crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** The one text of a manifest: JSON without blanks, names of properties in order. Its SHA-256 is the study's identifier. */
export function canonicalManifest(manifest: StudyManifest): string {
  return JSON.stringify(manifest, (_name, value: unknown) => {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Identifier of a study: SHA-256 (hex) of its canonical manifest in UTF-8. */
export function studyIdOf(manifest: StudyManifest, sha256: Sha256 = platformSha256): Promise<string> {
  return sha256(new TextEncoder().encode(canonicalManifest(manifest)));
}
