import { randomBytes, randomUUID } from "node:crypto";
import type { SealLine } from "#app/exam/audit/kept-seals.ts";
import type { Db } from "#db/open.ts";
import { commitQueue, type CommitQueue } from "#app/usecases/attempt/commit-queue.ts";
import type { Actor, ActorContext, ServerClock } from "#app/usecases/context.ts";
import { serverClock } from "#app/adapters/clock/server-clock.ts";
import { failedTries } from "#app/adapters/brake/failed-tries.ts";
import { memoryBrake } from "#app/adapters/brake/memory-brake.ts";
import { NOW } from "./sample.ts";

type Change = { now?: () => number; clock?: ServerClock; actor?: Partial<Actor> };

/** A context as a server makes it, over a test's database and clock, with the real write path; images and passwords are absent. */
export function contextOf(db: Db, { clock, now = clock?.now ?? (() => NOW + 10_000), actor = {} }: Change = {}): ActorContext & { queue: CommitQueue; failedSignIns: ReturnType<typeof failedTries>; faults: string[] } {
  const faults: string[] = [];
  const log = { info: () => {}, warn: () => {}, error: (_fields: object, message: string) => void faults.push(message) };
  const forms = new Map();
  const build = { version: "1", id: "b" };
  const serversClock = clock ?? serverClock({ machineNow: now, monotonicNow: now });
  const queue = commitQueue({ db, now, clock: serversClock, forms, build, log });
  const absent = (what: string) => () => Promise.reject(new Error(`this test has no ${what}`));
  return {
    db,
    now,
    clock: serversClock,
    record: queue.record,
    recordTogether: queue.recordTogether,
    queue,
    faults,
    newId: () => randomUUID(),
    randomBytes: (length) => randomBytes(length),
    images: { put: absent("images"), get: absent("images"), has: absent("images") },
    passwords: { hash: () => Promise.resolve("hash"), verify: () => Promise.resolve(false) },
    seals: sealsInMemory(),
    secrets: { key: () => new Uint8Array(32) },
    brake: memoryBrake({ secret: new Uint8Array(32), isShared: false }),
    failedSignIns: failedTries(),
    log,
    forms,
    build,
    actor: { personId: "", name: "", roles: [], registrationId: null, ...actor },
  };
}

/** What is kept outside the database, without a file. */
export function sealsInMemory(): ActorContext["seals"] & { lines: SealLine[] } {
  const lines: SealLine[] = [];
  return { path: "memory", lines, append: async (more) => void lines.push(...more), read: async () => (lines.length === 0 ? null : [...lines]) };
}
