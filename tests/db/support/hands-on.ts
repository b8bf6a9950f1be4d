import type { Db } from "#db/open.ts";
import type { Tables } from "#db/schema/tables.ts";

type Row = Record<string, unknown>;
/** What somebody with the database in their hands does to it; each gives back how to undo it. */
export type Edit = (hands: ReturnType<typeof handsOn>) => Promise<() => Promise<void>>;

/** The database in the hands of somebody who knows its tables. */
export function handsOn(db: Db) {
  const rowsWhere = (table: keyof Tables, where: Row) => {
    let query = db.write.selectFrom(table).selectAll();
    for (const [column, value] of Object.entries(where)) query = query.where(column as never, "=", value as never);
    return query.execute() as Promise<Row[]>;
  };
  const update = async (table: keyof Tables, where: Row, set: Row) => {
    let query = db.write.updateTable(table as "setting").set(set as never);
    for (const [column, value] of Object.entries(where)) query = query.where(column as never, "=", value as never);
    await query.execute();
  };
  const remove = async (table: keyof Tables, where: Row) => {
    let query = db.write.deleteFrom(table as "setting");
    for (const [column, value] of Object.entries(where)) query = query.where(column as never, "=", value as never);
    await query.execute();
  };
  const insert = async (table: keyof Tables, row: Row) => void (await db.write.insertInto(table as "setting").values(row as never).execute());
  return {
    async change(table: keyof Tables, where: Row, set: Row) {
      const before = await rowsWhere(table, where);
      if (before.length === 0) throw new Error(`nothing to change in ${table}`);
      await update(table, where, set);
      return () => update(table, where, Object.fromEntries(Object.keys(set).map((column) => [column, before[0]![column]])));
    },
    async remove(table: keyof Tables, where: Row) {
      const before = await rowsWhere(table, where);
      if (before.length === 0) throw new Error(`nothing to remove in ${table}`);
      await remove(table, where);
      return async () => {
        for (const row of before) await insert(table, row);
      };
    },
    async add(table: keyof Tables, row: Row) {
      await insert(table, row);
      return () => remove(table, Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
    },
  };
}
