import { randomUUID } from "node:crypto";
import { transact } from "#db/open.ts";
import { findClockConfirmation, insertClockConfirmation, openClockConfirmations, settleClockConfirmation } from "#db/server-clock.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { NOW } from "./support/sample.ts";

onEachDatabase("a confirmation of the server's clock", (database) => {
  it("is open, oldest first, until one server has settled it, once", async () => {
    const { db } = database();
    const [later, sooner] = [randomUUID(), randomUUID()];
    const asked = { finding: "clock-was-wrong", personId: null, shownAheadMs: -3_600_000_000 } as const;
    await transact(db, (trx) => insertClockConfirmation(trx, { ...asked, id: later, nowMs: NOW + 1 }));
    await transact(db, (trx) => insertClockConfirmation(trx, { ...asked, id: sooner, nowMs: NOW }));
    expect(await openClockConfirmations(db.read)).toEqual([{ ...asked, id: sooner }, { ...asked, id: later }]);
    const settle = (refused: string | null) => transact(db, (trx) => settleClockConfirmation(trx, sooner, { nowMs: NOW + 2, refused }));
    expect((await Promise.all([settle(null), settle(null)])).toSorted()).toEqual([false, true]);
    expect(await settle("clock-moved")).toBe(false);
    expect(await findClockConfirmation(db.read, sooner)).toEqual({ settled: true, refused: null });
    expect(await findClockConfirmation(db.read, randomUUID())).toBeNull();
    expect((await openClockConfirmations(db.read)).map(({ id }) => id)).toEqual([later]);
  });
});
