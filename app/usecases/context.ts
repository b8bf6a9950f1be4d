import type { SealLine } from "#app/exam/audit/kept-seals.ts";
import type { JudgedClock } from "#app/exam/time/judge-server-clock.ts";
import type { Db } from "#db/open.ts";
import type { RecordAct, RecordTogether } from "./attempt/act.ts";
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
  /** Null when too many wait for their turn; `isKnown`: asked from a browser that this person has used before. */
  verify(hash: string, password: string, isKnown?: boolean): Promise<boolean | null>;
};

/** Keys made from the secret file, one for each purpose. */
export type Secrets = { key(purpose: "admission-codes" | "brake" | "checkpoints" | "failed-sign-ins" | "recovery-codes" | "second-factor"): Uint8Array };

/** Structured log; fields never hold names, codes, cookies or bodies. */
export type Log = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** What tries are counted for. */
export type BrakeKind = "candidate-number" | "candidate-address" | "staff-account" | "staff-address" | "second-factor";

/**
 * Slows guessing down: `takeTry` counts a try at once, so that guesses sent together count as well, and answers the
 * seconds to wait, 0 when it may be made. `giveBack` takes one back that was no guess after all.
 */
export type Brake = {
  takeTry(kind: BrakeKind, who: string): Promise<number>;
  giveBack(kind: BrakeKind, who: string): Promise<void>;
};

/** Where seals are kept outside the database. */
export type SealKeeper = {
  /** For sentences. */
  path: string;
  append(lines: readonly SealLine[]): Promise<void>;
  /** In the order in which they were written; null when there is nothing. */
  read(): Promise<SealLine[] | null>;
};

/** A sign-in that failed and was not braked. `who`: what was typed to say who signs in, or the person whose second factor it was. */
export type FailedSignIn = { way: "candidate" | "staff" | "second-factor"; who: string; address: string; atMs: number };

/** The server's time, and what is known of it. */
export type ServerClock = {
  /** Whole epoch milliseconds; never goes back, whatever becomes of the machine's clock. */
  now(): number;
  /** The machine's clock at this moment. */
  machineNow(): number;
  /** False while only an admin can say whether the server was down or the machine's clock is wrong. */
  isSure(): boolean;
  /** Server time minus machine time, as an admin has found it. */
  offsetMs(): number;
  /** Goes on as the machine's clock was judged. */
  goOn(judged: JudgedClock): void;
  /** Ends a doubt: the time moves on by so many milliseconds. */
  confirm(moved: { downMs: number; offsetMs: number }): void;
};

/** Everything a use case may reach of the world; made once, passed on. */
export type Context = {
  db: Db;
  /** The one write path of attempts: whatever happens to an attempt goes through it. */
  record: RecordAct;
  recordTogether: RecordTogether;
  /** Epoch milliseconds of the server: what its clock says. */
  now(): number;
  clock: ServerClock;
  newId(): string;
  randomBytes(length: number): Uint8Array;
  images: ImageStore;
  passwords: Passwords;
  secrets: Secrets;
  seals: SealKeeper;
  brake: Brake;
  /** Failed sign-ins until they are kept in the audit: noting one takes no time that an answer would show. */
  failedSignIns: { note(failed: FailedSignIn): void };
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
