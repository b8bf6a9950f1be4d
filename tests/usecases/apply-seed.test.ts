import { readFileSync } from "node:fs";
import { randomBytes, randomUUID } from "node:crypto";
import { readSeedFile } from "#app/interchange/seed-file.ts";
import { applySeed } from "#app/usecases/admin/apply-seed.ts";
import type { Context } from "#app/usecases/context.ts";
import { everyName } from "#db/people.ts";
import { insertItem } from "#db/items.ts";
import { listSittings } from "#db/sittings.ts";
import { beforeAll, expect, it } from "vitest";
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

  it("of the repository has dates that can all be true", async () => {
    expect(await applySeed(context(), seedFile(null))).toMatchObject({ ok: true });
    expect(await listSittings(database().db.write)).toHaveLength(2);
  });
});
