import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { createAnswerBook } from "./answer-book.ts";
import { openDatabase } from "./database.ts";
import { openOutbox } from "./outbox.ts";
import { createWriter } from "./writer.ts";

let made = 0;

async function createDesk() {
  const database = await openDatabase(new IDBFactory(), "attempt");
  const book = createAnswerBook();
  const told: (boolean | null)[] = [];
  let sent = 0;
  const writer = createWriter({
    outbox: openOutbox({ database, newId: () => `op-${(made += 1)}`, dateNow: () => 0 }),
    book,
    lease: () => 1,
    evidence: () => ({ lastServerTimeMs: 0, elapsedMs: 0 }),
    changed: async (written) => void told.push(written),
    send: () => void (sent += 1),
  });
  return { database, book, writer, told, sent: () => sent };
}

test("a change is on the screen at once, kept only when the disk has it, and sent only then", async () => {
  const { book, writer, told, sent } = await createDesk();
  const written = writer.write("respond", 1, ["B"]);
  expect(book.questions()[1]).toMatchObject({ response: ["B"], fate: "writing" });
  expect([told, sent()]).toEqual([[null], 0]);
  expect(await written).toBe(true);
  expect(book.questions()[1]).toMatchObject({ response: ["B"], fate: "waiting" });
  expect([told, sent()]).toEqual([[null, true], 1]);
  // What the page remarks by itself, or a visit, says nothing of the candidate's own changes.
  await writer.write("visit", 2, null);
  await writer.write("image-trouble", 2, ["late-frames 3"]);
  expect([told.slice(2), sent()]).toEqual([[null, null, null, null], 3]);
});

test("a change that the disk does not take gives way to the one before it, is never sent, and is told as not kept", async () => {
  const { database, book, writer, told, sent } = await createDesk();
  await writer.write("respond", 1, ["B"]);
  database.close();
  expect(await writer.write("respond", 1, ["C"])).toBe(false);
  expect([told.slice(2), sent()]).toEqual([[null, false], 1]);
  expect(book.questions()[1]).toMatchObject({ response: ["B"], fate: "waiting" });
});
