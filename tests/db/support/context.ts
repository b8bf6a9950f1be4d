import { randomBytes, randomUUID } from "node:crypto";
import type { Db } from "#db/open.ts";
import { commitQueue, type CommitQueue } from "#app/usecases/attempt/commit-queue.ts";
import type { Actor, ActorContext } from "#app/usecases/context.ts";
import { memoryBrake } from "#app/adapters/brake/memory-brake.ts";
import { NOW } from "./sample.ts";

type Change = { now?: () => number; actor?: Partial<Actor> };

/** A context as a server makes it, over a test's database and clock, with the real write path; images and passwords are absent. */
export function contextOf(db: Db, { now = () => NOW + 10_000, actor = {} }: Change = {}): ActorContext & { queue: CommitQueue; faults: string[] } {
  const faults: string[] = [];
  const log = { info: () => {}, warn: () => {}, error: (_fields: object, message: string) => void faults.push(message) };
  const forms = new Map();
  const build = { version: "1", id: "b" };
  const queue = commitQueue({ db, now, forms, build, log });
  const absent = (what: string) => () => Promise.reject(new Error(`this test has no ${what}`));
  return {
    db,
    now,
    record: queue.record,
    queue,
    faults,
    newId: () => randomUUID(),
    randomBytes: (length) => randomBytes(length),
    images: { put: absent("images"), get: absent("images"), has: absent("images") },
    passwords: { hash: () => Promise.resolve("hash"), verify: () => Promise.resolve(false) },
    secrets: { key: () => new Uint8Array(32) },
    brake: memoryBrake({ secret: new Uint8Array(32), isShared: false }),
    log,
    forms,
    build,
    actor: { personId: "", name: "", roles: [], registrationId: null, ...actor },
  };
}
