import type { OperationKind } from "#app/exam/attempt/operation-kinds.ts";
import type { OperationValue, StoredResponse } from "#app/exam/attempt/protocol.ts";
import { isOfCandidate, write, type ExamDatabase, type Fate, type MirrorEntry, type QueuedOperation, type Stores } from "./database.ts";

/** What a person did, before it has a number. */
export type Draft = {
  position: number;
  kind: OperationKind;
  value: OperationValue;
  lastServerTimeMs: number;
  elapsedMs: number;
};

/** What became of an operation, as the server's reply says it. */
export type Settlement = { opId: string; fate: Exclude<Fate, "waiting">; savedAtMs: number | null };

export type Outbox = {
  /** Writes the operation with the next number of its lease; resolves when it is durable. Faults: what IndexedDB says. */
  add(lease: number, draft: Draft): Promise<QueuedOperation>;
  /** The next operations of the lowest lease, in order, without the kinds that must wait. */
  next(most: number, without?: readonly OperationKind[]): Promise<QueuedOperation[]>;
  /** Deletes what the server replied to and writes its fate beside its value. */
  settle(settlements: readonly Settlement[]): Promise<void>;
  /** Takes an operation the server cannot read out of the queue; a `visit` with its number keeps the row without gaps. */
  setAside(opId: string): Promise<void>;
  /**
   * Puts a `visit` in the place of numbers that exist nowhere any more: of the question at `position`, or, where that is
   * 0 (a `submit`), of one that was visited here, so that nothing counts as seen that was not.
   */
  fillGaps(lease: number, numbers: readonly number[], position: number): Promise<number>;
  /**
   * Takes over what the server knows: values where its (lease, seq) is higher than the one here, and which questions
   * were seen, wherever that was (a visit made here stays as it is).
   */
  mergeStored(responses: readonly StoredResponse[], seen?: readonly number[]): Promise<void>;
  /**
   * For a lease that a server gave which was set back: what stands here under this number or a higher one is not known
   * there, and gets the next numbers of this lease in the order in which it was made: numbers that were used here are not
   * used again, for a request with them may be under way. What of it was called saved is not on the server any more, and
   * waits again. Tells whether there was any.
   */
  adopt(lease: number): Promise<boolean>;
  queue(): Promise<QueuedOperation[]>;
  mirror(): Promise<MirrorEntry[]>;
  /** What the server could not read: kept for the proctor, also after the close. */
  aside(): Promise<QueuedOperation[]>;
  /** Deletes every answer and every content of the exam; what still waits or was set aside is nowhere else, and stays. */
  forgetContent(): Promise<void>;
};

type Tools = { database: ExamDatabase; newId(): string; dateNow(): number };

const seqKey = (lease: number) => `seq:${lease}`;

/** The number that was given last under a lease; 0 before the first. */
async function lastSeq(store: Stores, lease: number): Promise<number> {
  return ((await store("keep").get(seqKey(lease))) as number | undefined) ?? 0;
}

