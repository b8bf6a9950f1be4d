import { randomBytes } from "node:crypto";
import type { Config } from "#config";
import { openDb } from "#db/open.ts";
import { v7 as uuidv7 } from "uuid";
import { serverClock } from "../adapters/clock/server-clock.ts";
import { failedTries } from "../adapters/brake/failed-tries.ts";
import { memoryBrake } from "../adapters/brake/memory-brake.ts";
import { keepToOwner } from "../adapters/files/keep-to-owner.ts";
import { folderImageStore } from "../adapters/images/folder-image-store.ts";
import { argon2Passwords } from "../adapters/passwords/argon2-passwords.ts";
import { passwordQueue } from "../adapters/passwords/password-queue.ts";
import { sealFile } from "../adapters/seals/seal-file.ts";
import { readSecretFile } from "../adapters/secrets/secret-file.ts";
import { commitQueue, type CommitQueue } from "../usecases/attempt/commit-queue.ts";
import type { Context, Log } from "../usecases/context.ts";

/** The context of use cases: the same for the server and the command line. */
export async function makeContext(
  config: Config,
  log: Log,
  build: { version: string; id: string },
): Promise<Context & { queue: CommitQueue; passwords: ReturnType<typeof passwordQueue>; brake: ReturnType<typeof memoryBrake>; failedSignIns: ReturnType<typeof failedTries>; close(): Promise<void> }> {
  keepToOwner(config);
  const db = openDb({ databaseUrl: config.databaseUrl, file: config.databaseFile });
  const clock = serverClock();
  const { now } = clock;
  const secrets = readSecretFile(config.secretFile);
  const forms: Context["forms"] = new Map();
  const queue = commitQueue({ db, now, clock, forms, build, log });
  return {
    db,
    record: queue.record,
    recordTogether: queue.recordTogether,
    queue,
    now,
    clock,
    newId: uuidv7,
    randomBytes,
    images: folderImageStore(config.imagesDir),
    passwords: passwordQueue(argon2Passwords()),
    secrets,
    seals: sealFile(config.sealFile),
    brake: memoryBrake({ secret: secrets.key("brake"), isShared: db.dialect === "postgres" }),
    failedSignIns: failedTries(),
    log,
    forms,
    build,
    async close() {
      await queue.idle();
      await db.close();
    },
  };
}
