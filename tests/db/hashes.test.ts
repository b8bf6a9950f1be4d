import { createHash, createHmac } from "node:crypto";
import { appendAudit, auditEvents } from "#db/audit.ts";
import { appendCheckpoint, contentKeyHashes, checkpointMac, loadCheckpoints } from "#db/checkpoints.ts";
import { auditHash, eventHash, GENESIS, hmac, newSalt, sha256, textHash } from "#db/hash-chain.ts";
import { transact } from "#db/open.ts";
import { verifySitting } from "#db/verify.ts";
import { describe, expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { append, NOW, registerAnother, responded, storeAttempt, storeSample } from "./support/sample.ts";

const KEY = new Uint8Array(32).fill(1);
const plainSha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

/** What is stored today must be proved right in ten years: each hash is written here a second time, by hand. */
describe("a hash", () => {
  const event = { attemptId: "a", number: 5, kind: "operation", payload: '{"seq":1}', serverTimeMs: NOW, previousHash: GENESIS };
  const act = { number: 2, kind: "key-viewed", actorId: null, subjectId: "item", payload: "{}", serverTimeMs: NOW, previousHash: GENESIS };
  const checkpoint = { sittingId: "s", number: 1, body: "{}", serverTimeMs: NOW, previousMac: GENESIS };

  it("of a text is SHA-256 of its UTF-8, a keyed one HMAC with it, in small hexadecimal letters", () => {
    expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(sha256("Hofstätter")).toBe(createHash("sha256").update(Buffer.from("Hofstätter", "utf8")).digest("hex"));
    expect(hmac(Buffer.from("Jefe"), "what do ya want for nothing?")).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    expect(GENESIS).toMatch(/^0{64}$/);
  });

  it("of an entry stands for the entry with its keys in the order of the alphabet", () => {
    expect(eventHash(event)).toBe(plainSha256(`{"attemptId":"a","kind":"operation","number":5,"payload":"{\\"seq\\":1}","previousHash":"${GENESIS}","serverTimeMs":${NOW}}`));
    expect(auditHash(act)).toBe(plainSha256(`{"actorId":null,"kind":"key-viewed","number":2,"payload":"{}","previousHash":"${GENESIS}","serverTimeMs":${NOW},"subjectId":"item"}`));
    const written = `{"body":"{}","number":1,"previousMac":"${GENESIS}","serverTimeMs":${NOW},"sittingId":"s"}`;
    expect(checkpointMac(KEY, checkpoint)).toBe(createHmac("sha256", KEY).update(written).digest("hex"));
  });

  it("changes with every single fact of the entry, and a checkpoint's with the key", () => {
    const changed = <T extends object>(core: T, hash: (core: T) => string): string[] =>
      Object.entries(core).map(([name, value]) => hash({ ...core, [name]: typeof value === "number" ? value + 1 : `${String(value)}!` }));
    expect(new Set([eventHash(event), ...changed(event, eventHash)]).size).toBe(7);
    expect(new Set([auditHash(act), ...changed(act, auditHash)]).size).toBe(8);
    const mac = (core: typeof checkpoint) => checkpointMac(KEY, core);
    expect(new Set([mac(checkpoint), ...changed(checkpoint, mac), checkpointMac(new Uint8Array(32).fill(2), checkpoint)]).size).toBe(7);
  });

  it("of an erasable text cannot be guessed without its salt, which is new each time", () => {
    const [salt, another] = [newSalt(), newSalt()];
    expect(salt).toMatch(/^[0-9a-f]{32}$/);
    expect(another).not.toBe(salt);
    expect(textHash(salt, "yes")).toBe(plainSha256(`${salt}:yes`));
    expect(textHash(another, "yes")).not.toBe(textHash(salt, "yes"));
  });
});

onEachDatabase("the chain of the acts of staff", (database) => {
  it("counts up from the first, each entry naming the one before it", async () => {
    const { db } = database();
    const kinds = ["first", "second", "third"];
    for (const [index, kind] of kinds.entries()) await transact(db, (trx) => appendAudit(trx, { kind, actorId: "anna", subjectId: null, payload: { b: index, a: 1 }, nowMs: NOW + index }));
    const all = await auditEvents(db.read, 0, 10);
    expect(all.map(({ number, kind, payload, actor_id, subject_id, server_time_ms }) => [number, kind, payload, actor_id, subject_id, server_time_ms])).toEqual(
      kinds.map((kind, index) => [index + 1, kind, `{"a":1,"b":${index}}`, "anna", null, NOW + index]),
    );
    expect(all.map(({ previous_hash }) => previous_hash)).toEqual([GENESIS, all[0]!.hash, all[1]!.hash]);
    expect(await auditEvents(db.read, 1, 1)).toEqual([all[1]]);
    expect(await auditEvents(db.read, 3, 10)).toEqual([]);
  });

  it("keeps nothing of an act that was not done", async () => {
    const { db } = database();
    const before = await auditEvents(db.read, 0, 100);
    const undone = transact(db, async (trx) => {
      await appendAudit(trx, { kind: "undone", actorId: null, subjectId: null, nowMs: NOW });
      throw new Error("the act failed");
    });
    await expect(undone).rejects.toThrow("the act failed");
    expect(await auditEvents(db.read, 0, 100)).toEqual(before);
  });
});

onEachDatabase("the checkpoints of a sitting", (database) => {
  it("vouch for what has grown since the one before, and are not made of nothing", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const check = (nowMs: number) => transact(db, (trx) => appendCheckpoint(trx, sample.sittingId, KEY, nowMs));
    const placeOf = async (id: string) => {
      const { version, head } = await db.read.selectFrom("attempt").select(["version", "head"]).where("id", "=", id).executeTakeFirstOrThrow();
      return [id, version, head];
    };
    expect(await check(NOW)).toBe(false);
    const ids = [await storeAttempt(db, sample), await storeAttempt(db, await registerAnother(db, sample))].sort();
    await storeAttempt(db, await storeSample(db));
    const first = await Promise.all(ids.map(placeOf));
    expect([await check(NOW + 1), await check(NOW + 2)]).toEqual([true, false]);
    await append(db, ids[1]!, [responded(1, 1, ["B"])]);
    expect(await check(NOW + 3)).toBe(true);
    const stored = await loadCheckpoints(db.read, sample.sittingId);
    expect(stored.map(({ body }) => JSON.parse(body))).toEqual([{ attempts: 2, changed: first, keys: await contentKeyHashes(db.read, sample.sittingId) }, { attempts: 2, changed: [await placeOf(ids[1]!)] }]);
    expect(stored.map(({ number, previousMac, serverTimeMs }) => [number, previousMac, serverTimeMs])).toEqual([[1, GENESIS, NOW + 1], [2, stored[0]!.mac, NOW + 3]]);
    for (const { mac, ...core } of stored) expect(mac).toBe(checkpointMac(KEY, core));
    expect(await verifySitting(db.read, sample.sittingId, KEY)).toBeNull();
    expect(await verifySitting(db.read, sample.sittingId, new Uint8Array(32))).toMatchObject({ entry: 1 });
    expect(await loadCheckpoints(db.read, "unknown")).toEqual([]);
  });
});
