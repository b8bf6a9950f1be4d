import { createCipheriv, createHash } from "node:crypto";
import { NONCE_BYTES, nonceText, TAG_BYTES } from "#app/exam/form/nonce.ts";
import { bundleHead, bundleLength, framesOfRange } from "#app/exam/form/frame-bundle.ts";
import type { EncryptedPackage } from "#app/exam/attempt/protocol.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { contentKeys } from "#db/attempts.ts";
import type { Context } from "../context.ts";
import { frozenForm, type PartOfForm } from "../read-frozen-form.ts";
import { attemptOfSignIn } from "../find-own-attempt.ts";

const ALGORITHM = "aes-256-gcm";

/** One plain text of an attempt: a package (index 0) or a frame. */
type Plain = { attemptId: string; protocol: 1 | 2; part: number; index: number; hash: string };

/**
 * AES-256-GCM as docs/protocol.md says: additional data = attempt + ":" + hash, tag at the end. One key serves one attempt
 * and part. Nonce: exam/form/nonce.ts; no nonce serves two plain texts.
 */
function encryptPart(key: Buffer, { attemptId, protocol, part, index, hash }: Plain, plain: Uint8Array): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  if (protocol === 1) nonce.writeUInt32BE(index, NONCE_BYTES - 4);
  else createHash("sha256").update(nonceText({ part, hash }), "utf8").digest().copy(nonce);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(`${attemptId}:${hash}`, "utf8"));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What is asked for: a part of an attempt, with the token of the sign-in. `part` comes from outside. */
type Asked = { attemptId: string; tokenHash: string; part: unknown };
/** `formBytes`: of all images of the form, encrypted, as they come in bundles. */
type Authorised = { ok: true; part: PartOfForm; formBytes: number; key: Buffer; plain: Pick<Plain, "attemptId" | "protocol" | "part"> };

async function authorise(context: Context, { attemptId, tokenHash, part: asked }: Asked): Promise<Authorised | Refusal> {
  const { db } = context;
  const own = await attemptOfSignIn(context, { attemptId, tokenHash });
  if (!own.ok) return own;
  const { attempt } = own.loaded;
  if (attempt.closedAtMs !== null) return refuse("closed");
  const { parts, imageBytes: formBytes } = await frozenForm(context.db.read, context.forms, attempt.formId);
  // A page that was opened before there were parts asks for none.
  const part = parts.find(({ part: number }) => String(number) === (asked ?? "1"));
  if (part === undefined) return refuse("unknown-part");
  const key = (await contentKeys(db.read, [attemptId])).get(attemptId)?.get(part.part);
  if (key === undefined) return refuse("not-your-attempt");
  const promised = attempt.parts[part.part - 1]?.packageHash ?? null;
  if (promised !== null && promised !== part.hash) throw new PackageChangedError(`part ${part.part} of form ${attempt.formId} is not what attempt ${attemptId} was prepared with`);
  return { ok: true, part, formBytes, key: Buffer.from(key, "base64"), plain: { attemptId, protocol: promised === null ? 1 : 2, part: part.part } };
}

/** The questions of one part, encrypted: readable only with the content key that its start hands out. */
export async function loadPackage(context: Context, asked: Asked): Promise<{ ok: true; package: EncryptedPackage } | Refusal> {
  const allowed = await authorise(context, asked);
  if (!allowed.ok) return allowed;
  const { part, key, plain } = allowed;
  const text = plain.protocol === 2 ? part.text : textOfProtocol1(plain.attemptId, part);
  const hash = plain.protocol === 2 ? part.hash : createHash("sha256").update(text, "utf8").digest("hex");
  return {
    ok: true,
    package: {
      ...plain,
      index: 0,
      hash,
      ciphertext: encryptPart(key, { ...plain, index: 0, hash }, Buffer.from(text, "utf8")).toString("base64"),
      frames: part.frames.map(({ hash: frame, bytes }, index) => ({ index: index + 1, hash: frame, bytes })),
      questionFrames: part.questionFrames,
    },
  };
}

/** What an attempt that was prepared before parts were frozen has received since, byte for byte. */
function textOfProtocol1(attemptId: string, { content: { title, items, studies } }: PartOfForm): string {
  return JSON.stringify({ protocol: 1, attemptId, section: 1, title, items, studies });
}

/** One frame of a part, encrypted when served. */
export async function loadFrame(
  context: Context,
  { hash, ...asked }: Asked & { hash: string },
): Promise<{ ok: true; bytes: Buffer; formBytes: number } | Refusal> {
  const allowed = await authorise(context, asked);
  if (!allowed.ok) return allowed;
  const index = allowed.part.frames.findIndex((frame) => frame.hash === hash);
  if (index < 0) return refuse("unknown-frame");
  return { ok: true, formBytes: allowed.formBytes, bytes: encryptPart(allowed.key, { ...allowed.plain, index: index + 1, hash }, await context.images.get(hash)) };
}

export type FrameBundle = { ok: true; length: number; formBytes: number; parts: AsyncIterable<Uint8Array> };

/**
 * Many frames of a part in one answer, each as `loadFrame` would give it, behind its length. They are read
 * and encrypted one after another while they are sent, so that a bundle never stands in memory as a whole.
 */
export async function loadFrames(
  context: Context,
  { from, to, ...asked }: Asked & { from: unknown; to: unknown },
): Promise<FrameBundle | Refusal> {
  const allowed = await authorise(context, asked);
  if (!allowed.ok) return allowed;
  const { part, formBytes, key, plain } = allowed;
  const range = framesOfRange(part.frames, from, to);
  if (!range.ok) return range;
  async function* parts(frames: { hash: string }[], first: number): AsyncGenerator<Uint8Array> {
    for (const [index, { hash }] of frames.entries()) {
      const bytes = encryptPart(key, { ...plain, index: first + index, hash }, await context.images.get(hash));
      yield Buffer.concat([bundleHead(bytes.length), bytes]);
    }
  }
  return { ok: true, formBytes, length: bundleLength(range.frames.map(({ bytes }) => bytes + TAG_BYTES)), parts: parts(range.frames, range.first) };
}

/** The frozen form is not the one that the log of the attempt names. */
export class PackageChangedError extends Error {
  override name = "PackageChangedError";
}
