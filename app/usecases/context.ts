import type { Db } from "#db/open.ts";
import type { RecordAct } from "./attempt/act.ts";
import type { FrozenForm } from "./read-frozen-form.ts";

/** Frames of studies, content-addressed: the name is the SHA-256 (hex) of the bytes. */
export type ImageStore = {
  put(hash: string, bytes: Uint8Array): Promise<void>;
  /** Throws `ImageMissingError` when there is none. */
  get(hash: string): Promise<Uint8Array>;
  has(hash: string): Promise<boolean>;
};

export type Passwords = {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
};

/** Keys made from the secret file, one for each purpose. */
export type Secrets = { key(purpose: "admission-codes" | "checkpoints" | "second-factor"): Uint8Array };

/** Structured log; fields never hold names, codes, cookies or bodies. */
export type Log = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/**
 * Slows guessing down: `takeTry` counts a try for a key before it is known whether it is right, so that guesses sent at
 * once count as well, and answers the seconds to wait, 0 when it may be made.
 */
export type Brake = {
  takeTry(key: string): Promise<number>;
  succeeded(key: string): Promise<void>;
};

/** Everything a use case may reach of the world; made once, passed on. */
export type Context = {
  db: Db;
  /** The one write path of attempts: whatever happens to an attempt goes through it. */
  record: RecordAct;
  /** Epoch milliseconds of the server: wall clock at the start plus a monotonic clock. */
  now(): number;
  newId(): string;
  randomBytes(length: number): Uint8Array;
  images: ImageStore;
  passwords: Passwords;
  secrets: Secrets;
  brake: Brake;
  log: Log;
  /** Published forms never change, so they are kept once read. */
  forms: Map<string, Promise<FrozenForm>>;
  build: { version: string; id: string };
};

export type Actor = {
  personId: string;
  name: string;
  roles: readonly string[];
  /** Set for a candidate who signed in with an admission code: the only registration they may act for. */
  registrationId: string | null;
};

export type ActorContext = Context & { actor: Actor };
