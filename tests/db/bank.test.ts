import { randomUUID } from "node:crypto";
import type { ItemContent, Key, Tolerance } from "#app/exam/item/item.ts";
import { canonical } from "#app/exam/attempt/canonical.ts";
import { findForm, hashOfForm, insertForm, itemsInExams, loadFormItems, onePart, publishForm, questionsOfForm } from "#db/forms.ts";
import { findItemVersion, insertItem, listItems, newestKeys, newestVersionsBySource, type NewItem } from "#db/items.ts";
import { transact, type Db } from "#db/open.ts";
import { loadScoringBasis } from "#db/scoring.ts";
import { findStudies, insertStudy } from "#db/studies.ts";
import { insertSitting } from "#db/sittings.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { NOW, storeSample } from "./support/sample.ts";

const CONTENT: ItemContent = {
  title: "Late enhancement",
  domain: "masses",
  level: 2,
  stem: "<p>A stem.</p>",
  leadIn: "<p>Which one?</p>",
  interaction: { kind: "single-best-answer", options: ["A", "B", "C"].map((id) => ({ id, text: id })) },
  panels: [{ label: "LGE", studyId: "study", alternativeText: "Short axis", start: {} }],
  notice: null,
  rationale: "<p>Because.</p>",
  reference: "<p>A paper.</p>",
};

const TOLERANCE: Tolerance = { mode: "relative", below: "5", above: "2.5" };
const keyOf = (...correct: string[]): Key => ({ correct, tolerance: null });

async function storeItem(db: Db, change: Partial<NewItem> & { title?: string } = {}): Promise<{ id: string; versionId: string }> {
  const { title = CONTENT.title, ...rest } = change;
  const item = { id: randomUUID(), versionId: randomUUID(), sourceId: null, state: "accepted", content: { ...CONTENT, title }, key: keyOf("B"), createdBy: null, nowMs: NOW, ...rest };
  await transact(db, (trx) => insertItem(trx, item));
  return item;
}

/** A second version of an item, as an edit stores it. */
async function storeVersion(db: Db, itemId: string, number: number, title: string): Promise<string> {
  const id = randomUUID();
  const content = { ...CONTENT, title, panels: [] };
  const row = { id, item_id: itemId, number, title, domain: "physics", level: 3, kind: content.interaction.kind, content: canonical(content), content_hash: "hash", created_by: null, created_at_ms: NOW };
  await db.write.insertInto("item_version").values(row).execute();
  return id;
}

const storeKey = (db: Db, versionId: string, number: number, correct: string[], tolerance: Tolerance | null = null) =>
  db.write.insertInto("item_key").values({ item_version_id: versionId, number, correct: JSON.stringify(correct), tolerance: tolerance && canonical(tolerance), reason: "re-keyed", created_by: null, created_at_ms: NOW }).execute();

onEachDatabase("an item", (database) => {
  it("is given back by its version as it was stored, without its key", async () => {
    const { db } = database();
    const item = await storeItem(db);
    expect(await findItemVersion(db.read, item.versionId)).toEqual({ ...CONTENT, id: item.versionId, itemId: item.id, number: 1 });
    expect(await findItemVersion(db.read, item.id)).toBeNull();
  });

  it("is listed once, as its newest version, by title; of one title always in the same order", async () => {
    const { db } = database();
    const mark = randomUUID();
    const ids = [randomUUID(), randomUUID(), randomUUID()].sort();
    for (const id of [ids[2]!, ids[0]!]) await storeItem(db, { id, title: `${mark} b`, state: "draft" });
    await storeItem(db, { id: ids[1]!, title: `${mark} c` });
    const newest = await storeVersion(db, ids[1]!, 2, `${mark} a`);
    const listed = (await listItems(db.read)).filter(({ title }) => title.startsWith(mark));
    expect(listed.map(({ id }) => id)).toEqual([ids[1], ids[0], ids[2]]);
    expect(listed[0]).toEqual({ id: ids[1], versionId: newest, title: `${mark} a`, domain: "physics", level: 3, state: "accepted", number: 2, panels: 0 });
    expect(listed[1]).toMatchObject({ state: "draft", number: 1, panels: 1, domain: "masses", level: 2 });
  });

  it("has the newest key of each version, older ones do not count", async () => {
    const { db } = database();
    const [item, other] = [await storeItem(db, { key: { correct: ["55"], tolerance: TOLERANCE } }), await storeItem(db, { key: keyOf("A", "C") })];
    expect((await newestKeys(db.read, [item.versionId])).get(item.versionId)).toEqual({ itemVersionId: item.versionId, number: 1, correct: ["55"], tolerance: TOLERANCE });
    await storeKey(db, item.versionId, 3, ["A"]);
    await storeKey(db, item.versionId, 2, ["C"]);
    const edited = await storeVersion(db, item.id, 2, "Edited");
    expect(await newestKeys(db.read, [item.versionId, other.versionId, edited])).toEqual(
      new Map([
        [item.versionId, { itemVersionId: item.versionId, number: 3, correct: ["A"], tolerance: null }],
        [other.versionId, { itemVersionId: other.versionId, number: 1, correct: ["A", "C"], tolerance: null }],
      ]),
    );
    expect(await newestKeys(db.read, [])).toEqual(new Map());
  });

  it("is found by what it was called in the package it came from, in its newest version", async () => {
    const { db } = database();
    const [source, another] = [`source ${randomUUID()}`, `source ${randomUUID()}`];
    const item = await storeItem(db, { sourceId: source });
    const other = await storeItem(db, { sourceId: another });
    await storeItem(db);
    const newest = await storeVersion(db, item.id, 10, "Tenth");
    await storeVersion(db, item.id, 9, "Ninth");
    expect(await newestVersionsBySource(db.read, [another, source, "unknown"])).toEqual(new Map([[source, newest], [another, other.versionId]]));
    expect(await newestVersionsBySource(db.read, [])).toEqual(new Map());
  });
});

