import { createDecipheriv, createHash, randomUUID } from "node:crypto";
import type { EncryptedPackage, Operation } from "#app/exam/attempt/protocol.ts";
import { foldAttempt } from "#app/exam/attempt/attempt.ts";
import type { Act } from "#app/usecases/attempt/act.ts";
import rules from "#app/exam/text/rules.en.json" with { type: "json" };
import { verifyAudit } from "#app/usecases/admin/verify-audit.ts";
import { loadFrame, loadFrames, loadPackage } from "#app/usecases/candidate/load-package.ts";
import { prepareAttempt } from "#app/usecases/candidate/prepare-attempt.ts";
import { frozenForm } from "#app/usecases/read-frozen-form.ts";
import { freezeFormerForms, publish } from "#app/usecases/publish-form.ts";
import { appendEvents, contentKeys, expiredAttempts, loadAttempt, loadEvents, storeContentKey } from "#db/attempts.ts";
import { formsToFreeze, freezePart, frozenPartsOfForm, hashOfForm, insertForm, loadFormItems, onePart, packageHashesOf, partsOfForm, publishForm } from "#db/forms.ts";
import { transact, type Db } from "#db/open.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import { expect, it } from "vitest";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { append, NOW, storeAttempt, storeSample, type Sample } from "../db/support/sample.ts";

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

/** What a browser makes of a package: by the words of docs/protocol.md and Node's own cipher. */
function opened({ protocol, attemptId, part, index, hash, ciphertext }: EncryptedPackage, contentKey: string): string {
  const bytes = Buffer.from(ciphertext, "base64");
  const nonce = protocol === 2 ? createHash("sha256").update(`${part}:${hash}`).digest().subarray(0, 12) : Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, index]);
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(contentKey, "base64"), nonce);
  decipher.setAAD(Buffer.from(`${attemptId}:${hash}`));
  decipher.setAuthTag(bytes.subarray(-16));
  const plain = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8");
  expect(sha256(plain)).toBe(hash);
  return plain;
}

/** A form of two parts over the items of the sample: the first item alone, then the others, one way and timed. */
async function storeTwoParts(db: Db, { versionIds }: Sample): Promise<string> {
  const id = randomUUID();
  const parts = [
    { title: "Physics", limitSeconds: 600, oneWay: true, itemVersionIds: versionIds.slice(0, 1) },
    { title: "Cases", limitSeconds: null, oneWay: false, itemVersionIds: versionIds.slice(1) },
  ];
  await transact(db, async (trx) => {
    await insertForm(trx, { id, title: "Two parts", practice: true, limitSeconds: 1_800, passMark: 1, passMarkNote: "sample", parts, nowMs: NOW });
    await publish(trx, id, NOW);
  });
  return id;
}

/** The candidate of a sample with a sign-in, and the attempt of the form that their sitting has now. */
async function prepared(db: Db, sample: Sample) {
  const tokenHash = randomUUID();
  await transact(db, (trx) => insertSignIn(trx, { tokenHash, personId: sample.personId, registrationId: sample.registrationId, nowMs: NOW, expiresAtMs: NOW + 3_600_000, complete: true }));
  const context = contextOf(db, { actor: { personId: sample.personId, registrationId: sample.registrationId } });
  const done = await prepareAttempt(context, { again: false });
  if (!done.ok) throw new Error(done.reason);
  return { context, tokenHash, attempt: done.attempt };
}

/** As `prepared`, with the form of two parts. */
async function preparedTwoParts(db: Db) {
  const sample = await storeSample(db);
  const formId = await storeTwoParts(db, sample);
  await db.write.updateTable("sitting").set({ form_id: formId }).where("id", "=", sample.sittingId).execute();
  return { formId, ...(await prepared(db, sample)) };
}

