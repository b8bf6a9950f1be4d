import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { migrate } from "#db/migrate.ts";
import { openDb, transact, type Db } from "#db/open.ts";
import { verifyAttempt } from "#db/verify.ts";
import { canStore } from "#app/web/told-to-wait.ts";
import { afterEach, describe, expect, it } from "vitest";
import { mayMount } from "../db/support/may-mount.ts";
import { pageThat } from "./support/page-that.ts";
import { examOnLoopback } from "./support/exam-on-loopback.ts";

const MOST_SAVES = 2_000;
const endings: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

type Disk = { db: Db; fill(): Promise<void>; free(): Promise<void> };

/** A file system of 8 MB of its own, filled up by another file. */
async function smallDisk(): Promise<Disk> {
  const folder = mkdtempSync(join(tmpdir(), "exam-disk-"));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder]);
  endings.push(() => void execFileSync("umount", ["-l", folder]));
  const db = await open(join(folder, "exam.sqlite"));
  const other = join(folder, "other");
  return {
    db,
    async fill() {
      const file = openSync(other, "a");
      try {
        for (;;) writeSync(file, Buffer.alloc(4_096));
      } catch (error) {
        expect(error).toMatchObject({ code: "ENOSPC" });
      } finally {
        closeSync(file);
      }
    },
    free: async () => rmSync(other),
  };
}

/** A database that may not grow any more: SQLite says of it what it says of a full disk. */
async function boundedFile(): Promise<Disk> {
  const folder = mkdtempSync(join(tmpdir(), "exam-disk-"));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  const db = await open(join(folder, "exam.sqlite"));
  const bound = (pages: number) => sql.raw(`pragma max_page_count = ${pages}`).execute(db.write).then(() => undefined);
  return { db, fill: () => bound(1), free: () => bound(1_000_000) };
}

async function open(file: string): Promise<Db> {
  await migrate({ databaseUrl: null, file });
  const db = openDb({ databaseUrl: null, file });
  endings.push(() => db.close());
  return db;
}

const mounts = mayMount();
describe.each([
  { disk: `a file system of 8 MB${mounts ? "" : " (this user may not mount one)"}`, make: smallDisk, skipped: !mounts },
  { disk: "a file that may not grow", make: boundedFile, skipped: false },
])("on $disk that is full", ({ make, skipped }) => {
  it.skipIf(skipped)("no save is acknowledged that is not stored, all are told to wait, and all arrive when there is room again", async () => {
    const { db, fill, free } = await make();
    const exam = await examOnLoopback(db);
    endings.push(exam.end);
    const acknowledged: string[] = [];
    const take = ({ status, told, opIds }: Awaited<ReturnType<typeof exam.ask>>) => {
      if (status === 200) expect(told.acknowledged).toEqual(opIds);
      acknowledged.push(...(told.acknowledged ?? []));
      return status;
    };
    expect(take(await exam.note(10).send())).toBe(200);
    await fill();

    // What the file has room for inside is still stored.
    let refused = exam.note(2_000);
    let answer = await refused.send();
    for (let saves = 0; answer.status === 200 && saves < MOST_SAVES; saves += 1) {
      take(answer);
      refused = exam.note(2_000);
      answer = await refused.send();
    }
    expect(answer).toMatchObject({ status: 503, retryAfter: "2", told: { reason: "busy" } });
    expect(canStore(exam.app)).toBe(false);
    const waiting = [refused, ...Array.from({ length: 20 }, () => exam.note(2_000))];
    for (const { status, retryAfter, told } of await Promise.all(waiting.map(({ send }) => send()))) {
      expect([status, retryAfter, told.acknowledged]).toEqual([503, "2", undefined]);
    }
    // What is only read goes on.
    expect((await exam.beat()).status).toBe(200);
    expect(await exam.stored()).toEqual(acknowledged);

    const write = () => transact(db, (trx) => trx.insertInto("setting").values({ name: "telephone", value: "1".repeat(2_000_000) }).execute());
    const told = await pageThat(write, exam.app);
    expect([told.status, told.headers.get("Retry-After"), await told.text()]).toEqual([503, "2", "For a moment the server can store nothing. Please try again in a few seconds."]);

    await free();
    for (const { send } of waiting) expect(take(await send())).toBe(200);
    expect(canStore(exam.app)).toBe(true);
    expect(await exam.stored()).toEqual(acknowledged);
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    expect(exam.faults).toEqual([]);
    expect(await verifyAttempt(db.read, exam.attemptId)).toBeNull();
  });
});
