import type { CallKind, Square, SquareAnswer } from "#app/exam/attempt/protocol.ts";
import { runAttempt, type AttemptRunner } from "./attempt-runner.ts";
import { createClock } from "./link/clock.ts";
import { browserEnvironment, type Cancel, type PlayerEnvironment } from "./page/environment.ts";
import type { ImageEvent } from "./content/image-trouble.ts";
import { proctorCaller } from "./link/call-proctor.ts";
import { lookOn } from "./link/look-on.ts";
import { createRequester } from "./link/request.ts";
import { createTabLock } from "./page/tab-lock.ts";
import { signInAgain, type SignInAgain } from "./link/sign-in-again.ts";
import { createObservable, initialSnapshot, type PlayerSnapshot } from "./snapshot.ts";
import { checkStorage } from "./store/check-storage.ts";

export type PlayerOptions<Study> = {
  attemptId: string;
  buildId: string;
  /** The parts of the form. `oneWay`: its questions come one after another, and none is seen again. */
  parts: readonly { oneWay: boolean }[];
  rulesAccepted: boolean;
  candidateNumber: string;
  signInAgainUrl: string;
  /** The hashes of a study's frames, in the order in which they are needed. */
  framesOf(study: Study): string[];
  /** The browser; tests bring their own. */
  environment?: PlayerEnvironment;
};

/** The exam in the browser without its looks. Acts answer whether they were taken; everything else stands in the snapshot. */
export type Player<Study = unknown> = {
  subscribe(listener: () => void): Cancel;
  getSnapshot(): PlayerSnapshot<Study>;
  acceptRules(version: string): Promise<void>;
  /** Keeps what the candidate says of a square of the display test; it goes to the server with the start. */
  testDisplay(square: Square, answer: SquareAnswer): void;
  start(): Promise<void>;
  /** Leaves the running part: it cannot be seen again. The next one begins with `startPart`. */
  leavePart(): Promise<boolean>;
  startPart(): Promise<void>;
  /** Goes to a question. */
  visit(position: number): void;
  respond(position: number, optionIds: readonly string[]): Promise<boolean>;
  flag(position: number, flagged: boolean): Promise<boolean>;
  strike(position: number, optionIds: readonly string[]): Promise<boolean>;
  highlight(position: number, ranges: readonly (readonly [number, number])[]): Promise<boolean>;
  note(position: number, text: string): Promise<boolean>;
  reportProblem(position: number, text: string): Promise<boolean>;
  /** Takes note of what the viewer tells; the server hears of waits, dropped and missing frames when there is time. */
  imageTrouble(position: number, event: ImageEvent): void;
  showSummary(): void;
  submit(): Promise<boolean>;
  takeOver(): Promise<void>;
  call(kind: CallKind): Promise<void>;
  closeCall(): void;
  closeMessage(): void;
  closeWarning(): void;
  signInAgain(code: string): Promise<SignInAgain>;
  /** The encoded bytes of a frame for the viewer. Faults: FrameMissingError, DecryptionError. */
  loadFrame(hash: string): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
};

const TICK_MS = 500;

/** Opens the exam of one attempt in this tab and keeps it going until `close`. */
export function createPlayer<Study = unknown>(options: PlayerOptions<Study>): Player<Study> {
  const { attemptId } = options;
  const environment = options.environment ?? browserEnvironment();
  const state = createObservable<Study>(initialSnapshot<Study>(options.rulesAccepted));
  const clock = createClock(environment);
  const request = createRequester(environment, options);
  const callProctor = proctorCaller(request, environment, (call) => state.set({ call }), () => environment.crypto.randomUUID());
  const tabLock = createTabLock(environment, attemptId, lost);
  const endings: Cancel[] = [];
  let runner: AttemptRunner | null = null;
  let onlooker: ReturnType<typeof lookOn> | null = null;
  let closed = false;

  function lost(): void {
    runner?.stop();
    runner = null;
    state.set({ seat: "other-tab", seatWait: null, started: false, items: [], studies: {} });
    besideOther();
  }

  function besideOther(): void {
    if (!closed) onlooker ??= lookOn(environment, attemptId, clock, state.set);
  }

  async function run(): Promise<void> {
    const storage = await checkStorage(environment, attemptId);
    if (closed) return;
    if (!storage.ok) {
      state.set({ storage: storage.reason });
      // The proctor hears of a computer that cannot be used.
      await callProctor("technical");
      return;
    }
    state.set({ seat: "unknown" });
    const started = await runAttempt<Study>({
      environment,
      attemptId,
      database: storage.database,
      request,
      clock,
      state,
      parts: options.parts,
      framesOf: options.framesOf,
    });
    if (closed || state.get().seat === "other-tab") started.stop();
    else runner = started;
  }

  async function open(): Promise<void> {
    if (await tabLock.enter()) return run();
    if (!closed) state.set({ seat: "other-tab", loaded: true });
    besideOther();
  }

  function tick(): void {
    if (closed) return;
    runner?.tick();
    onlooker?.tick();
    environment.schedule(tick, TICK_MS);
  }

  endings.push(environment.on("online", () => runner?.wakeUp()));
  endings.push(environment.on("visibilitychange", () => environment.visible() && runner?.wakeUp()));
  endings.push(environment.on("pageshow", () => void runner?.reread().then(() => runner?.wakeUp())));
  void open().catch(() => state.set({ storage: "not-writable" }));
  tick();

  const act = (...input: Parameters<AttemptRunner["act"]>) => runner?.act(...input) ?? Promise.resolve(false);

  return {
    subscribe: state.subscribe,
    getSnapshot: state.get,
    acceptRules: async (version) => runner?.acceptRules(version),
    testDisplay: (square, answer) => runner?.testDisplay(square, answer),
    start: async () => runner?.start(),
    leavePart: () => act("leave-part", state.get().part, null),
    startPart: async () => runner?.startPart(),
    visit: (position) => runner?.visit(position),
    respond: (position, optionIds) => act("respond", position, [...optionIds]),
    flag: (position, flagged) => act("flag", position, flagged),
    strike: (position, optionIds) => act("strike", position, [...optionIds]),
    highlight: (position, ranges) => act("highlight", position, ranges.map(([start, end]): [number, number] => [start, end])),
    note: (position, text) => act("note", position, text),
    reportProblem: (position, text) => act("report-problem", position, text),
    imageTrouble: (position, event) => runner?.imageTrouble(position, event),
    showSummary: () => state.set({ view: "summary" }),
    submit: () => act("submit", 0, null),
    async takeOver() {
      if (state.get().seat !== "other-tab") return runner?.takeOver();
      onlooker?.stop();
      onlooker = null;
      await tabLock.take();
      await run();
    },
    call: async (kind) => (runner === null ? void (await callProctor(kind)) : runner.call(kind)),
    closeCall: () => state.set({ call: null }),
    closeMessage: () => state.set({ message: null }),
    closeWarning: () => state.set({ warning: null }),
    async signInAgain(code) {
      const signed = await signInAgain(environment, options.signInAgainUrl, { candidateNumber: options.candidateNumber, code });
      if (signed.ok) {
        state.set({ signInNeeded: false });
        runner?.wakeUp();
      }
      return signed;
    },
    loadFrame: (hash) => runner?.loadFrame(hash) ?? Promise.reject(new TypeError("The exam is not open in this tab")),
    close() {
      closed = true;
      for (const end of endings) end();
      runner?.stop();
      onlooker?.stop();
      tabLock.leave();
    },
  };
}
