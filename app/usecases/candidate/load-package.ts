import { createCipheriv, createHash } from "node:crypto";
import type { ExamPackage } from "#app/exam/form/package.ts";
import { bundleHead, bundleLength, framesOfRange } from "#app/exam/form/frame-bundle.ts";
import type { EncryptedPackage } from "#app/exam/attempt/protocol.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import type { StudyManifest } from "#app/pixels/study.ts";
import { contentKeys } from "#db/attempts.ts";
import type { Context } from "../context.ts";
import { frozenForm, type FrozenForm } from "../frozen-form.ts";
import { attemptOfSignIn } from "../own-attempt.ts";

const ALGORITHM = "aes-256-gcm";
const TAG_BYTES = 16;

/**
 * AES-256-GCM as docs/protocol.md says: nonce = index as 12 bytes big endian, additional data = attempt + ":" + hash,
 * tag at the end. One key serves one attempt and section, and each index one plain text, so no nonce is used twice.
 */
export function encryptPart(
  key: Buffer,
  part: { attemptId: string; index: number; hash: string },
  plain: Uint8Array,
): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(part.index, 8);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(`${part.attemptId}:${part.hash}`, "utf8"));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

type Authorised = { ok: true; form: FrozenForm; key: Buffer };

async function authorise(context: Context, attemptId: string, tokenHash: string): Promise<Authorised | Refusal> {
  const { db } = context;
  const own = await attemptOfSignIn(context, { attemptId, tokenHash });
  if (!own.ok) return own;
  const { place } = own;
  if (place.attempt.closedAtMs !== null) return refuse("closed");
  const key = (await contentKeys(db.read, [attemptId], 1)).get(attemptId);
  if (key === undefined) return refuse("not-your-attempt");
  return { ok: true, form: await frozenForm(context.db.read, context.forms, place.attempt.formId), key: Buffer.from(key, "base64") };
}

/** The questions of the attempt, encrypted: readable only with the content key that the start hands out. */
export async function loadPackage(
  context: Context,
  input: { attemptId: string; tokenHash: string },
): Promise<{ ok: true; package: EncryptedPackage } | Refusal> {
  const { attemptId, tokenHash } = input;
  const allowed = await authorise(context, attemptId, tokenHash);
  if (!allowed.ok) return allowed;
  const { form, key } = allowed;
  const content: ExamPackage<StudyManifest> = {
    protocol: 1,
    attemptId,
    section: 1,
    title: form.facts.title,
    items: form.items,
    studies: form.studies,
  };
  const plain = Buffer.from(JSON.stringify(content), "utf8");
  const hash = createHash("sha256").update(plain).digest("hex");
  return {
    ok: true,
    package: {
      protocol: 1,
      attemptId,
      section: 1,
      index: 0,
      hash,
      ciphertext: encryptPart(key, { attemptId, index: 0, hash }, plain).toString("base64"),
      frames: form.frames.map(({ hash: frame, bytes }, index) => ({ index: index + 1, hash: frame, bytes })),
      questionFrames: form.questionFrames,
    },
  };
}

/** One frame of the attempt's form, encrypted when served. */
export async function loadFrame(
  context: Context,
  input: { attemptId: string; tokenHash: string; hash: string },
): Promise<{ ok: true; bytes: Buffer } | Refusal> {
  const allowed = await authorise(context, input.attemptId, input.tokenHash);
  if (!allowed.ok) return allowed;
  const place = allowed.form.frames.findIndex((frame) => frame.hash === input.hash);
  if (place < 0) return refuse("unknown-frame");
  const plain = await context.images.get(input.hash);
  const part = { attemptId: input.attemptId, index: place + 1, hash: input.hash };
  return { ok: true, bytes: encryptPart(allowed.key, part, plain) };
}

export type FrameBundle = { ok: true; length: number; parts: AsyncIterable<Uint8Array> };

/**
 * Many frames of the attempt's form in one answer, each as `loadFrame` would give it, behind its length. They are read
 * and encrypted one after another while they are sent, so that a bundle never stands in memory as a whole.
 */
export async function loadFrames(
  context: Context,
  input: { attemptId: string; tokenHash: string; from: unknown; to: unknown },
): Promise<FrameBundle | Refusal> {
  const { attemptId, tokenHash, from, to } = input;
  const allowed = await authorise(context, attemptId, tokenHash);
  if (!allowed.ok) return allowed;
  const { form, key } = allowed;
  const range = framesOfRange(form.frames, from, to);
  if (!range.ok) return range;
  async function* parts(frames: { hash: string }[], first: number): AsyncGenerator<Uint8Array> {
    for (const [place, { hash }] of frames.entries()) {
      const part = encryptPart(key, { attemptId, index: first + place, hash }, await context.images.get(hash));
      yield Buffer.concat([bundleHead(part.length), part]);
    }
  }
  return { ok: true, length: bundleLength(range.frames.map(({ bytes }) => bytes + TAG_BYTES)), parts: parts(range.frames, range.first) };
}
