import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EncodedStudy } from "#app/dicom/encode-study.ts";
import { decodeFrame } from "#app/pixels/frame-codec.ts";
import type { StoredValues } from "#app/pixels/stored-value.ts";
import { canonicalManifest, platformSha256 } from "#app/pixels/study-id.ts";
import type { StudyManifest } from "#app/pixels/study.ts";

/** The folder is not a study, or a frame file is not the one its manifest names. */
export class StudyFolderError extends Error {
  override name = "StudyFolderError";
}

/** Writes `manifest.json` and `frames/<hash>`; the manifest last, so that a folder with one is whole. */
export async function writeStudy(folder: string, { manifest, frames }: EncodedStudy): Promise<void> {
  await mkdir(join(folder, "frames"), { recursive: true });
  for (const [hash, bytes] of frames) await writeFile(join(folder, "frames", hash), bytes);
  await writeFile(join(folder, "manifest.json"), canonicalManifest(manifest));
}

/** Throws StudyFolderError where the folder holds no study of this version. */
export async function readManifest(folder: string): Promise<StudyManifest> {
  let manifest: Partial<StudyManifest> | null;
  try {
    manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as Partial<StudyManifest> | null;
  } catch (error) {
    throw new StudyFolderError(`${folder} holds no readable manifest.json`, { cause: error });
  }
  const understood = manifest?.version === 1 && manifest.encoding === "delta-planes-deflate" && Array.isArray(manifest.frames);
  if (!understood) throw new StudyFolderError(`${folder} holds a manifest that is not of version 1`);
  return manifest as StudyManifest;
}

/** Stored values of one frame of a study folder, its hash checked. Throws StudyFolderError or FrameDecodeError. */
export async function readFrame(folder: string, manifest: StudyManifest, index: number): Promise<StoredValues> {
  const hash = manifest.frames[index]?.hash ?? "";
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new StudyFolderError(`the manifest does not name a file for frame ${index}`);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(folder, "frames", hash));
  } catch (error) {
    throw new StudyFolderError(`the file of frame ${index} is missing`, { cause: error });
  }
  if ((await platformSha256(bytes)) !== hash) throw new StudyFolderError(`the file of frame ${index} is not the one the manifest names`);
  return decodeFrame(bytes, manifest);
}
