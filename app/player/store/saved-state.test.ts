import fc from "fast-check";
import { expect, test } from "vitest";
import type { OperationKind } from "#app/exam/attempt/operation-kinds.ts";
import { createAnswerBook, NOT_WRITTEN } from "./answer-book.ts";
import type { MirrorEntry } from "./database.ts";
import { savedStateOf } from "./saved-state.ts";

const kind = fc.constantFrom<OperationKind>("respond", "flag", "strike", "note", "visit");
const fate = fc.constantFrom("saved", "saved", "saved", "refused", "late", "part-closed", "unclaimed", "set-aside");
/** What can happen to the book: a click, its way to the disk, a reply of the server, the page read anew. */
const step = fc.oneof(
  fc.record({ act: fc.constant("click" as const), position: fc.integer({ min: 1, max: 4 }), kind }),
  fc.record({ act: fc.constant("write" as const) }),
  fc.record({ act: fc.constant("reply" as const), fate, pick: fc.nat(9) }),
  fc.record({ act: fc.constant("read" as const) }),
  fc.record({ act: fc.constant("have-read" as const) }),
);

test("the line of all questions never says saved while the line of one does not, whatever happens in whatever order", () => {
  return fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.boolean(), fc.nat(2), async (steps, sending, others) => {
      const book = createAnswerBook();
      const disk = new Map<string, MirrorEntry>();
      const clicks: MirrorEntry[] = [];
      const inFlight: MirrorEntry[] = [];
      // The disk is read at one moment, and what was read comes to the book at a later one.
      const reads: (() => void)[] = [];
      const reading: Promise<void>[] = [];
      let count = 0;
      for (const one of steps) {
        count += 1;
        if (one.act === "click") {
          const entry: MirrorEntry = { position: one.position, kind: one.kind, value: null, lease: 1, seq: NOT_WRITTEN, opId: `click-${count}`, fate: "waiting", savedAtMs: null };
          book.put(entry);
          clicks.push(entry);
        } else if (one.act === "write") {
          const shown = clicks.shift();
          if (shown === undefined) continue;
          const written = { ...shown, seq: count, opId: `op-${count}` };
          disk.set(`${shown.position}:${shown.kind}`, written);
          inFlight.push(written);
          book.putWritten(written, shown.opId ?? "");
        } else if (one.act === "reply") {
          const [sent] = inFlight.splice(one.pick % Math.max(1, inFlight.length), 1);
          if (sent === undefined) continue;
          const settled = { opId: sent.opId ?? "", fate: one.fate as "saved", savedAtMs: one.fate === "saved" ? count : null };
          const place = `${sent.position}:${sent.kind}`;
          if (disk.get(place)?.opId === sent.opId) disk.set(place, { ...sent, ...settled });
          book.settle([settled]);
        } else if (one.act === "read") {
          const held = [...disk.values()];
          reading.push(book.load(() => new Promise((read) => reads.push(() => read(held)))));
        } else {
          reads.shift()?.();
          await reading.shift();
        }

        const questions = book.questions();
        const lines = Object.values(questions);
        const whole = savedStateOf(questions, { others, sending, storageFailed: false });
        // What the screen shows of each place is the newest click on it.
        const unwritten = new Set(clicks.map((click) => `${click.position}:${click.kind}`));
        for (const place of unwritten) if (!place.endsWith("visit")) expect(questions[Number(place[0])]?.fate).not.toBe("saved");

        for (const [place, { opId, fate }] of disk) {
          const { position, kind } = disk.get(place)!;
          if (!unwritten.has(place) && kind !== "visit") expect([place, opId, book.fateOf(position, kind)]).toEqual([place, opId, fate]);
        }
        if (lines.some((line) => line.fate === "writing")) expect(whole.kind).toBe("saving");
        if (lines.some((line) => line.fate === "waiting" || line.waiting > 0) || others > 0) expect(["saving", "waiting"]).toContain(whole.kind);
        if (whole.kind === "saved") {
          expect(lines.every((line) => line.fate === "saved" || line.fate === null)).toBe(true);
          expect(whole.atMs).toBe(Math.max(...lines.map((line) => line.savedAtMs ?? 0)));
        }
        if (whole.kind === "nothing") expect(lines.every((line) => line.fate === null)).toBe(true);
        if (whole.kind === "waiting") expect(whole.count).toBe(others + lines.reduce((sum, line) => sum + line.waiting, 0));
      }
    }),
    { numRuns: 2_000 },
  );
});

test("a visit is nothing that was saved", () => {
  const book = createAnswerBook();
  book.putWritten({ position: 1, kind: "visit", value: null, lease: 1, seq: 1, opId: "a", fate: "saved", savedAtMs: 5 }, "click-1");
  expect(savedStateOf(book.questions(), { others: 0, sending: true, storageFailed: false })).toEqual({ kind: "nothing" });
});

test("a change that could not be written is not saved, whatever was saved before it", () => {
  const book = createAnswerBook();
  book.putWritten({ position: 1, kind: "respond", value: ["A"], lease: 1, seq: 1, opId: "op-1", fate: "saved", savedAtMs: 5 }, "click-1");
  const delivery = { others: 0, sending: true };
  expect(savedStateOf(book.questions(), { ...delivery, storageFailed: false })).toEqual({ kind: "saved", atMs: 5 });
  expect(savedStateOf(book.questions(), { ...delivery, storageFailed: true })).toEqual({ kind: "not-saved", count: 1 });
});
