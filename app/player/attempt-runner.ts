import { OPERATIONS, type OperationKind } from "#app/exam/attempt/operation-kinds.ts";
import { ATTEMPT_STATES, isClosed, isRunning } from "#app/exam/attempt/states.ts";
import type { CallKind, Clock, OperationValue, Square, SquareAnswer, StartRequest } from "#app/exam/attempt/protocol.ts";
import { readClock } from "#app/messages/clock.ts";
import { reasonOf } from "#app/messages/short-replies.ts";
import { readStarted } from "#app/messages/start.ts";
import { createAnswerDesk } from "./answer-desk.ts";
import { timeNow, type ExamClock } from "./link/clock.ts";
import { openCiphertexts } from "./content/ciphertexts.ts";
import type { PlayerEnvironment } from "./page/environment.ts";
import { startFeed } from "./link/feed.ts";
import { startHeartbeat } from "./link/heartbeat.ts";
import { createImageRemarks } from "./content/image-remarks.ts";
import type { ImageEvent } from "./content/image-trouble.ts";
import { clockKeeper, keepSome, readEverythingKept } from "./store/kept.ts";
import type { ExamDatabase } from "./store/database.ts";
import { openOutbox } from "./store/outbox.ts";
import { proctorCaller } from "./link/call-proctor.ts";
import type { Reply, Requester, Timing } from "./link/request.ts";
import { createQuestionDesk, DAMAGED, FAULT } from "./question-desk.ts";
import { createSeatDesk } from "./seat-desk.ts";
import { isQuiet, takesActs, type Observable, type PlayerSnapshot } from "./snapshot.ts";

