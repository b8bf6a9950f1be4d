import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { renderFrame } from "#app/pixels/render.ts";
import type { StoredValues } from "#app/pixels/stored-value.ts";
import type { StudyManifest, VoiWindow } from "#app/pixels/study.ts";
import { type ImagesAnswer, type ImagesOptions, UsageError } from "./images-command.ts";
import { readFrame, readManifest } from "./images-study.ts";
import { encodePng } from "./encode-png.ts";

/** A PNG of one frame as the viewer shows it: 8 bit, one pixel per pixel. */
export async function imagesRender(paths: string[], options: ImagesOptions, cwd: string): Promise<ImagesAnswer> {
  const { center, width } = options;
  if ((center === undefined) !== (width === undefined)) throw new UsageError("Give both --center and --width or neither.");
  const chosen = center === undefined || width === undefined ? null : { center: decimal("--center", center), width: decimal("--width", width) };
  if (chosen && !(chosen.width > 0)) throw new UsageError("--width must be above 0.");
  return writeFrameFile(paths, options, cwd, (values, manifest) => {
    const window: VoiWindow | undefined = chosen ? { ...chosen, shape: manifest.windows[0]?.shape ?? "LINEAR" } : undefined;
    return encodePng(renderFrame(values, manifest, window), manifest);
  });
}

/** The stored values of one frame: little endian 16 bit (8 bit grey widened), or interleaved 8 bit RGB. */
export async function imagesPixels(paths: string[], options: ImagesOptions, cwd: string): Promise<ImagesAnswer> {
  return writeFrameFile(paths, options, cwd, (values, { samplesPerPixel }) => {
    if (samplesPerPixel === 3) return Uint8Array.from(values);
    const raw = new DataView(new ArrayBuffer(values.length * 2));
    for (const [index, value] of values.entries()) raw.setInt16(index * 2, value, true);
    return new Uint8Array(raw.buffer);
  });
}

async function writeFrameFile(
  paths: string[],
  { frame, out }: ImagesOptions,
  cwd: string,
  make: (values: StoredValues, manifest: StudyManifest) => Uint8Array,
): Promise<ImagesAnswer> {
  const [folder = "", ...more] = paths;
  if (more.length > 0) throw new UsageError("Give one study folder.");
  if (frame === undefined || !/^\d+$/.test(frame)) throw new UsageError("--frame needs a number from 0.");
  if (!out) throw new UsageError("--out needs a file name.");
  const index = Number(frame);
  try {
    const manifest = await readManifest(resolve(cwd, folder));
    if (index >= manifest.frames.length) return refused("no-such-frame", `The study has the frames 0 to ${manifest.frames.length - 1}.`);
    const values = await readFrame(resolve(cwd, folder), manifest, index);
    await writeFile(resolve(cwd, out), make(values, manifest));
    const { rows, columns, samplesPerPixel } = manifest;
    return { exit: 0, json: { ok: true, out, rows, columns, samplesPerPixel }, text: `${out}: frame ${index}, ${rows} x ${columns}\n` };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === "StudyFolderError" || error.name === "FrameDecodeError") return refused("damaged-study", `${error.message}.`);
    throw error;
  }
}

function refused(reason: string, message: string): ImagesAnswer {
  return { exit: 1, json: { ok: false, reason, details: [message] }, text: `${message}\n` };
}

function decimal(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new UsageError(`${option} needs a number.`);
  return value;
}
