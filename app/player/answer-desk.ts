import { OPERATION_KINDS, OPERATIONS, type OperationKind } from "#app/exam/attempt/operation-kinds.ts";
import type { Clock, Receipt, StoredResponse } from "#app/exam/attempt/protocol.ts";
import { createAnswerBook } from "./store/answer-book.ts";
import { isOfCandidate, type Fate, type QueuedOperation } from "./store/database.ts";
import type { PlayerEnvironment } from "./page/environment.ts";
import type { Outbox, Settlement } from "./store/outbox.ts";
import type { Requester, Timing } from "./link/request.ts";
import type { Observable, PlayerSnapshot } from "./snapshot.ts";
import { createSync, type Sync } from "./link/sync.ts";
import { createWriter, type Writer } from "./store/writer.ts";

/** What a candidate knows to have sent although it is no value of a question. */
const isBesideAnswers = (kind: OperationKind) => OPERATIONS[kind].isAwaited && !OPERATIONS[kind].keepsLast;
/** An end that the candidate has asked for and the server has not refused. */
const isGiven = (fate: Fate | null) => fate === "waiting" || fate === "saved";
const HELD_WHILE_PAUSED = OPERATION_KINDS.filter((kind) => OPERATIONS[kind].isHeldWhilePaused);

export type AnswerDesk = Writer &
  Pick<Sync, "kick" | "resume" | "stop"> & {
    /** Reads the mirror anew and shows it. */
    reread(): Promise<void>;
    /** Takes over what the server holds of the answers, and which questions were seen. */
    mergeStored(responses: readonly StoredResponse[], seen: readonly number[]): Promise<void>;
    /** Has what stands under leases that the server has forgotten go on under this one. */
    adopt(lease: number): Promise<void>;
    /** Number of the candidate's operations that wait and the age of the oldest in milliseconds. */
    waiting(): Promise<{ waiting: number; oldestWaitingMs: number }>;
    /** Deletes all answers from this computer if none waits any more; false if one does. */
    forgetIfDelivered(): Promise<boolean>;
    saving(patch: Partial<PlayerSnapshot["saving"]>): void;
  };

type Tools<Study> = {
  environment: PlayerEnvironment;
  outbox: Outbox;
  request: Requester;
  state: Observable<Study>;
  lease(): number;
  evidence(): { lastServerTimeMs: number; elapsedMs: number };
  heard(clock: Clock, timing: Timing): void;
  signInEnded(): void;
  denied(): void;
  /** An operation was found that the server cannot read. */
  setAside(): void;
  /** Something was delivered. */
  delivered(): void;
  /** The server does not know the lease under which was sent. */
  leaseUnknown(serverClock: Clock): void;
};

/** From the click to the word "saved": writer, queue and delivery, and what of it the screen says. */
export function createAnswerDesk<Study>(tools: Tools<Study>): AnswerDesk {
  const { environment, outbox, request, state, lease, evidence, heard, signInEnded, denied } = tools;
  const book = createAnswerBook();
  let shows = 0;
  /** Then the database may be closed at any moment. */
  let stopped = false;

  function saving(patch: Partial<PlayerSnapshot["saving"]>): void {
    state.set({ saving: { ...state.get().saving, ...patch } });
  }

  /** `written`: whether a change of the candidate's has just reached the disk, null where none was to. */
  async function show(written: boolean | null): Promise<void> {
    const submit = book.fateOf(0, "submit");
    const leave = book.fateOf(state.get().part, "leave-part");
    state.set({ questions: book.questions(), submitting: isGiven(submit), leaving: isGiven(leave) });
    if (written !== null) saving({ storageFailed: !written });
    const mine = (shows += 1);
    // Something newer is being shown already; what was read for this one is older than that.
    const overtaken = () => stopped || mine !== shows;
    if (overtaken()) return;
    const queue = await queueOfCandidate();
    if (overtaken()) return;
    const setAside = await outbox.aside();
    if (overtaken()) return;
    const others = queue.filter(({ kind }) => isBesideAnswers(kind)).length;
    saving({ waiting: queue.length, others, setAside });
  }

  const queueOfCandidate = async () => (await outbox.queue()).filter(isOfCandidate);

  async function settled(settlements: readonly Settlement[], sent: readonly QueuedOperation[]): Promise<void> {
    book.settle(settlements);
    const theirs = new Set(sent.filter(isOfCandidate).map((operation) => operation.opId));
    const count = (fate: Settlement["fate"]) => settlements.filter((settlement) => settlement.fate === fate && theirs.has(settlement.opId)).length;
    const before = state.get().saving;
    saving({ late: before.late + count("late"), unclaimed: before.unclaimed + count("unclaimed") });
    await show(null);
    tools.delivered();
  }

  const sync = createSync({
    outbox,
    request,
    schedule: environment.schedule,
    random: environment.random,
    heldKinds: () => (state.get().examState === "paused" ? HELD_WHILE_PAUSED : []),
    listener: {
      heard,
      signInEnded,
      denied,
      leaseUnknown: tools.leaseUnknown,
      receipt: (receipt: Receipt) => state.set({ receipt }),
      settled: (settlements, sent) => void settled(settlements, sent),
      setAside: () => void reread().then(tools.setAside),
      link: ({ reachable, busy }) => saving({ reachable, busy }),
    },
  });

  const writer = createWriter({ outbox, book, lease, evidence, changed: show, send: sync.kick });

  async function reread(): Promise<void> {
    if (stopped) return;
    await book.load(outbox.mirror);
    await show(null);
  }

  return {
    ...writer,
    ...sync,
    stop() {
      stopped = true;
      sync.stop();
    },
    saving,
    reread,
    async mergeStored(responses, seen) {
      await outbox.mergeStored(responses, seen);
      await reread();
    },
    async adopt(lease) {
      if (await outbox.adopt(lease)) await reread();
    },
    async waiting() {
      const queue = await queueOfCandidate();
      const oldest = Math.min(...queue.map((operation) => operation.madeAtMs));
      const age = queue.length === 0 ? 0 : Math.max(0, Math.round(environment.dateNow() - oldest));
      return { waiting: queue.length, oldestWaitingMs: age };
    },
    async forgetIfDelivered() {
      if (stopped) return false;
      const queue = await outbox.queue();
      if (stopped || queue.length > 0) return false;
      // A disk that will not even forget is asked again with what is delivered next, or when the page is opened again.
      return outbox.forgetContent().then(() => true, () => false);
    },
  };
}
