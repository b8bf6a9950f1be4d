import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderImageStore } from "#app/adapters/images/folder-image-store.ts";
import { changed, handmadeFile, smallImage } from "#app/dicom/handmade-file.ts";
import type { BankImport, ImportedItem } from "#app/interchange/bank-import.ts";
import { openFolder } from "#app/interchange/folder.ts";
import type { PackageFiles } from "#app/interchange/package-files.ts";
import { importBank, type ImportOrder } from "#app/usecases/author/import-bank.ts";
import { seeItem, seeItems, seeKey } from "#app/usecases/author/see-items.ts";
import { listItems, newestKeys, newestVersionsBySource } from "#db/items.ts";
import { transact } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { auditAbout, withoutTable } from "../db/support/audit.ts";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { NOW } from "../db/support/sample.ts";

const folder = mkdtempSync(join(tmpdir(), "exam-author-"));
const bank = join(folder, "bank");
let files: PackageFiles;
beforeAll(async () => {
  mkdirSync(bank);
  writeFileSync(join(bank, "one.dcm"), handmadeFile(smallImage));
  writeFileSync(join(bank, "other.dcm"), handmadeFile(changed(smallImage, [[0x00080018, "UI", "2.25.2.1"], [0x0020000e, "UI", "2.25.2"]])));
  writeFileSync(join(bank, "broken.dcm"), "no image");
  const opened = await openFolder(bank);
  if (!opened.ok) throw new Error(opened.reason);
  files = opened.files;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function item(sourceId: string, ...panels: string[][]): ImportedItem {
  return {
    sourceId,
    file: `${sourceId}.xml`,
    kind: "single-best-answer",
    title: `Title of ${sourceId}`,
    content: {
      title: `Title of ${sourceId}`,
      domain: "masses",
      level: 2,
      stem: "<p>A stem.</p>",
      leadIn: "<p>Which one?</p>",
      interaction: { kind: "single-best-answer", options: ["A", "B"].map((id) => ({ id, text: id })) },
      panels: panels.map((paths, index) => ({ label: `Panel ${index + 1}`, files: paths, alternativeText: "An image", start: {} })),
      notice: null,
      rationale: "<p>Secret rationale.</p>",
      reference: "<p>Secret reference.</p>",
    },
    key: { correct: ["B"], tolerance: null },
  };
}

const bankOf = (...imported: ImportedItem[]): BankImport => ({ ok: true, format: "qti-3.0", imported, notTakenOver: [], refused: [] });

onEachDatabase("an author", (database) => {
  const author = randomUUID();
  beforeAll(async () => {
    await transact(database().db, (trx) => insertPerson(trx, { id: author, email: null, name: "Johan Lindqvist", passwordHash: null, roles: ["author"], nowMs: NOW }));
  });
  const context = (images = join(folder, "images")) => ({ ...contextOf(database().db, { now: () => NOW, actor: { personId: author, roles: ["author"] } }), images: folderImageStore(images) });
  const order = (result: BankImport, change: Partial<ImportOrder> = {}): ImportOrder => ({ result, files, by: author, state: "draft", declaration: { source: "our own scanner", cleared: true }, ...change });
  const versionOf = async (sourceId: string) => (await newestVersionsBySource(database().db.write, [sourceId])).get(sourceId)!;
  const imports = async () => (await auditAbout(database().db, null, author)).filter(({ kind }) => kind === "items-imported");

  it("imports items with their images: a series that two items show is kept once, with who declared it", async () => {
    const { db } = database();
    const ids = [randomUUID(), randomUUID()] as const;
    const progress: string[] = [];
    const server = context();
    const done = await importBank(server, order(bankOf(item(ids[0], ["one.dcm"]), item(ids[1], ["one.dcm"])), { onProgress: (count, of, title) => void progress.push(`${count} of ${of}: ${title}`) }));
    expect(done).toMatchObject({ ok: true, format: "qti-3.0", imported: [{ sourceId: ids[0], key: ["B"] }, { sourceId: ids[1] }], notTakenOver: [], refused: [] });
    expect(progress).toEqual([`1 of 2: Title of ${ids[0]}`, `2 of 2: Title of ${ids[1]}`]);
    expect((await imports()).at(-1)).toEqual({ kind: "items-imported", by: author, payload: { items: 2, studies: 1, refused: 0 } });

    const [first, second] = [await seeItem(server, await versionOf(ids[0])), await seeItem(server, await versionOf(ids[1]))];
    if (!first.ok || !second.ok) throw new Error("not stored");
    expect(second.item.panels[0]?.studyId).toBe(first.item.panels[0]?.studyId);
    const [[studyId, manifest]] = Object.entries(first.studies) as [[string, (typeof first.studies)[string]]];
    for (const { hash } of manifest.frames) expect(await server.images.has(hash)).toBe(true);
    expect(await db.write.selectFrom("study").select(["cleared_by", "cleared_at_ms", "declaration"]).where("id", "=", studyId).execute()).toEqual([
      { cleared_by: author, cleared_at_ms: NOW, declaration: JSON.stringify({ source: "our own scanner", cleared: true }) },
    ]);
    expect((await listItems(db.write)).filter(({ title }) => title.endsWith(ids[0]))).toMatchObject([{ state: "draft", panels: 1 }]);
  });

  it("is told which item was refused and why; the others are imported", async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID(), randomUUID()] as const;
    const earlier = { sourceId: "unreadable", file: "unreadable.xml", why: "is no item" };
    const result = { ...bankOf(item(ids[0], ["broken.dcm"]), item(ids[1], ["one.dcm"], ["absent.dcm"]), item(ids[2], ["one.dcm", "other.dcm"]), item(ids[3])), refused: [earlier] } as BankImport;
    const done = await importBank(context(), order(result));
    expect(done).toMatchObject({ ok: true, imported: [{ sourceId: ids[3] }] });
    expect(done.ok && done.refused).toEqual([
      earlier,
      { sourceId: ids[0], file: `${ids[0]}.xml`, why: expect.stringContaining("Panel 1: broken.dcm: ") },
      { sourceId: ids[1], file: `${ids[1]}.xml`, why: expect.stringContaining("Panel 2: absent.dcm: ") },
      { sourceId: ids[2], file: `${ids[2]}.xml`, why: "Panel 1: 2 series where one panel shows one" },
    ]);
    expect([...(await newestVersionsBySource(database().db.write, ids)).keys()]).toEqual([ids[3]]);
    expect((await imports()).at(-1)?.payload).toMatchObject({ items: 1, refused: 4 });
  });

  it("gets a package that cannot be read back with its reason, and nothing is kept of it", async () => {
    const before = await imports();
    const damaged: BankImport = { ok: false, reason: "not-a-zip", details: ["bank.zip"] };
    expect(await importBank(context(), order(damaged))).toEqual(damaged);
    expect(await imports()).toEqual(before);
  });

  it("has all accepted items or none", async () => {
    const { db } = database();
    const sourceId = randomUUID();
    const before = await listItems(db.write);
    for (const table of ["item_key", "audit_event"]) {
      await expect(withoutTable(db, table, () => importBank(context(), order(bankOf(item(randomUUID()), item(sourceId, ["one.dcm"])))))).rejects.toThrow();
    }
    // The image store cannot be written: its place is a file.
    await expect(importBank(context(join(bank, "one.dcm")), order(bankOf(item(sourceId, ["one.dcm"]))))).rejects.toThrow();
    expect(await listItems(db.write)).toEqual(before);
  });

  it("finds the images of an undeclared source not cleared, and those of the sample bank cleared by nobody", async () => {
    const { db } = database();
    const cleared = () => db.write.selectFrom("study").select("cleared_by").orderBy("cleared_by").execute();
    await db.write.deleteFrom("study").execute();
    await importBank(context(), order(bankOf(item(randomUUID(), ["one.dcm"])), { declaration: { source: "unknown", cleared: false } }));
    expect(await cleared()).toEqual([{ cleared_by: null }]);
    await db.write.deleteFrom("study").execute();
    await importBank(context(), order(bankOf(item(randomUUID(), ["one.dcm"])), { by: null, state: "accepted" }));
    expect(await cleared()).toEqual([{ cleared_by: "sample-bank" }]);
  });

  it("sees items without their secrets, and the key on demand, of which each view is kept", async () => {
    const { db } = database();
    const sourceId = randomUUID();
    const server = context();
    await importBank(server, order(bankOf(item(sourceId))));
    const versionId = await versionOf(sourceId);
    const listed = await seeItems(server);
    expect(listed).toEqual(await listItems(db.write));
    expect(listed.find((one) => one.versionId === versionId)).toMatchObject({ title: `Title of ${sourceId}`, domain: "masses", level: 2 });
    expect(await seeItem(server, versionId)).toMatchObject({ ok: true, item: { id: versionId, stem: "<p>A stem.</p>" }, studies: {} });

    const shown = { ok: true, described: "B", correct: ["B"], rationale: "<p>Secret rationale.</p>", reference: "<p>Secret reference.</p>" };
    expect(await seeKey(server, versionId)).toEqual(shown);
    expect(await seeKey(server, versionId)).toEqual(shown);
    const entry = { kind: "key-viewed", by: author, payload: { key: 1 } };
    expect(await auditAbout(db, versionId)).toEqual([entry, entry]);
    await db.write.insertInto("item_key").values({ item_version_id: versionId, number: 2, correct: '["A"]', tolerance: null, reason: "re-keyed", created_by: null, created_at_ms: NOW }).execute();
    expect(await seeKey(server, versionId)).toMatchObject({ correct: ["A"] });
    expect((await auditAbout(db, versionId)).at(-1)).toMatchObject({ payload: { key: 2 } });
    expect((await newestKeys(db.write, [versionId])).get(versionId)).toMatchObject({ number: 2 });
    for (const see of [seeItem, seeKey]) expect(await see(server, randomUUID())).toEqual({ ok: false, reason: "unknown-item" });
  });

  it("is not shown a key when that cannot be kept", async () => {
    const { db } = database();
    const sourceId = randomUUID();
    await importBank(context(), order(bankOf(item(sourceId))));
    const versionId = await versionOf(sourceId);
    await expect(withoutTable(db, "audit_event", () => seeKey(context(), versionId))).rejects.toThrow();
  });

  it("is not shown rationale and reference of an item with the item", async () => {
    const sourceId = randomUUID();
    await importBank(context(), order(bankOf(item(sourceId))));
    const seen = await seeItem(context(), await versionOf(sourceId));
    expect(JSON.stringify(seen)).not.toContain("Secret");
  });
});
