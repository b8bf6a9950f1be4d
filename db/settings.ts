import type { Connection } from "./open.ts";

/** Settings of the organisation; a missing one is unset. */
export type SettingName = "organisation" | "telephone" | "privacy-contact" | "logo" | "address" | "bank" | "demonstration";

export async function loadSettings(db: Connection): Promise<Partial<Record<SettingName, string>>> {
  const rows = await db.selectFrom("setting").selectAll().execute();
  return Object.fromEntries(rows.map((row) => [row.name, row.value]));
}

export async function storeSetting(trx: Connection, name: SettingName, value: string): Promise<void> {
  await trx
    .insertInto("setting")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}
