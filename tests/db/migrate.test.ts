import { existsSync } from "node:fs";
import { appliedMigrations, isUpToDate, migrate } from "#db/migrate.ts";
import { MIGRATIONS } from "#db/migrations/index.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";

onEachDatabase("the schema", (database) => {
  it("is up to date after migrating, and migrating again does nothing", async () => {
    const { db, place } = database();
    expect(await appliedMigrations(db)).toEqual(Object.keys(MIGRATIONS));
    expect(await isUpToDate(db)).toBe(true);
    expect(await migrate(place)).toEqual({ applied: [], copy: null });
  });

  it("survives two programs that migrate at once", async () => {
    const { place } = database();
    await expect(Promise.all([migrate(place), migrate(place)])).resolves.toHaveLength(2);
  });

  it("is copied before a step, and a database of a newer program is refused", async () => {
    const { db, place } = database();
    const migrations = db.write.withTables<{ kysely_migration: { name: string; timestamp: string } }>();
    if (db.dialect === "sqlite") {
      await migrations.deleteFrom("kysely_migration").where("name", "=", "0006-audit").execute();
      await expect(migrate(place)).rejects.toThrow(/already exists/);
      expect(existsSync(`${place.file}.before-0006-audit`)).toBe(true);
      await migrations.insertInto("kysely_migration").values({ name: "0006-audit", timestamp: "2026-01-01T00:00:00Z" }).execute();
    }
    await migrations.insertInto("kysely_migration").values({ name: "9999-future", timestamp: "2030-01-01T00:00:00Z" }).execute();
    await expect(migrate(place)).rejects.toThrow(/newer version of this program/);
    await migrations.deleteFrom("kysely_migration").where("name", "=", "9999-future").execute();
  });
});
