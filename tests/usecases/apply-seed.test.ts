import { readFileSync } from "node:fs";
import { randomBytes, randomUUID } from "node:crypto";
import { readSeedFile } from "#app/interchange/seed-file.ts";
import { applySeed } from "#app/usecases/admin/apply-seed.ts";
import { admissionCodeHmac } from "#app/usecases/make-admission-code.ts";
import type { Context } from "#app/usecases/context.ts";
import { everyName } from "#db/people.ts";
import { insertItem } from "#db/items.ts";
import { loadSettings } from "#db/settings.ts";
import { findRegistrationByCode, listSittings } from "#db/sittings.ts";
import { beforeAll, expect, it } from "vitest";
import { withoutTable } from "../db/support/audit.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { NOW } from "../db/support/sample.ts";

function seedFile(resultsExpectedAfterDays: number | null) {
  const read = readSeedFile(JSON.parse(readFileSync("question-bank/seed.json", "utf8")));
  if (!read.ok) throw new Error(read.details.join("; "));
  const sittings = read.seed.sittings.map((one) => (one.kind === "exam" && resultsExpectedAfterDays !== null ? { ...one, resultsExpectedAfterDays } : one));
  return { ...read.seed, forms: read.seed.forms.map((form) => ({ ...form, items: ["an-item"], parts: [{ ...form.parts[0]!, positions: [1] }] })), sittings };
}

onEachDatabase("the seed", (database) => {
  beforeAll(async () => {
    await insertItem(database().db.write, {
      id: randomUUID(),
      versionId: randomUUID(),
      sourceId: "an-item",
      state: "accepted",
      content: {
        title: "An item",
        domain: "physics",
        level: 2,
        stem: "<p>A stem.</p>",
        leadIn: "<p>Which one?</p>",
        interaction: { kind: "single-best-answer", options: ["A", "B"].map((id) => ({ id, text: id })) },
        panels: [],
        notice: null,
        rationale: "",
        reference: "",
      },
      key: { correct: ["B"], tolerance: null },
      createdBy: null,
      nowMs: NOW,
    });
  });

  const context = () =>
    ({
      db: database().db,
      now: () => NOW,
      newId: () => randomUUID(),
      randomBytes: (length: number) => randomBytes(length),
      secrets: { key: () => new Uint8Array(32) },
      passwords: { hash: async () => "hash" },
    }) as unknown as Context;

  it("with results before the last start is refused with both dates, and nothing is stored", async () => {
    expect(await applySeed(context(), seedFile(21))).toEqual({
      ok: false,
      reason: "results-before-last-start",
      values: { results: "2026-10-12", lastStart: "2026-10-21" },
    });
    expect(await everyName(database().db.write)).toEqual([]);
    expect(await listSittings(database().db.write)).toEqual([]);
  });

  it("that names an item the bank does not hold is refused, and nothing is stored", async () => {
    const seed = seedFile(null);
    const forms = seed.forms.map((form) => ({ ...form, items: ["an-item", "no-item"] }));
    expect(await applySeed(context(), { ...seed, forms })).toEqual({ ok: false, reason: "unknown-item", detail: "no-item" });
    expect(await everyName(database().db.write)).toEqual([]);
  });

  it("with results on a day before the opening is refused", async () => {
    const seed = seedFile(null);
    const sittings = seed.sittings.map((one) => ({ ...one, kind: "exam" as const, opensAfterMinutes: 3 * 24 * 60, closesAfterDays: null, resultsExpectedAfterDays: 1 }));
    expect(await applySeed(context(), { ...seed, sittings })).toMatchObject({ ok: false, reason: "results-before-opening" });
    expect(await everyName(database().db.write)).toEqual([]);
  });

  it("that breaks off leaves nothing behind", async () => {
    const { db } = database();
    await expect(withoutTable(db, "registration", () => applySeed(context(), seedFile(null)))).rejects.toThrow();
    expect(await everyName(db.write)).toEqual([]);
    expect(await listSittings(db.write)).toEqual([]);
    expect(await loadSettings(db.write)).toEqual({});
  });

  it("of the repository is stored once by two servers that start at once, and each code opens its registration", async () => {
    const { db } = database();
    const done = await Promise.all([applySeed(context(), seedFile(null)), applySeed(context(), seedFile(null))]);
    expect(done.filter(({ ok }) => !ok)).toEqual([{ ok: false, reason: "seeded-already" }]);
    const seeded = done.find((one) => one.ok);
    if (!seeded?.ok) throw new Error("refused twice");
    expect(await listSittings(db.write)).toHaveLength(2);
    expect(await everyName(db.write)).toHaveLength(seedFile(null).people.length);
    expect(seeded.signIns.candidates).toHaveLength(seedFile(null).sittings.flatMap(({ registered }) => registered).length);
    for (const { candidateNumber, admissionCode } of seeded.signIns.candidates) {
      expect(await findRegistrationByCode(db.write, admissionCodeHmac(context().secrets, admissionCode))).toMatchObject({ candidateNumber });
    }
    expect(await applySeed(context(), seedFile(null))).toEqual({ ok: false, reason: "seeded-already" });
  });
});
