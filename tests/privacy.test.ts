import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { onEachDatabase } from "./db/support/databases.ts";

const text = readFileSync(fileURLToPath(new URL("../docs/privacy.md", import.meta.url)), "utf8");

/** Columns that lead to a person, directly or through their attempt; a table that has one is no table without personal data. */
const OF_A_PERSON = /^(name|email|.*(person|actor|attempt|registration|candidate|subject)_.*|.*_by)$/;

/** The rows of the table below a heading, each as its cells; the first cell without its marks. */
function rowsBelow(heading: string): string[][] {
  const section = text.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("| `"));
  return lines.map((line) => line.slice(1, -1).split("|").map((cell) => cell.trim().replaceAll("`", "")));
}

onEachDatabase("docs/privacy.md", (database) => {
  const personal = rowsBelow("Tables with personal data");
  const others = rowsBelow("Tables without personal data");
  const tables = () => database().db.write.introspection.getTables({ withInternalKyselyTables: true });

  it("names every table of the database once, and no other", async () => {
    const named = [...personal, ...others].map(([name]) => name);
    const there = (await tables()).map(({ name }) => name).filter((name) => !name.startsWith("sqlite_"));
    expect(named.toSorted()).toEqual(there.toSorted());
  });

  it("says of each with personal data what, what for, on which basis, who sees it and how long", () => {
    expect(personal.filter((cells) => cells.length !== 6 || cells.some((cell) => cell === ""))).toEqual([]);
    expect(personal.filter((cells) => !/^(contract|legitimate interest: )/.test(cells[3] ?? "")).map(([name]) => name)).toEqual([]);
  });

  it("calls no table free of personal data that leads to a person", async () => {
    const named = others.map(([name]) => name);
    const leading = (await tables())
      .filter(({ name }) => named.includes(name) && !name.startsWith("kysely_"))
      .flatMap(({ name, columns }) => columns.filter((column) => OF_A_PERSON.test(column.name)).map((column) => `${name}.${column.name}`));
    expect(leading).toEqual([]);
  });
});