onEachDatabase("a study", (database) => {
  it("stays as it was stored first", async () => {
    const { db } = database();
    const sample = await storeSample(db);
    const study = { id: randomUUID(), manifest: '{"frames":30}', bytes: 5_000_000_000, declaration: { source: "own" }, clearedBy: sample.personId, nowMs: NOW };
    const unclear = { ...study, id: randomUUID(), clearedBy: null };
    await transact(db, async (trx) => {
      await insertStudy(trx, study);
      await insertStudy(trx, unclear);
    });
    await transact(db, (trx) => insertStudy(trx, { ...unclear, manifest: "another", clearedBy: sample.personId, nowMs: NOW + 1 }));
    expect(await findStudies(db.read, [study.id, unclear.id, "unknown"])).toEqual(
      new Map([
        [study.id, { id: study.id, manifest: '{"frames":30}', bytes: 5_000_000_000, clearedAtMs: NOW }],
        [unclear.id, { id: unclear.id, manifest: '{"frames":30}', bytes: 5_000_000_000, clearedAtMs: null }],
      ]),
    );
    expect([...(await findStudies(db.read, [unclear.id])).keys()]).toEqual([unclear.id]);
    expect(await findStudies(db.read, [])).toEqual(new Map());
  });
});

onEachDatabase("a form", (database) => {
  const storeForm = async (itemVersionIds: readonly string[], change: { practice?: boolean; limitSeconds?: number; passMark?: number } = {}) => {
    const form = { id: randomUUID(), title: "Form", practice: false, limitSeconds: 5_400, passMark: 2, passMarkNote: "Angoff", ...change };
    await transact(database().db, (trx) => insertForm(trx, { ...form, parts: onePart(itemVersionIds), nowMs: NOW }));
    return form;
  };
  const three = async () => {
    const { db } = database();
    return [await storeItem(db), await storeItem(db, { title: "Second" }), await storeItem(db, { key: keyOf("C", "A") })].map(({ versionId }) => versionId);
  };
  const publishedAt = (id: string) => database().db.read.selectFrom("form").select("published_at_ms").where("id", "=", id).executeTakeFirstOrThrow();

  it("is a draft without a hash until it is published, once and for good", async () => {
    const { db } = database();
    const versions = await three();
    const { id, ...facts } = await storeForm(versions);
    const draft = await storeForm(versions);
    expect(await findForm(db.read, id)).toEqual({ id, ...facts, state: "draft", contentHash: null });
    await transact(db, (trx) => publishForm(trx, id, NOW + 1));
    const published = await findForm(db.read, id);
    expect(published).toEqual({ id, ...facts, state: "published", contentHash: await hashOfForm(db.read, id) });
    await db.write.updateTable("form").set({ limit_seconds: 60 }).where("id", "=", id).execute();
    await transact(db, (trx) => publishForm(trx, id, NOW + 2));
    expect(await findForm(db.read, id)).toEqual({ ...published, limitSeconds: 60 });
    expect(await publishedAt(id)).toEqual({ published_at_ms: NOW + 1 });
    expect(await findForm(db.read, draft.id)).toMatchObject({ state: "draft", contentHash: null });
    expect(await findForm(db.read, randomUUID())).toBeNull();
  });

  it("has a hash of everything it stands for, and of nothing else", async () => {
    const { db } = database();
    const versions = await three();
    const { id } = await storeForm(versions);
    const hash = await hashOfForm(db.read, id);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashOfForm(db.read, (await storeForm(versions)).id)).toBe(hash);
    const others = [await storeForm(versions.toReversed()), await storeForm(versions.slice(1)), await storeForm(versions, { limitSeconds: 5_401 }), await storeForm(versions, { passMark: 1 }), await storeForm(versions, { practice: true })];
    const hashes = await Promise.all(others.map((form) => hashOfForm(db.read, form.id)));
    expect(new Set([hash, ...hashes]).size).toBe(6);
    await storeKey(db, versions[0]!, 2, ["A"]);
    expect(await hashOfForm(db.read, id)).toBe(hash);
    await db.write.updateTable("item_version").set({ content: canonical({ ...CONTENT, stem: "<p>Another.</p>" }) }).where("id", "=", versions[1]!).execute();
    expect(await hashOfForm(db.read, id)).not.toBe(hash);
  });

  it("asks as many questions as it has positions, in their order and without keys", async () => {
    const { db } = database();
    const versions = (await three()).sort().reverse();
    const { id } = await storeForm(versions);
    await storeForm([versions[0]!]);
    expect([await questionsOfForm(db.read, id), await questionsOfForm(db.read, randomUUID())]).toEqual([3, 0]);
    const hash = await hashOfForm(db.read, id);
    // The other way round in the table, so that no order is right by chance.
    const rows = await db.write.deleteFrom("form_position").where("form_id", "=", id).returningAll().execute();
    await db.write.insertInto("form_position").values(rows.sort((a, b) => b.position - a.position)).execute();
    const items = await loadFormItems(db.read, id);
    expect(await hashOfForm(db.read, id)).toBe(hash);
    expect((await loadScoringBasis(db.read, id)).positions.map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(items.map(({ position, part, item }) => [position, part, item.id])).toEqual(versions.map((version, index) => [index + 1, 1, version]));
    expect(items[0]!.item).toEqual(await findItemVersion(db.read, versions[0]!));
  });

  it("keeps its items secret, in every version, where it stands in an exam and not in a practice", async () => {
    const { db } = database();
    const [inExam, inPractice, notAsked] = [await storeItem(db), await storeItem(db), await storeItem(db)];
    const edited = await storeVersion(db, inExam.id, 2, "Edited");
    const sitting = { title: "Sitting", admits: "proctor", opensAtMs: NOW, lastStartAtMs: NOW, graceSeconds: 30, timeZone: "Europe/Brussels", resultsExpectedOn: null, nowMs: NOW } as const;
    for (const [version, practice] of [[edited, false], [notAsked.versionId, false], [inPractice.versionId, true]] as const) {
      const { id } = await storeForm([version]);
      await transact(db, (trx) => insertSitting(trx, { ...sitting, id: randomUUID(), formId: id, practice }));
    }
    expect(await itemsInExams(db.read, [inExam.id, inPractice.id])).toEqual(new Set([inExam.id]));
  });

  it("is scored by the newest keys, and the hash of what it is scored by changes with a key, its tolerance and the pass mark", async () => {
    const { db } = database();
    const versions = await three();
    const { id } = await storeForm(versions);
    const before = await loadScoringBasis(db.read, id);
    expect(before).toMatchObject({ passMark: 2, positions: [{ position: 1, key: keyOf("B"), counted: true, domain: "masses" }, { position: 2, key: keyOf("B") }, { position: 3, key: keyOf("C", "A") }] });
    expect(before.positions[0]!.interaction).toEqual(CONTENT.interaction);
    await storeKey(db, versions[2]!, 2, ["A", "C"]);
    // The same options in another order are the same key.
    expect((await loadScoringBasis(db.read, id)).basisHash).toBe(before.basisHash);
    await storeKey(db, versions[0]!, 2, ["A"]);
    const after = await loadScoringBasis(db.read, id);
    expect(after.positions[0]!.key).toMatchObject(keyOf("A"));
    expect(after.basisHash).not.toBe(before.basisHash);
    await storeKey(db, versions[0]!, 3, ["A"], TOLERANCE);
    const tolerant = await loadScoringBasis(db.read, id);
    expect(tolerant.positions[0]!.key).toMatchObject({ correct: ["A"], tolerance: TOLERANCE });
    expect(tolerant.basisHash).not.toBe(after.basisHash);
    await db.write.updateTable("form").set({ pass_mark: 1 }).where("id", "=", id).execute();
    expect((await loadScoringBasis(db.read, id)).basisHash).not.toBe(tolerant.basisHash);
    await expect(loadScoringBasis(db.read, randomUUID())).rejects.toThrow();
  });
});
