import { memoryBrake } from "#app/adapters/brake/memory-brake.ts";
import { brakeShare } from "#app/web/duties/share-brake.ts";
import { transact } from "#db/open.ts";
import { runningTries } from "#db/brake-counts.ts";
import { expect, it } from "vitest";
import { withoutTable } from "../db/support/audit.ts";
import { onEachDatabase } from "../db/support/databases.ts";

const secret = new Uint8Array(32).fill(7);

onEachDatabase("servers that brake together", (database) => {
  /** A server of several over the test's database. */
  function server() {
    const { db } = database();
    const brake = memoryBrake({ secret, isShared: true });
    const share = brakeShare({ db, now: Date.now, brake });
    const tries = async (who: string, times: number) => {
      const waits = await Promise.all(Array.from({ length: times }, () => brake.takeTry("staff-account", who)));
      return waits.filter((wait) => wait === 0).length;
    };
    return { brake, share, tries };
  }

  it("know within a turn each what the others have counted, and what was given back", async () => {
    const [one, other] = [server(), server()];
    expect(await one.tries("anna", 3)).toBe(3);
    await one.share();
    await other.share();
    expect(await other.tries("anna", 5)).toBe(2);
    await other.share();
    await one.share();
    expect(await one.tries("anna", 5)).toBe(0);
    expect(await one.tries("maja", 1)).toBe(1);
    await other.brake.giveBack("staff-account", "anna");
    await other.share();
    await one.share();
    expect(await one.tries("anna", 5)).toBe(1);
    await transact(database().db, (trx) => trx.deleteFrom("brake_count").execute());
  });

  it("lose no count when the database is away for a while, and hold no address in it that can be read", async () => {
    const { db } = database();
    const [one, other] = [server(), server()];
    await one.brake.takeTry("staff-address", "192.0.2.1");
    expect(await one.tries("anna", 3)).toBe(3);
    await expect(withoutTable(db, "brake_count", one.share)).rejects.toThrow();
    expect(await one.tries("anna", 1)).toBe(1);
    await one.share();
    await other.share();
    expect(await other.tries("anna", 5)).toBe(1);
    const running = await runningTries(db.read, Date.now(), 10);
    expect(running.map(({ tries }) => tries)).toEqual([4, 1]);
    for (const { key } of running) expect(key).toMatch(/^[0-9a-f]{64}$/);
  });
});
