import { createHash, randomUUID } from "node:crypto";
import { foldAttempt } from "#app/exam/attempt/attempt.ts";
import type { NewEvent } from "#app/exam/attempt/events.ts";
import { appendEvents, storeContentKey } from "#db/attempts.ts";
import { packageHashesOf } from "#db/forms.ts";
import { openDb, transact } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import { insertRegistration, listSittings } from "#db/sittings.ts";

export type Member = { attemptId: string; cookie: string };

/** Registers people for the practice sitting, signs them in and leaves each with an admitted attempt and the seat. */
export async function makeCrowd(databaseFile: string, size: number): Promise<Member[]> {
  const db = openDb({ databaseUrl: null, file: databaseFile });
  try {
    const sitting = (await listSittings(db.read)).find((one) => one.practice);
    if (!sitting) throw new Error("the seeded database has no practice sitting");
    const { limit_seconds: limitSeconds } = await db.read.selectFrom("form").select("limit_seconds").where("id", "=", sitting.formId).executeTakeFirstOrThrow();
    const { questions } = await db.read
      .selectFrom("form_position")
      .select((eb) => eb.fn.countAll<number>().as("questions"))
      .where("form_id", "=", sitting.formId)
      .executeTakeFirstOrThrow();
    const parts = await packageHashesOf(db.read, sitting.formId);
    const nowMs = Date.now();
    const crowd: Member[] = [];
    await transact(db, async (trx) => {
      for (let n = 0; n < size; n += 1) {
        const personId = randomUUID();
        const registrationId = randomUUID();
        const attemptId = randomUUID();
        const token = randomUUID();
        await insertPerson(trx, { id: personId, email: null, name: `Load ${n}`, passwordHash: null, roles: ["candidate"], nowMs });
        await insertRegistration(trx, { id: registrationId, sittingId: sitting.id, personId, candidateNumber: `L${registrationId}`, codeHmac: registrationId, nowMs });
        await insertSignIn(trx, { tokenHash: createHash("sha256").update(token).digest("hex"), personId, registrationId, nowMs, expiresAtMs: nowMs + 86_400_000, complete: true });
        const events: NewEvent[] = [
          {
            kind: "prepared",
            serverTimeMs: nowMs,
            payload: { sittingId: sitting.id, registrationId, formId: sitting.formId, formHash: "", number: 1, questions, parts: parts.map(({ named }) => ({ packageHash: named, questions, limitMs: null, oneWay: false })), limitMs: limitSeconds * 1_000, graceMs: 30_000 },
          },
          { kind: "rules-accepted", serverTimeMs: nowMs, payload: { version: "load" } },
          { kind: "admitted", serverTimeMs: nowMs, payload: { by: "sitting" } },
          { kind: "seat-taken", serverTimeMs: nowMs, payload: { lease: 1, browserId: "load-generator", why: "first" } },
        ];
        await appendEvents(trx, [{ before: { version: 0, head: "" }, record: foldAttempt(attemptId, events), events }]);
        await storeContentKey(trx, attemptId, 1, Buffer.alloc(32, n % 256).toString("base64"));
        crowd.push({ attemptId, cookie: `__Host-sign-in=${token}` });
      }
    });
    return crowd;
  } finally {
    await db.close();
  }
}
