import type { EncryptedPackage } from "#app/exam/attempt/protocol.ts";
import { readPackage } from "#app/messages/package.ts";
import { bundleFrom, splitBundle } from "#app/exam/form/frame-bundle.ts";
import { TAG_BYTES } from "#app/exam/form/nonce.ts";
import { backOffMs } from "../link/back-off.ts";
import type { Ciphertexts } from "./ciphertexts.ts";
import type { EncryptedPart } from "./decrypt.ts";
import type { PlayerEnvironment } from "../page/environment.ts";
import type { Requester } from "../link/request.ts";

const AT_ONCE = 3;
const FRAME_TIMEOUT_MS = 60_000;
/** Sign in again, slow down, busy: the frames are there, and come later. */
const WAITS = [401, 429, 503];
const PACKAGE = "package";

/** `apart`: a bundle was no good, its frames are to be asked for one by one. */
type Fetched = "here" | "no-reply" | "missing" | "apart";
type Frame = EncryptedPackage["frames"][number];

type Share = { ready: number; total: number };
/** Frames, and questions all of whose frames are here; those without images are not counted. `null`: the server does not say which are whose. */
export type ImagesReady = Share & { questions: Share | null };

export type Prefetch = {
  /** Fetches package and frames until all are here; calling it again is harmless. */
  begin(): void;
  encryptedPackage(): EncryptedPackage | null;
  /** Throws the package away and fetches it anew; null when it does not come now. */
  freshPackage(): Promise<EncryptedPackage | null>;
  images(): ImagesReady;
  /** These frames come before all others (the question on the screen and the next three). */
  prefer(hashes: readonly string[]): void;
  /** The encrypted bytes of a frame, fetched now if need be or if the kept ones are no good. Faults: FrameMissingError. */
  ciphertext(hash: string, fresh?: boolean): Promise<{ frame: Omit<EncryptedPart, "attemptId">; bytes: Uint8Array<ArrayBuffer> }>;
  /** Tries again at once what failed (after signing in, when the network is back). */
  resume(): void;
  stop(): void;
};

export class FrameMissingError extends Error {
  override name = "FrameMissingError";
}

type Tools = Pick<PlayerEnvironment, "schedule" | "random"> & {
  attemptId: string;
  /** Of the form: each part has its own package and frames. */
  part: number;
  request: Requester;
  ciphertexts: Ciphertexts;
  changed(): void;
  signInEnded(): void;
};