export type AttemptRunner = {
  act(kind: OperationKind, position: number, value: OperationValue): Promise<boolean>;
  visit(position: number): void;
  /** Something of the viewer; what is trouble gets to the log in a quiet moment. */
  imageTrouble(position: number, event: ImageEvent): void;
  acceptRules(version: string): Promise<void>;
  testDisplay(square: Square, answer: SquareAnswer): void;
  start(): Promise<void>;
  /** Begins the part after the one that was left. */
  startPart(): Promise<void>;
  takeOver(): Promise<void>;
  call(kind: CallKind): Promise<void>;
  loadFrame(hash: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Asks the server now and sends what waits: the network, the sign-in or the page came back. */
  wakeUp(): void;
  /** Reads the mirror anew: another tab has written meanwhile. */
  reread(): Promise<void>;
  tick(): void;
  stop(): void;
};

type Tools<Study> = {
  environment: PlayerEnvironment;
  attemptId: string;
  database: ExamDatabase;
  request: Requester;
  clock: ExamClock;
  state: Observable<Study>;
  parts: readonly { oneWay: boolean }[];
  framesOf(study: Study): string[];
};

/** One attempt in the one tab that writes: queue, delivery, content and clock joined together. */
export async function runAttempt<Study>(tools: Tools<Study>): Promise<AttemptRunner> {
  const { environment, attemptId, database, request, clock, state } = tools;
  const newId = () => environment.crypto.randomUUID();
  const kept = await readEverythingKept(database, newId);
  const callProctor = proctorCaller(request, environment, (call) => state.set({ call }), newId);
  const keepClock = clockKeeper(environment, database);
  const ciphertexts = await openCiphertexts(environment, attemptId);
  let newestServerTimeMs = 0;
  let newestLease = kept.lease;
  let resuming: Promise<string | null> | null = null;
  let stopped = false;
  let forgotten = false;

  const signInEnded = () => state.set({ signInNeeded: true });
  const denied = () => state.set({ denied: true });
  const questions = createQuestionDesk<Study>({ ...tools, kept, ciphertexts, signInEnded, visited: (position) => void act("visit", position, null), ready: () => void resume() });

  const answers = createAnswerDesk<Study>({
    environment,
    outbox: openOutbox({ database, newId, dateNow: environment.dateNow }),
    request,
    state,
    lease: () => kept.lease,
    evidence: clock.evidence,
    heard,
    signInEnded,
    denied,
    setAside: () => void call("technical"),
    delivered: () => void forgetWhenDone(),
    leaseUnknown: (serverClock) => void (serverClock.lease < kept.lease && state.get().seat === "mine" && seat.renew(serverClock)),
  });
  const remarks = createImageRemarks({ ...environment, isQuiet: () => isQuiet(state.get()), write: answers.write });

  const heartbeat = startHeartbeat({
    ...environment,
    request,
    facts: async () => ({ ...(await answers.waiting()), lease: kept.lease, position: state.get().position }),
    listener: {
      heard(serverClock, timing) {
        // A refusal from before the sign-in may have come after it.
        if (state.get().signInNeeded) {
          state.set({ signInNeeded: false });
          wakeUp();
        }
        heard(serverClock, timing);
      },
      refused: (reason) => (reason === "denied" ? denied() : signInEnded()),
      reachable: (reachable) => answers.saving({ reachable }),
    },
  });

  const feed = startFeed(environment, attemptId, {
    heard: (serverClock) => heard(serverClock, null),
    message: (text) => state.set({ message: { text, number: (state.get().message?.number ?? 0) + 1 } }),
    live: (feedLive) => state.set({ feedLive }),
  });

  const seat = createSeatDesk<Study>({
    ...tools,
    kept,
    isStopped: () => stopped,
    heard,
    refusalOf,
    async given(lease, forgotten) {
      // A disk that fails now is told by the queue.
      if (forgotten) await answers.adopt(lease).catch(() => undefined);
      answers.resume();
    },
    async goOn() {
      const { started, examState } = state.get();
      if (started) await begin();
      // The feed may have told something newer before this reply came; then nothing else goes on from here.
      else if (isRunning(examState)) await resume();
    },
  });

  function heard(serverClock: Clock, timing: Timing | null): void {
    if (stopped) return;
    clock.heard(serverClock, timing);
    state.set({ time: clock.shown() });
    // The feed does not tell it.
    if (timing !== null) state.set({ startsWait: serverClock.startsWait ?? null });
    if (serverClock.serverTimeMs < newestServerTimeMs) return;
    const opening = newestServerTimeMs === 0;
    newestServerTimeMs = serverClock.serverTimeMs;
    newestLease = serverClock.lease;
    const { examState: before, partRuns: ranBefore } = state.get();
    const wasClosed = before !== null && isClosed(before);
    const { part = state.get().part, partRuns = true } = serverClock;
    state.set({ examState: serverClock.state, reopened: wasClosed && !isClosed(serverClock.state), part, partRuns });
    if (!partRuns && isRunning(serverClock.state)) questions.leave(part);
    if (!forgotten) keepClock(serverClock, before !== serverClock.state || ranBefore !== partRuns);
    if (kept.lease > 0 && serverClock.lease > kept.lease) {
      state.set({ seat: "other-browser" });
      // A page that loses its seat while it is open must not take it back by itself: the candidate has moved away.
      if (opening) seat.waiter.begin();
    }
    if (isClosed(serverClock.state)) return void closed();
    seat.waiter.heard(serverClock);
    if (before === "paused" && serverClock.state !== "paused") answers.kick();
    if (state.get().rulesAccepted) void goOn();
  }

  /** What the server's state makes possible without the candidate: the first seat, and going on with a running attempt. */
  async function goOn(): Promise<void> {
    questions.fetch();
    if (kept.lease === 0 && state.get().seat === "unknown") await seat.askFirst();
    // What arrived damaged twice is asked for again only by the candidate.
    if (isRunning(state.get().examState) && state.get().refusal !== DAMAGED) await resume();
  }

  function refusalOf(reply: Reply): string {
    if (reply.kind !== "json") return "no-reply";
    if (reply.status === 401) signInEnded();
    if (reply.status === 403) denied();
    return reasonOf(reply.body) ?? "no-reply";
  }

  /** Starts the attempt or takes up a running one; once it runs on this page it only asks whether all is well. */
  function resume(): Promise<string | null> {
    if (kept.lease === 0 || state.get().seat !== "mine") return Promise.resolve(null);
    const { started, part, partRuns } = state.get();
    if ((started && !questions.hasKept()) || (part > 0 && !partRuns)) return Promise.resolve(null);
    return beginOnce();
  }

  /** A fault of this page (its disk, a key that is none) is told like a refusal: whoever waits for the start goes on. */
  function beginOnce(part?: number): Promise<string | null> {
    resuming ??= begin(part)
      .catch(() => FAULT)
      .finally(() => (resuming = null));
    return resuming;
  }

  /** An act of the candidate: its button is free again whatever becomes of it. */
  async function press(busy: NonNullable<PlayerSnapshot["busy"]>, run: () => Promise<string | null>): Promise<void> {
    state.set({ busy, refusal: null });
    const refusal = await run().catch(() => FAULT);
    state.set({ busy: null, refusal });
  }

  /** `part`: the next one, to be begun; else what runs is taken up. */
  async function begin(part?: number, isRenewed = false): Promise<string | null> {
    const body: StartRequest = { lease: kept.lease, display: state.get().display, ...(part === undefined ? {} : { part }) };
    const reply = await request("/start", { method: "POST", body });
    // Another tab goes on, or the page is going: what the reply tells is theirs to keep.
    if (stopped) return "no-reply";
    if (reply.kind !== "json" || reply.status !== 200) {
      const refusal = refusalOf(reply);
      const serverClock = reply.kind === "json" ? readClock(reply.body) : null;
      if (refusal === "unknown-lease" && serverClock !== null && !isRenewed) return (await seat.renew(serverClock)) ?? begin(part, true);
      if (reply.kind === "json" && reply.status === 409) state.set({ seat: "other-browser" });
      return refusal;
    }
    const begun = readStarted(reply.body);
    if (begun === null) return "no-reply";
    if (begun.receipt !== null) state.set({ receipt: begun.receipt });
    // What was forgotten after the close does not come back to this computer.
    if (!forgotten) await answers.mergeStored(begun.responses, begun.seen);
    await questions.dropKept();
    const showsIt = !isClosed(begun.state) && !state.get().started && begun.partRuns !== false;
    const refusal = showsIt ? await questions.begin(begun) : null;
    // Without its package the part is begun again from here, and what the server told with it comes once more.
    if (refusal === "package-missing") return refusal;
    heard(begun, reply);
    return refusal;
  }

  async function act(kind: OperationKind, position: number, value: OperationValue): Promise<boolean> {
    // While paused nothing can be changed. A visit or a submission is kept for later; a text was typed before the pause.
    const { isHeldWhilePaused, isText } = OPERATIONS[kind];
    if (!takesActs(state.get()) || (state.get().examState === "paused" && !isHeldWhilePaused && !isText)) return false;
    remarks.acted();
    if (kind === "submit" || kind === "leave-part") remarks.beforeHandIn();
    return answers.write(kind, position, value);
  }

  async function call(kind: CallKind): Promise<void> {
    refusalOf(await callProctor(kind));
  }

  async function closed(): Promise<void> {
    heartbeat.slow();
    questions.stop();
    const { receipt, examState } = state.get();
    const tells = examState !== null && ATTEMPT_STATES[examState].givesReceipt;
    if (receipt === null && tells && kept.lease > 0) void beginOnce();
    await resuming;
    answers.kick();
    await forgetWhenDone();
  }

  /** After the close nothing of the exam stays on this computer, once everything has been delivered. */
  async function forgetWhenDone(): Promise<void> {
    const { examState } = state.get();
    if (forgotten || examState === null || !isClosed(examState)) return;
    forgotten = await answers.forgetIfDelivered();
    if (!forgotten) return;
    await questions.forget();
  }

  function wakeUp(): void {
    clock.doubt();
    state.set({ time: clock.shown() });
    answers.resume();
    questions.resume();
    void heartbeat.beat();
  }

  state.set({ display: kept.display });
  // A page kept for offline use may be older than the acceptance of the rules; without that there is no lease.
  if (kept.lease > 0) state.set({ seat: "mine", rulesAccepted: true });
  state.set({ part: kept.started === null ? (kept.clock?.clock.part ?? 0) : (kept.started.part ?? 1) });
  await answers.reread();
  if (kept.clock !== null) {
    const passed = Math.max(0, environment.dateNow() - kept.clock.dateNowMs);
    const { serverTimeMs, deadlineMs, state: examState, part = 0, partRuns = true } = kept.clock.clock;
    clock.remember({ serverTimeMs: serverTimeMs + passed, deadlineMs });
    if (questions.hasKept()) state.set({ examState, time: clock.shown() });
    else if (!partRuns && isRunning(examState)) {
      // Nothing of the exam is kept between two parts but that it is there.
      state.set({ examState, partRuns });
      questions.leave(part);
    }
  }
  answers.kick();
  if (state.get().rulesAccepted || questions.hasKept()) questions.fetch();
  const heardFirst = heartbeat.beat().then(() => state.set({ loaded: true }));
  // With everything at hand the exam goes on without waiting for a network that may be away.
  if (!questions.hasKept()) await heardFirst;

  return {
    act,
    visit: questions.visit,
    imageTrouble: remarks.add,
    call,
    reread: answers.reread,
    wakeUp,
    loadFrame: questions.loadFrame,
    acceptRules: (version) =>
      press("rules", async () => {
        const reply = await request("/rules", { method: "POST", body: { version } });
        const serverClock = reply.kind === "json" && reply.status === 200 ? readClock(reply.body) : null;
        state.set({ rulesAccepted: serverClock !== null });
        if (serverClock === null || reply.kind !== "json") return refusalOf(reply);
        heard(serverClock, reply);
        // The feed may have told the same state before this reply came, when the rules were not yet known to be accepted.
        void goOn();
        return null;
      }),
    testDisplay(square, answer) {
      const display = { ...state.get().display, [square]: answer };
      state.set({ display });
      void keepSome(database, { display });
    },
    start: () =>
      press("start", async () => {
        // It may be on its way: its number is here a moment before this page has the seat.
        const refusal = state.get().seat === "mine" ? null : await seat.askFirst();
        return state.get().packageReady ? (refusal ?? (await resume())) : "package-missing";
      }),
    startPart: () =>
      press("start", async () => {
        await resuming;
        return state.get().packageReady ? beginOnce(state.get().part + 1) : "package-missing";
      }),
    takeOver: () =>
      press("take-over", async () => {
        await heartbeat.beat();
        // With what that reply told, the page may have asked by itself.
        const asks = state.get().seatWait === "asking";
        return asks || state.get().seat === "mine" ? null : seat.takeOver(newestLease);
      }),
    tick() {
      remarks.tick();
      const { ask, warning } = clock.tick();
      if (ask) void heartbeat.beat();
      state.set(timeNow(clock, warning ?? state.get().warning));
    },
    stop() {
      stopped = true;
      answers.stop();
      questions.stop();
      heartbeat.stop();
      feed.stop();
      // A change that is just being written still gets to the disk.
      environment.schedule(() => database.close(), 1_000);
    },
  };
}
