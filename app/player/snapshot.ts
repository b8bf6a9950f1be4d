import { UNTESTED } from "#app/exam/attempt/display-test.ts";
import { isClosed, isRunning, type AttemptState } from "#app/exam/attempt/states.ts";
import type { DisplayTest, Receipt } from "#app/exam/attempt/protocol.ts";
import type { PresentedItem } from "#app/exam/item/item.ts";
import type { QuestionState } from "./store/answer-book.ts";
import type { QueuedOperation } from "./store/database.ts";
import type { TimeShown, WarningMinutes } from "./link/clock.ts";
import type { ProctorCall } from "./link/call-proctor.ts";
import type { ImagesReady } from "./content/prefetch.ts";
import type { SeatWait } from "./link/seat-wait.ts";
import type { StorageCheck } from "./store/check-storage.ts";

export type Phase =
  | "loading"
  | "refused"
  | "rules"
  | "waiting"
  | "active"
  | "paused"
  /** A part is left, or being left, and the next one has not begun. */
  | "between"
  | "summary"
  | "submitting"
  | "receipt"
  | "read-only"
  | "ended";

export type StorageRefusal = Extract<StorageCheck, { ok: false }>["reason"];

export type PlayerSnapshot<Study = unknown> = {
  phase: Phase;
  /** Why this browser cannot be used, or null. */
  storage: StorageRefusal | null;
  seat: "mine" | "unknown" | "other-tab" | "other-browser";
  /** How the waiting for a seat that another browser has stands; null while this page does not wait for it. */
  seatWait: SeatWait | null;
  examState: AttemptState | null;
  /** Why nobody may begin at present, as the server says, or null. */
  startsWait: string | null;
  /** The sign-in belongs to somebody else, or the attempt does not exist. */
  denied: boolean;
  signInNeeded: boolean;
  /** The last refusal of an act of the candidate (start, rules, take-over), in the words of the protocol; null while none. */
  refusal: string | null;
  /** An act that waits for the server. */
  busy: "rules" | "start" | "take-over" | null;
  loaded: boolean;
  rulesAccepted: boolean;
  packageReady: boolean;
  /** What was said of the screen so far. */
  display: DisplayTest;
  started: boolean;
  view: "question" | "summary";
  title: string;
  /** In the order of this candidate; empty before the start and after the close. */
  items: PresentedItem[];
  studies: Record<string, Study>;
  /** The question on the screen. */
  position: number;
  questions: Record<number, QuestionState>;
  submitting: boolean;
  /** The part that was begun last, from 1 on; 0 before the start. */
  part: number;
  /** Whether that part runs; between two parts none does. */
  partRuns: boolean;
  /** The candidate has left the running part, and not everything of it has been delivered. */
  leaving: boolean;
  receipt: Receipt | null;
  /** A closed attempt runs again; the page has to be opened anew. */
  reopened: boolean;
  saving: {
    waiting: number;
    busy: boolean;
    /** Whether the server replied the last time it was asked. */
    reachable: boolean;
    /** Of those that wait: what is no value of a question. */
    others: number;
    late: number;
    /** What the server could not read; it stays on this computer for the proctor. */
    setAside: readonly QueuedOperation[];
    unclaimed: number;
    /** The last change could not be written to this computer. */
    storageFailed: boolean;
  };
  images: ImagesReady;
  time: TimeShown;
  /** Server time in whole seconds since 1970, for countdowns; null before the first reply. */
  serverSecond: number | null;
  warning: WarningMinutes | null;
  message: { text: string; number: number } | null;
  call: ProctorCall | null;
  /** Whether news of the server come at once or with the next heartbeat. */
  feedLive: boolean;
};

export function initialSnapshot<Study>(rulesAccepted: boolean): PlayerSnapshot<Study> {
  return {
    phase: "loading",
    storage: null,
    seat: "unknown",
    seatWait: null,
    examState: null,
    startsWait: null,
    denied: false,
    signInNeeded: false,
    refusal: null,
    busy: null,
    loaded: false,
    rulesAccepted,
    packageReady: false,
    display: UNTESTED,
    started: false,
    view: "question",
    title: "",
    items: [],
    studies: {},
    position: 0,
    questions: {},
    submitting: false,
    part: 0,
    partRuns: true,
    leaving: false,
    receipt: null,
    reopened: false,
    saving: {
      waiting: 0,
      busy: false,
      reachable: true,
      others: 0,
      late: 0,
      setAside: [],
      unclaimed: 0,
      storageFailed: false,
    },
    images: { ready: 0, total: 0, questions: null },
    time: { status: "unknown", remainingMs: null },
    serverSecond: null,
    warning: null,
    message: null,
    call: null,
    feedLive: false,
  };
}

type PhaseFacts = Omit<PlayerSnapshot, "phase">;

/** Which screen is due. What stops the exam comes before what goes on with it. */
export function phaseOf(facts: PhaseFacts): Phase {
  const { storage, denied, examState, receipt, seat, started } = facts;
  if (storage !== null) return "refused";
  if (denied) return "ended";
  if (receipt !== null && examState === "submitted") return "receipt";
  if (examState !== null && isClosed(examState)) return examState === "submitted" && facts.submitting ? "submitting" : "ended";
  // Before it is loaded this page does nothing yet: a button to take the seat would be pressed in vain.
  if (!facts.loaded) return "loading";
  if (seat === "other-tab" || seat === "other-browser") return "read-only";
  if (started && facts.submitting) return "submitting";
  if (started && examState === "paused") return "paused";
  if ((started && facts.leaving) || (isRunning(examState) && !facts.partRuns)) return "between";
  if (started) return facts.view === "summary" ? "summary" : "active";
  return facts.rulesAccepted ? "waiting" : "rules";
}

/** Whether this page writes: the questions are here, its seat is, and neither the part nor the exam is over. */
export function takesActs({ started, examState, seat, submitting, leaving }: PhaseFacts): boolean {
  return started && seat === "mine" && !submitting && !leaving && (examState === null || !isClosed(examState));
}

/** Whether the exam runs and nothing waits for a server that answers: a moment for what is not the candidate's. */
export function isQuiet(facts: PhaseFacts): boolean {
  return takesActs(facts) && facts.examState === "active" && facts.saving.waiting === 0 && facts.saving.reachable;
}

export type Observable<Study> = {
  get(): PlayerSnapshot<Study>;
  /** Takes over what differs; parts that say the same keep their identity, so that only what changed is drawn again. */
  set(patch: Partial<Omit<PlayerSnapshot<Study>, "phase">>): void;
  subscribe(listener: () => void): () => void;
};

const isPlain = (value: unknown): value is object => typeof value === "object" && value !== null;

function same(before: unknown, after: unknown): boolean {
  if (Object.is(before, after)) return true;
  if (!isPlain(before) || !isPlain(after) || Array.isArray(before) || Array.isArray(after)) return false;
  const entries = Object.entries(after);
  const old: Record<string, unknown> = { ...before };
  return entries.length === Object.keys(before).length && entries.every(([key, value]) => Object.is(old[key], value));
}

/** The state of the player for `useSyncExternalStore`. */
export function createObservable<Study>(initial: PlayerSnapshot<Study>): Observable<Study> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(patch) {
      const changes = Object.entries(patch).filter(([key, value]) => !same(current[key as keyof PlayerSnapshot], value));
      if (changes.length === 0) return;
      const next = { ...current, ...Object.fromEntries(changes) };
      current = { ...next, phase: phaseOf(next) };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