onEachDatabase("the parts of a form", (database) => {
  it("are frozen once, with what candidates see of them and nothing else", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const id = await storeTwoParts(db, sample);
    const parts = await frozenPartsOfForm(db.read, id);
    expect(await partsOfForm(db.read, id)).toEqual(parts.map(({ package: _text, packageHash: _hash, ...part }) => part));
    expect(parts.map(({ part, title, limitSeconds, oneWay }) => [part, title, limitSeconds, oneWay])).toEqual([[1, "Physics", 600, true], [2, "Cases", null, false]]);
    for (const { part, package: text, packageHash } of parts) {
      expect(packageHash).toBe(sha256(text!));
      expect(JSON.parse(text!)).toMatchObject({ protocol: 2, part, title: "Two parts", items: part === 1 ? [{ position: 1 }] : [{ position: 2 }, { position: 3 }] });
      expect(text).not.toMatch(/Secret|rationale|reference|correct|attempt/);
    }
    expect(await packageHashesOf(db.read, id)).toEqual(parts.map(({ packageHash }) => ({ named: packageHash, shown: packageHash })));
    // An item that changes in the table changes nothing of what was frozen, and a second freezing neither.
    await transact(db, (trx) => freezePart(trx, id, 1, "{}"));
    expect(await frozenPartsOfForm(db.read, id)).toEqual(parts);
    const { items, frame } = await frozenForm(db.read, new Map(), id);
    expect([items.map(({ position }) => position), frame.interactions.length]).toEqual([[1, 2, 3], 3]);
  });

  it("stand in the hash of the form, except where there is but one and nothing to say of it", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const hashOf = async (parts: Parameters<typeof insertForm>[1]["parts"]) => {
      const id = randomUUID();
      await transact(db, (trx) => insertForm(trx, { id, title: "F", practice: true, limitSeconds: 60, passMark: 1, passMarkNote: "", parts, nowMs: NOW }));
      return hashOfForm(db.read, id);
    };
    const [plain] = onePart(sample.versionIds);
    const hashes = await Promise.all([[plain!], [{ ...plain!, limitSeconds: 30 }], [{ ...plain!, oneWay: true }], [{ ...plain!, title: "T" }]].map(hashOf));
    expect(new Set(hashes).size).toBe(4);
    expect(hashes[0]).toBe(await hashOf(onePart(sample.versionIds)));
  });

  it("of forms published before there were any are frozen at the next start of the server", async () => {
    const { db } = database();
    const { versionIds } = await storeSample(db);
    const id = randomUUID();
    await transact(db, async (trx) => {
      await insertForm(trx, { id, title: "Former", practice: true, limitSeconds: 60, passMark: 1, passMarkNote: "", parts: onePart(versionIds), nowMs: NOW });
      await publishForm(trx, id, NOW);
    });
    expect(await formsToFreeze(db.read)).toContain(id);
    await expect(frozenForm(db.read, new Map(), id)).rejects.toThrow(/part 1 of form .* is not frozen/);
    await freezeFormerForms(db);
    expect(await formsToFreeze(db.read)).not.toContain(id);
    expect((await frozenForm(db.read, new Map(), id)).items).toHaveLength(3);
  });
});