/** The durable queue and the local mirror of one attempt; several tabs may use it at once. */
export function openOutbox({ database, newId, dateNow }: Tools): Outbox {
  async function queue(): Promise<QueuedOperation[]> {
    return database.getAll("operations");
  }

  function filler(like: { lease: number; seq: number; position: number }): QueuedOperation {
    const { lease, seq, position } = like;
    return { opId: newId(), lease, seq, position, kind: "visit", value: null, lastServerTimeMs: 0, elapsedMs: 0, madeAtMs: dateNow() };
  }

  return {
    add: (lease, draft) =>
      write(database, ["operations", "mirror", "keep"], async (store) => {
        const seq = (await lastSeq(store, lease)) + 1;
        const operation: QueuedOperation = { ...draft, opId: newId(), lease, seq, madeAtMs: dateNow() };
        await store("keep").put(seq, seqKey(lease));
        await store("operations").add(operation);
        const { position, kind, value, opId } = operation;
        const entry: MirrorEntry = { position, kind, value, lease, seq, opId, fate: "waiting", savedAtMs: null };
        if (isOfCandidate(operation)) await store("mirror").put(entry);
        return operation;
      }),

    async next(most, without = []) {
      const waiting = (await queue()).filter((operation) => !without.includes(operation.kind));
      const lease = waiting[0]?.lease;
      return waiting.filter((operation) => operation.lease === lease).slice(0, most);
    },

    async settle(settlements) {
      if (settlements.length === 0) return;
      await write(database, ["operations", "mirror"], async (store) => {
        const byId = new Map(settlements.map((settlement) => [settlement.opId, settlement]));
        const waiting = await store("operations").getAll();
        for (const operation of waiting) {
          const settled = byId.get(operation.opId);
          if (settled === undefined) continue;
          await store("operations").delete([operation.lease, operation.seq]);
          const entry = await store("mirror").get([operation.position, operation.kind]);
          // A newer change of the same question waits for its own reply.
          if (entry?.opId !== operation.opId) continue;
          await store("mirror").put({ ...entry, fate: settled.fate, savedAtMs: settled.savedAtMs });
        }
      });
    },

    setAside: (opId) =>
      write(database, ["operations", "aside", "mirror"], async (store) => {
        const waiting = await store("operations").getAll();
        const operation = waiting.find((queued) => queued.opId === opId);
        if (operation === undefined) return;
        if (isOfCandidate(operation)) await store("aside").put(operation);
        await store("operations").put(filler(operation));
        const entry = await store("mirror").get([operation.position, operation.kind]);
        if (entry?.opId === opId) await store("mirror").put({ ...entry, fate: "set-aside" });
      }),

    fillGaps: (lease, numbers, position) =>
      write(database, ["operations", "mirror", "keep"], async (store) => {
        const visited = (await store("mirror").getAll()).find((entry) => entry.kind === "visit");
        const fillPosition = position || (visited?.position ?? 1);
        const last = await lastSeq(store, lease);
        let filled = 0;
        for (const seq of numbers) {
          const there = await store("operations").get([lease, seq]);
          if (there !== undefined || seq > last) continue;
          await store("operations").add(filler({ lease, seq, position: fillPosition }));
          filled += 1;
        }
        return filled;
      }),

    mergeStored: (responses, seen = []) =>
      write(database, ["mirror", "keep"], async (store) => {
        for (const { position, kind, value, lease, seq, savedAtMs } of responses) {
          const here = await store("mirror").get([position, kind]);
          const newer = here !== undefined && (here.lease > lease || (here.lease === lease && here.seq > seq));
          // What the server does not hold although it was settled (unclaimed, refused) must not hide what it holds.
          const counts = here !== undefined && (here.fate === "waiting" || here.fate === "saved" || here.fate === "set-aside");
          if (newer && counts) continue;
          const entry: MirrorEntry = { position, kind, value, lease, seq, opId: null, fate: "saved", savedAtMs };
          await store("mirror").put(entry);
          const last = await lastSeq(store, lease);
          if (seq > last) await store("keep").put(seq, seqKey(lease));
        }
        for (const position of seen) {
          const here = await store("mirror").get([position, "visit"]);
          if (here !== undefined) continue;
          // Below every visit made here, and with a number: it is on the disk.
          const entry: MirrorEntry = { position, kind: "visit", value: null, lease: 0, seq: 1, opId: null, fate: "saved", savedAtMs: null };
          await store("mirror").put(entry);
        }
      }),

    adopt: (lease) =>
      write(database, ["operations", "mirror", "keep"], async (store) => {
        const waiting = (await store("operations").getAll()).filter((operation) => operation.lease >= lease);
        const mirror = (await store("mirror").getAll()).filter((entry) => entry.lease >= lease);
        const known = new Set(waiting.map(({ opId }) => opId));
        const lost = mirror.filter(({ fate, opId }) => fate === "saved" && opId !== null && !known.has(opId));
        const again = lost.map(({ position, kind, value, lease: old, seq, opId }) => ({ position, kind, value, lease: old, seq, opId: opId ?? newId(), lastServerTimeMs: 0, elapsedMs: 0, madeAtMs: dateNow() }));
        let last = await lastSeq(store, lease);
        for (const operation of [...waiting, ...again].sort((a, b) => a.lease - b.lease || a.seq - b.seq)) {
          const seq = (last += 1);
          await store("operations").delete([operation.lease, operation.seq]);
          await store("operations").add({ ...operation, lease, seq });
          const entry = mirror.find(({ opId }) => opId === operation.opId);
          if (entry !== undefined) await store("mirror").put({ ...entry, lease, seq, fate: "waiting", savedAtMs: null });
        }
        await store("keep").put(last, seqKey(lease));
        return waiting.length + again.length > 0;
      }),

    queue,
    mirror: () => database.getAll("mirror"),
    aside: () => database.getAll("aside"),

    forgetContent: () =>
      write(database, ["mirror", "keep"], async (store) => {
        for (const { position, kind, fate } of await store("mirror").getAll()) {
          if (fate !== "set-aside") await store("mirror").delete([position, kind]);
        }
        for (const key of ["contentKey", "started", "clock", "display"]) await store("keep").delete(key);
      }),
  };
}
