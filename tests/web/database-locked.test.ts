import SqliteDatabase from "better-sqlite3";
import pg from "pg";
import { openDb, type DbPlace } from "#db/open.ts";
import { canStore } from "#app/web/told-to-wait.ts";
import { afterEach, expect, it } from "vitest";
import { onEachDatabase } from "../db/support/databases.ts";
import { examOnLoopback } from "./support/exam-on-loopback.ts";
import { pageThat } from "./support/page-that.ts";

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Keeps every other from writing, as a backup or somebody with a database tool may; answers how to let go. */
async function lock({ databaseUrl, file }: DbPlace): Promise<() => Promise<void>> {
  if (databaseUrl === null) {
    const other = new SqliteDatabase(file);
    other.exec("begin exclusive");
    return async () => void other.close();
  }
  const other = new pg.Client({ connectionString: databaseUrl });
  await other.connect();
  await other.query("begin; lock table attempt_event, sign_in in exclusive mode");
  return () => other.end();
}

onEachDatabase("while another has locked the database", (database) => {
  async function exam(waitMs: number) {
    const { place } = database();
    const db = openDb(place, { waitMs });
    endings.push(() => db.close());
    const served = await examOnLoopback(db);
    endings.push(served.end);
    return { ...served, db };
  }

  it("for a short while, saves and sign-ins wait and succeed", async () => {
    const { note, stored, signIn } = await exam(20_000);
    const release = await lock(database().place);
    endings.push(release);
    const notes = [note(5), note(5), note(5)];
    const saves = notes.map(({ send }) => send());
    const signedIn = signIn();
    let answered = 0;
    for (const work of [...saves, signedIn]) void work.then(() => (answered += 1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(answered).toBe(0);
    await release();
    expect((await Promise.all(saves)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await signedIn).toMatchObject({ ok: true });
    expect((await stored()).sort()).toEqual(notes.map(({ opId }) => opId).sort());
  });

  it("for long, who has waited once is told to come again, and nobody waits a second time", async () => {
    const waitMs = 400;
    const { note, beat, stored, signIn, app, faults } = await exam(waitMs);
    expect((await note(5).send()).status).toBe(200);
    const release = await lock(database().place);
    endings.push(release);
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 10);
    endings.push(() => clearInterval(ticking));
    const begun = performance.now();
    const notes = Array.from({ length: 24 }, () => note(5));
    const saves = notes.map(({ send }) => send());
    expect((await beat()).status).toBe(200);
    const answers = await Promise.all(saves);
    const tookMs = performance.now() - begun;
    for (const { status, retryAfter, told } of answers) expect([status, retryAfter, told.reason]).toEqual([503, "2", "busy"]);
    // Two batches at most: what came first, and what came while it waited. Halved, each of 24 would have waited five times.
    expect(tookMs).toBeLessThan(4 * waitMs);
    // The event loop stood never still.
    expect(ticks).toBeGreaterThan(10);
    expect(canStore(app)).toBe(false);
    const page = await pageThat(signIn, app);
    expect([page.status, page.headers.get("Retry-After")]).toEqual([503, "2"]);
    await release();
    expect((await Promise.all(notes.map(({ send }) => send()))).map(({ status }) => status)).toEqual(notes.map(() => 200));
    expect((await stored()).length).toBe(25);
    expect(canStore(app)).toBe(true);
    expect(faults).toEqual([]);
  });
});
