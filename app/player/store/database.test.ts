import "fake-indexeddb/auto";
import { afterEach, expect, test, vi } from "vitest";
import { keep, openDatabase, readKept, write } from "./database.ts";

afterEach(() => vi.restoreAllMocks());
const open = () => openDatabase(new IDBFactory(), "attempt");

test("asks the browser to have what it writes on the disk, not only on its way there", async () => {
  const database = await open();
  const asked = vi.spyOn(IDBDatabase.prototype, "transaction");
  await keep(database, { browserId: "b" });
  expect(asked.mock.calls).toEqual([[["keep"], "readwrite", { durability: "strict" }]]);
});

test("has written only what the transaction has finished, whatever was done in it", async () => {
  const database = await open();
  const aborted = write(database, ["keep"], async (store) => {
    await store("keep").put("written", "browserId");
    store("keep").transaction.abort();
    return "done";
  });
  await expect(aborted).rejects.toThrow();
  expect(await readKept(database, "browserId")).toBeUndefined();
});

test("writes nothing where a part of it fails", async () => {
  const database = await open();
  const half = write(database, ["keep"], async (store) => {
    await store("keep").put("written", "browserId");
    throw new TypeError("half-way");
  });
  await expect(half).rejects.toThrow("half-way");
  expect(await readKept(database, "browserId")).toBeUndefined();
});
