import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeFileLock } from "#db/file-lock.ts";
import { afterAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "exam-file-lock-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function newFile(name: string): string {
  const file = join(folder, name);
  writeFileSync(file, "");
  return file;
}

it("one lock is held of a file, whatever the name by which it is reached, until it is released", () => {
  const file = newFile("exam.sqlite");
  symlinkSync(file, join(folder, "other-name"));
  const lock = takeFileLock(file);
  expect(lock?.isHeld()).toBe(true);
  expect([takeFileLock(file), takeFileLock(join(folder, "other-name"))]).toEqual([null, null]);
  expect(lock?.isHeld()).toBe(true);
  lock?.release();
  expect(lock?.isHeld()).toBe(false);
  const next = takeFileLock(file);
  expect(next?.isHeld()).toBe(true);
  next?.release();
});

it("a lock is held no more when its file was removed or replaced", () => {
  const file = newFile("moved.sqlite");
  const lock = takeFileLock(file);
  rmSync(`${file}.lock`);
  expect(lock?.isHeld()).toBe(false);
  writeFileSync(join(folder, "another"), "");
  renameSync(join(folder, "another"), `${file}.lock`);
  expect(lock?.isHeld()).toBe(false);
  lock?.release();
});

it("a file that is not there cannot be locked", () => {
  expect(() => takeFileLock(join(folder, "none.sqlite"))).toThrow();
});
