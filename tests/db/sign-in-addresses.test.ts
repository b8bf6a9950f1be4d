import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { deleteDueAddresses, insertSignInAddress } from "#db/sign-in-addresses.ts";
import { registrationIdOfNumber } from "#db/sittings.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { candidateNumberOf, NOW, storeSample } from "./support/sample.ts";

onEachDatabase("the network of a failed sign-in", (database) => {
  it("is deleted when its time has come, and not before", async () => {
    const { db } = database();
    const add = (deleteAfterMs: number) =>
      transact(db, async (trx) => {
        const auditNumber = await appendAudit(trx, { kind: "sign-in-failed", actorId: null, subjectId: null, nowMs: NOW });
        await insertSignInAddress(trx, { auditNumber, address: "192.0.2.1", deleteAfterMs });
        return auditNumber;
      });
    const [early, late] = [await add(NOW + 1), await add(NOW + 2)];
    const left = async () => (await db.write.selectFrom("sign_in_address").select("audit_number").orderBy("audit_number").execute()).map((row) => row.audit_number);
    expect(await left()).toEqual([early, late]);
    expect(await transact(db, (trx) => deleteDueAddresses(trx, NOW))).toBe(0);
    expect(await transact(db, (trx) => deleteDueAddresses(trx, NOW + 1))).toBe(1);
    expect(await left()).toEqual([late]);
  });

  it("belongs to a registration that is found by its number, letter by letter", async () => {
    const { db } = database();
    const { registrationId } = await storeSample(db);
    const number = candidateNumberOf(registrationId);
    expect(await registrationIdOfNumber(db.read, number)).toBe(registrationId);
    expect(await registrationIdOfNumber(db.read, `${number}0`)).toBeNull();
  });
});