/** Brings the encrypted content to this computer in the order of the form: frames in bundles, three requests at a time. */
export function createPrefetch(tools: Tools): Prefetch {
  const { attemptId, part, request, ciphertexts, schedule, random, changed } = tools;
  let content: EncryptedPackage | null = null;
  let inOrder: Frame[] = [];
  let frames = new Map<string, Frame>();
  let questionFrames: string[][] | null = null;
  const here = new Set<string>();
  /** Frames the server refused: asked for again only when nothing else is left to do, so that they block no other. */
  const missing = new Set<string>();
  /** Frames whose bundle failed: a single one comes through where a large reply does not. */
  const alone = new Set<string>();
  const running = new Map<string, Promise<Fetched>>();
  let requests = 0;
  let preferred: string[] = [];
  let failures = 0;
  let begun = false;
  let fetchingPackage: Promise<void> | null = null;
  let stopped = false;
  let cancelWait: (() => void) | null = null;

  function waitAndGoOn(): void {
    failures += 1;
    cancelWait?.();
    cancelWait = schedule(() => {
      cancelWait = null;
      missing.clear();
      fill();
    }, backOffMs(failures, random));
  }

  function take(found: EncryptedPackage): void {
    content = found;
    inOrder = found.frames;
    frames = new Map(found.frames.map((frame) => [frame.hash, frame]));
    const hashes = new Map(found.frames.map(({ index, hash }) => [index, hash]));
    questionFrames = questionFramesOf(found)?.map((indexes) => indexes.flatMap((index) => hashes.get(index) ?? [])) ?? null;
  }

  function ours(read: unknown): EncryptedPackage | null {
    const found = readPackage(read);
    return found?.attemptId === attemptId ? found : null;
  }

  async function keptPackage(): Promise<EncryptedPackage | null> {
    const kept = await ciphertexts.get(PACKAGE);
    try {
      const read: unknown = kept === null ? null : JSON.parse(new TextDecoder().decode(kept));
      return ours(read);
    } catch {
      return null;
    }
  }

  async function bringPackage(): Promise<void> {
    const kept = await keptPackage();
    if (kept !== null) take(kept);
    else {
      const reply = await request(`/package?part=${part}`, { timeoutMs: FRAME_TIMEOUT_MS });
      if (reply.kind === "json" && reply.status === 401) tools.signInEnded();
      const found = reply.kind === "json" && reply.status === 200 ? ours(reply.body) : null;
      if (found === null) return waitAndGoOn();
      take(found);
      await ciphertexts.put(PACKAGE, new TextEncoder().encode(JSON.stringify(found)));
    }
    here.clear();
    for (const name of await ciphertexts.names()) if (frames.has(name)) here.add(name);
    changed();
  }

  function fetchPackage(): Promise<void> {
    fetchingPackage ??= bringPackage().finally(() => (fetchingPackage = null)).then(fill);
    return fetchingPackage;
  }

  async function fetchBundle(bundle: readonly Frame[]): Promise<Fetched> {
    const range = `from=${bundle[0]?.index}&to=${bundle.at(-1)?.index}`;
    const reply = await request(`/frames?part=${part}&${range}`, { bytes: true, timeoutMs: FRAME_TIMEOUT_MS });
    if (reply.kind === "json" && reply.status === 401) tools.signInEnded();
    // A server that is busy is not helped by many small questions.
    if (reply.kind === "json" && WAITS.includes(reply.status)) return "no-reply";
    const parts = reply.kind === "bytes" ? splitBundle(reply.bytes, bundle.map(({ bytes }) => bytes + TAG_BYTES)) : null;
    if (parts === null) {
      for (const { hash } of bundle) alone.add(hash);
      return "apart";
    }
    await Promise.all(bundle.map(({ hash }, index) => ciphertexts.put(hash, parts[index]!)));
    for (const { hash } of bundle) here.add(hash);
    changed();
    return "here";
  }

  async function fetchFrame(hash: string, expectedBytes: number): Promise<Fetched> {
    const reply = await request(`/frames/${hash}?part=${part}`, { bytes: true, timeoutMs: FRAME_TIMEOUT_MS });
    if (reply.kind === "json" && reply.status === 401) tools.signInEnded();
    // A proxy's page instead of the frame betrays itself by its length; its content is checked when decrypted.
    if (reply.kind !== "bytes" || reply.bytes.length !== expectedBytes + TAG_BYTES) {
      if (reply.kind !== "json" || WAITS.includes(reply.status) || reply.status >= 500) return "no-reply";
      missing.add(hash);
      return "missing";
    }
    await ciphertexts.put(hash, reply.bytes);
    here.add(hash);
    missing.delete(hash);
    changed();
    return "here";
  }

  function load(hash: string): Promise<Fetched> {
    const open = running.get(hash);
    if (open !== undefined) return open;
    const frame = frames.get(hash);
    return frame === undefined ? Promise.resolve("missing") : loadTogether([frame]);
  }

  function loadTogether(bundle: readonly Frame[]): Promise<Fetched> {
    const [first] = bundle;
    if (first === undefined) return Promise.resolve("missing");
    requests += 1;
    const loading = (bundle.length === 1 ? fetchFrame(first.hash, first.bytes) : fetchBundle(bundle)).finally(() => {
      requests -= 1;
      for (const { hash } of bundle) running.delete(hash);
    });
    for (const { hash } of bundle) running.set(hash, loading);
    return loading;
  }

  /** The frames that are asked for next: what the screen needs, then by the order of the form; empty when nothing is left. */
  function nextBundle(): Frame[] {
    const wanted = (hash: string) => frames.has(hash) && !here.has(hash) && !running.has(hash) && !missing.has(hash);
    const urgent = preferred.find(wanted);
    const first = frames.get(urgent ?? inOrder.find(({ hash }) => wanted(hash))?.hash ?? "");
    if (first === undefined) return [];
    const index = inOrder.indexOf(first);
    const together = ({ hash, index }: Frame) => wanted(hash) && !alone.has(hash) && (urgent === undefined || preferred.includes(hash)) && inOrder[index - 1]?.hash === hash;
    const bundle = bundleFrom(inOrder, index, together);
    return bundle.length > 0 ? bundle : [first];
  }

  function fill(): void {
    if (stopped || !begun || cancelWait !== null) return;
    if (content === null) return void fetchPackage();
    while (requests < AT_ONCE) {
      const bundle = nextBundle();
      if (bundle.length === 0) {
        if (missing.size > 0 && requests === 0) waitAndGoOn();
        return;
      }
      void loadTogether(bundle).then((fetched) => {
        if (fetched === "no-reply") return waitAndGoOn();
        if (fetched === "here") failures = 0;
        fill();
      });
    }
  }

  return {
    begin() {
      begun = true;
      fill();
    },
    encryptedPackage: () => content,
    async freshPackage() {
      await fetchingPackage;
      await ciphertexts.remove(PACKAGE);
      content = null;
      changed();
      await fetchPackage();
      return content;
    },
    images: () => ({
      ready: here.size,
      total: frames.size,
      questions: questionFrames && { ready: questionFrames.filter((own) => own.every((hash) => here.has(hash))).length, total: questionFrames.length },
    }),
    prefer(hashes) {
      preferred = [...hashes];
      fill();
    },
    async ciphertext(hash, fresh = false) {
      const index = frames.get(hash)?.index;
      if (index === undefined || content === null) throw new FrameMissingError("The form has no such frame");
      const frame = { protocol: content.protocol, part, index, hash };
      const kept = fresh ? null : await ciphertexts.get(hash);
      if (kept !== null) return { frame, bytes: kept };
      if (fresh) await ciphertexts.remove(hash);
      here.delete(hash);
      let outcome = await load(hash);
      if (outcome === "apart") outcome = await load(hash);
      // It is fetched by itself when the network is back.
      if (outcome === "no-reply") waitAndGoOn();
      const fetched = await ciphertexts.get(hash);
      if (outcome !== "here" || fetched === null) throw new FrameMissingError("The frame could not be fetched");
      return { frame, bytes: fetched };
    },
    resume() {
      cancelWait?.();
      cancelWait = null;
      failures = 0;
      missing.clear();
      alone.clear();
      fill();
    },
    stop() {
      stopped = true;
      cancelWait?.();
    },
  };
}

/** Which frames each question with images needs; null where the server does not say, or says what cannot be. */
function questionFramesOf({ questionFrames, frames }: EncryptedPackage): number[][] | null {
  const indexes = new Set(frames.map(({ index }) => index));
  const isGood = questionFrames?.every((needed) => needed.length > 0 && needed.every((index) => indexes.has(index)));
  return questionFrames !== undefined && isGood ? questionFrames : null;
}
