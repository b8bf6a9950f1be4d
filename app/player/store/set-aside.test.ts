import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { openDatabase } from "./database.ts";
import { openOutbox } from "./outbox.ts";
import { readSetAside } from "./set-aside.ts";

test("finds what was set aside after the player has gone, and makes no database where none was", async () => {
  const factory = new IDBFactory();
  expect(await readSetAside("attempt", factory)).toEqual([]);
  expect(await factory.databases()).toEqual([]);
  const database = await openDatabase(factory, "attempt");
  const outbox = openOutbox({ database, newId: () => crypto.randomUUID(), dateNow: () => 0 });
  const unread = await outbox.add(1, { position: 3, kind: "respond", value: ["B"], lastServerTimeMs: 0, elapsedMs: 0 });
  await outbox.setAside(unread.opId);
  await outbox.forgetContent();
  database.close();
  expect(await readSetAside("attempt", factory)).toEqual([unread]);
  expect(await readSetAside("other", factory)).toEqual([]);
  expect(await readSetAside("attempt", null)).toEqual([]);
});