onEachDatabase("an attempt", (database) => {
  it("names what it shows, has a key for each part, and gets the very bytes of each", async () => {
    const { db } = database();
    const { formId, context, tokenHash, attempt } = await preparedTwoParts(db);
    const parts = await frozenPartsOfForm(db.read, formId);
    expect(attempt.parts).toEqual(parts.map(({ packageHash, limitSeconds, oneWay, part }) => ({ packageHash, questions: part, limitMs: limitSeconds && limitSeconds * 1_000, oneWay })));
    const keys = [...(await contentKeys(db.read, [attempt.id])).get(attempt.id)!.values()];
    expect(new Set(keys).size).toBe(2);
    for (const { part, package: text } of parts) {
      const loaded = await loadPackage(context, { attemptId: attempt.id, tokenHash, part: String(part) });
      expect(loaded).toMatchObject({ ok: true, package: { protocol: 2, part, attemptId: attempt.id } });
      if (loaded.ok) expect(opened(loaded.package, keys[part - 1]!)).toBe(text);
    }
    const asked = { attemptId: attempt.id, tokenHash };
    for (const part of ["3", "0", "01", "1.0", "", ["1"], {}, -1]) expect(await loadPackage(context, { ...asked, part })).toMatchObject({ ok: false, reason: "unknown-part" });
    expect(await loadFrame(context, { ...asked, part: "1", hash: "0".repeat(64) })).toMatchObject({ ok: false, reason: "unknown-frame" });
    expect(await loadFrames(context, { ...asked, part: "1", from: "1", to: "1" })).toMatchObject({ ok: false, reason: "unknown-frame" });
    expect(await loadPackage(context, { ...asked, tokenHash: randomUUID(), part: "1" })).toMatchObject({ ok: false });
  });

  it("runs part after part: each key comes with its own start, and what was left stays as it was", async () => {
    const { db } = database();
    const { context, tokenHash, attempt } = await preparedTwoParts(db);
    let now = NOW + 10_000;
    const record = (act: Act) => context.record({ attemptId: attempt.id, by: { tokenHash }, arrivedAtMs: now, act });
    const start = (part?: number) => record({ kind: "start", request: { lease: 1, ...(part === undefined ? {} : { part }) } });
    const operation = (seq: number, change: Partial<Operation>): Operation => ({ opId: randomUUID(), seq, position: 1, kind: "respond", value: ["B"], lastServerTimeMs: 0, elapsedMs: 0, ...change });
    const send = (...operations: Operation[]) => record({ kind: "operations", request: { lease: 1, operations } });
    await record({ kind: "rules", version: rules.version });
    await record({ kind: "take-over", request: { browserId: "browser-one", expectedLease: 0 } });
    const keys = (await contentKeys(db.read, [attempt.id])).get(attempt.id)!;
    const first = await start();
    expect(first).toMatchObject({ ok: true, started: { contentKey: keys.get(1), order: [1], part: 1, partRuns: true, deadlineMs: now + 600_000 } });
    // No way to the second key before the first part is left.
    expect(await start(2)).toMatchObject({ ok: false, reason: "part-not-left" });
    expect(await send(operation(1, {}), operation(2, { kind: "leave-part", value: null }))).toMatchObject({ ok: true, clock: { part: 1, partRuns: false, deadlineMs: null } });
    expect(await start()).toMatchObject({ ok: true, started: { contentKey: "", order: [], part: 1, partRuns: false } });
    now += 900_000;
    expect(await record({ kind: "time-out" })).toMatchObject({ ok: true, clock: { state: "active" } });
    const second = await start(2);
    expect(second).toMatchObject({ ok: true, started: { contentKey: keys.get(2), order: [2, 3], part: 2, partRuns: true } });
    const tooLate = operation(3, { value: ["C"] });
    expect(await send(tooLate)).toMatchObject({ ok: true, outcome: { partClosed: [tooLate.opId], refused: [] } });
    expect(await send(tooLate)).toMatchObject({ ok: true, outcome: { partClosed: [tooLate.opId] } });
    const { record: folded, ...place } = { record: foldAttempt(attempt.id, await loadEvents(db.read, attempt.id)), ...(await loadAttempt(db.read, attempt.id))! };
    expect(folded.attempt).toEqual(place.attempt);
    expect([...folded.responses.values()].map(({ position, value }) => [position, value])).toEqual([[1, ["B"]]]);
    expect((await verifyAudit(context)).broken).toEqual([]);
  });

  it.each(["the server alone", "a request that comes later"])("that is given up between two parts is closed with a receipt by %s", async (who) => {
    const { db } = database();
    const { context, tokenHash, attempt } = await preparedTwoParts(db);
    const lastStartAtMs = NOW + 36_000_000;
    await db.write.updateTable("sitting").set({ practice: 0, last_start_at_ms: lastStartAtMs }).where("id", "=", attempt.sittingId).execute();
    const record = (act: Act, arrivedAtMs: number) => context.record({ attemptId: attempt.id, by: { tokenHash }, arrivedAtMs, act });
    await record({ kind: "rules", version: rules.version }, context.now());
    await record({ kind: "take-over", request: { browserId: "browser-one", expectedLease: 0 } }, context.now());
    await record({ kind: "start", request: { lease: 1 } }, context.now());
    const leave: Operation = { opId: randomUUID(), seq: 1, position: 1, kind: "leave-part", value: null, lastServerTimeMs: 0, elapsedMs: 0 };
    await record({ kind: "operations", request: { lease: 1, operations: [leave] } }, context.now() + 1_000);
    const over = lastStartAtMs + 1_800_000 + 30_000;
    const expired = async (nowMs: number) => (await expiredAttempts(db.read, nowMs, 1_000)).includes(attempt.id);
    expect([await expired(over), await expired(over + 1)]).toEqual([false, true]);
    if (who === "the server alone") await context.record({ attemptId: attempt.id, by: "server", arrivedAtMs: over + 1, act: { kind: "time-out" } });
    const told = { state: "timed-out", contentKey: "", receipt: { closedAtMs: over + 1 } };
    expect(await record({ kind: "start", request: { lease: 1, part: 2 } }, over + 1)).toMatchObject({ ok: true, started: told });
    expect(await expired(over + 1)).toBe(false);
    expect((await verifyAudit(context)).broken.filter(({ chain }) => chain.endsWith(attempt.id))).toEqual([]);
  });

  it("goes one way from request to request, whatever is sent again", async () => {
    const { db } = database();
    const context = contextOf(db);
    const attemptId = await storeAttempt(db, await storeSample(db), NOW, "started", [{ packageHash: null, questions: 3, limitMs: null, oneWay: true }]);
    const operation = (seq: number, kind: "visit" | "respond", position: number): Operation => ({ opId: randomUUID(), seq, position, kind, value: kind === "visit" ? null : ["B"], lastServerTimeMs: 0, elapsedMs: 0 });
    const send = (...operations: Operation[]) => context.record({ attemptId, by: "server", arrivedAtMs: NOW + 1_000, act: { kind: "operations", request: { lease: 1, operations } } });
    const [before, behind] = [operation(1, "respond", 1), operation(3, "respond", 1)];
    await send(operation(2, "visit", 2));
    for (const _again of [1, 2]) expect(await send(before, behind)).toMatchObject({ ok: true, outcome: { acknowledged: [before.opId], partClosed: [behind.opId], refused: [] } });
    const { attempt, responses } = foldAttempt(attemptId, await loadEvents(db.read, attemptId));
    expect((await loadAttempt(db.read, attemptId))?.attempt).toEqual(attempt);
    expect([...responses.values()]).toMatchObject([{ position: 1, seq: 1 }]);
  });

  it("that is closed gets nothing of its form any more", async () => {
    const { db } = database();
    const { context, tokenHash, attempt } = await preparedTwoParts(db);
    const asked = { attemptId: attempt.id, tokenHash, part: "1" };
    expect(await loadPackage(context, asked)).toMatchObject({ ok: true });
    await append(db, attempt.id, [{ kind: "voided", serverTimeMs: NOW + 1, payload: { by: "b" } }]);
    expect(await loadPackage(context, asked)).toMatchObject({ ok: false, reason: "closed" });
    expect(await loadFrame(context, { ...asked, hash: "0".repeat(64) })).toMatchObject({ ok: false, reason: "closed" });
  });

  it("never gets anything else than its log names: a package that was changed by hand is a fault, and the audit names it", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const { context, tokenHash, attempt } = await prepared(db, sample);
    const text = '{"protocol":2,"part":1,"title":"Other","items":[],"studies":{}}';
    await db.write.updateTable("form_part").set({ package: text }).where("form_id", "=", sample.formId).execute();
    const audited = async () => (await verifyAudit(context)).broken.filter(({ chain }) => chain.endsWith(sample.formId) || chain.endsWith(attempt.id));
    const ofAttempt = { chain: `attempt ${attempt.id}`, entry: 1, what: "its form shows something else than it was prepared with" };
    expect(await audited()).toEqual([ofAttempt, { chain: `form ${sample.formId}`, entry: null, what: "what it shows is not what was frozen" }]);
    await db.write.updateTable("form_part").set({ package: text, package_hash: sha256(text) }).where("form_id", "=", sample.formId).execute();
    expect(await audited()).toEqual([ofAttempt]);
    await expect(loadPackage({ ...context, forms: new Map() }, { attemptId: attempt.id, tokenHash, part: "1" })).rejects.toThrow(/is not what attempt .* was prepared with/);
  });

  it("that was prepared before parts were frozen keeps its nonces and its bytes", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const [former, key] = [randomUUID(), Buffer.alloc(32, 7).toString("base64")];
    const payload = { sittingId: sample.sittingId, registrationId: sample.registrationId, formId: sample.formId, formHash: "", number: 1, questions: 3, parts: [{ packageHash: null, questions: 3, limitMs: null, oneWay: false }], limitMs: 1, graceMs: 0 };
    const events = [{ kind: "prepared", serverTimeMs: NOW, payload } as const];
    await transact(db, async (trx) => {
      await appendEvents(trx, [{ before: { version: 0, head: "" }, record: foldAttempt(former, events), events }]);
      await storeContentKey(trx, former, 1, key);
    });
    expect((await loadAttempt(db.read, former))!.attempt).toEqual(foldAttempt(former, await loadEvents(db.read, former)).attempt);
    const { context, tokenHash } = await prepared(db, sample);
    const loaded = await loadPackage(context, { attemptId: former, tokenHash, part: undefined });
    if (!loaded.ok) throw new Error(loaded.reason);
    expect(loaded.package.protocol).toBe(1);
    const { title, items, studies } = await frozenForm(db.read, new Map(), sample.formId).then(({ facts, ...rest }) => ({ title: facts.title, ...rest }));
    expect(opened(loaded.package, key)).toBe(JSON.stringify({ protocol: 1, attemptId: former, section: 1, title, items, studies }));
    expect((await loadFormItems(db.read, sample.formId)).map(({ part }) => part)).toEqual([1, 1, 1]);
  });
});
