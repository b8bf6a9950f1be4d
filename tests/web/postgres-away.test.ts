import { migrate } from "#db/migrate.ts";
import { isOutage, openDb, transact } from "#db/open.ts";
import { loadSettings, storeSetting } from "#db/settings.ts";
import { canStore } from "#app/web/told-to-wait.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase, haltPostgres, postgresPrograms, resumePostgres, startPostgres, stopPostgres, type Cluster } from "../db/support/postgres.ts";
import { examOnLoopback } from "./support/exam-on-loopback.ts";
import { pageThat } from "./support/page-that.ts";

const absent = postgresPrograms() === null;

describe.skipIf(absent)(`a server whose PostgreSQL goes away${absent ? " (not installed on this machine)" : ""}`, () => {
  let cluster: Cluster;
  let databaseUrl: string;
  // One of its own: that of the run belongs to all the other tests as well.
  beforeAll(async () => {
    const started = await startPostgres();
    if (started === null) throw new Error("PostgreSQL is installed but could not be started as a private server");
    cluster = started;
    databaseUrl = await createDatabase(cluster);
    await migrate({ databaseUrl, file: "" });
  });
  afterAll(() => stopPostgres(cluster));

  // SIGINT: an administrator stops it and it says goodbye; SIGQUIT: as in a crash.
  it.each(["SIGINT", "SIGQUIT"] as const)("by %s tells everybody to wait, and serves on when it is back", async (signal) => {
    const db = openDb({ databaseUrl, file: "" });
    const exam = await examOnLoopback(db);
    try {
      const acknowledged: string[] = [];
      const sent = exam.note(5);
      expect((await sent.send()).status).toBe(200);
      acknowledged.push(sent.opId);
      // In the middle of a transaction, while saves are on their way and reading connections are open.
      let go = (): void => {};
      const began = new Promise<void>((begin) => {
        go = begin;
      });
      let proceed = (): void => {};
      const halted = new Promise<void>((resolve) => (proceed = resolve));
      const broken = transact(db, async (trx) => {
        await storeSetting(trx, "telephone", "never");
        go();
        await halted;
        await storeSetting(trx, "organisation", "never");
      }).catch((error: unknown) => error);
      await began;
      const underWay = exam.note(5);
      const saving = underWay.send();
      await haltPostgres(cluster, signal);
      proceed();
      expect(isOutage(await broken)).toBe(true);
      const answer = await saving;
      expect([200, 503]).toContain(answer.status);
      if (answer.status === 200) acknowledged.push(underWay.opId);

      const waiting = [exam.note(5), exam.note(5), exam.note(5), ...(answer.status === 200 ? [] : [underWay])];
      const asked = [...waiting.map(({ send }) => send()), exam.beat(), exam.ask("/package", null), exam.ask("/feed", null)];
      for (const { status, retryAfter, told } of await Promise.all(asked)) expect([status, retryAfter, told.reason]).toEqual([503, "2", "busy"]);
      expect(canStore(exam.app)).toBe(false);
      for (const work of [exam.signIn, () => loadSettings(db.read)]) {
        const page = await pageThat(work, exam.app);
        expect([page.status, page.headers.get("Retry-After"), await page.text()]).toEqual([503, "2", expect.stringMatching(/^For a moment/)]);
      }
      // The frame of a page stands all the same, and in it the error page.
      expect(await exam.site()).toMatchObject({ visitor: null, site: { organisation: null, demonstration: false } });

      cluster = await resumePostgres(cluster);
      for (const { send, opId } of waiting) {
        expect(await send()).toMatchObject({ status: 200, told: { acknowledged: [opId] } });
        acknowledged.push(opId);
      }
      expect((await exam.beat()).status).toBe(200);
      expect((await exam.stored()).sort()).toEqual(acknowledged.sort());
      expect(await loadSettings(db.read)).not.toMatchObject({ telephone: "never" });
      expect(await exam.site()).toMatchObject({ visitor: { name: "Maja Lindqvist" } });
      expect(canStore(exam.app)).toBe(true);
      expect(exam.faults).toEqual([]);
    } finally {
      exam.end();
      await db.close();
    }
  });
});
