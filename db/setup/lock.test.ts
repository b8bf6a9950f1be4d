import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withLock } from "./lock.js";

describe("the lock of the set-up", () => {
  let folder: string;
  let file: string;
  const sentences: string[] = [];
  const tell = (sentence: string): void => void sentences.push(sentence);
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  const noProcess = 2 ** 22 + 1;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "exam-lock-"));
    file = join(folder, "inner", "setup.lock");
    sentences.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("lets eight set-ups work one after another, never two at once", async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await pause(5);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(file, work, tell)));
    expect(most).toBe(1);
    expect(existsSync(file)).toBe(false);
    expect(sentences).toContain("Another set-up is running in this folder; waiting for it ...");
  });

  it("is given back when the work fails", async () => {
    await expect(withLock(file, () => Promise.reject(new Error("no network")), tell)).rejects.toThrow("no network");
    expect(existsSync(file)).toBe(false);
  });

  it("is taken over at once from a process that is gone", async () => {
    await withLock(file, () => Promise.resolve(), tell);
    writeFileSync(file, JSON.stringify({ pid: noProcess, host: hostname() }));
    expect(await withLock(file, () => Promise.resolve("done"), tell)).toBe("done");
    expect(sentences).toEqual([]);
  });

  it("is taken over when nobody has touched it for more than a minute", async () => {
    await withLock(file, () => Promise.resolve(), tell);
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: "another-machine" }));
    const old = new Date(Date.now() - 61_000);
    utimesSync(file, old, old);
    expect(await withLock(file, () => Promise.resolve("done"), tell)).toBe("done");
  });

  it("is respected while its holder lives, also on another machine", async () => {
    await withLock(file, () => Promise.resolve(), tell);
    writeFileSync(file, JSON.stringify({ pid: noProcess, host: "another-machine" }));
    let entered = false;
    const waiting = withLock(file, async () => void (entered = true), tell);
    await pause(400);
    expect(entered).toBe(false);
    rmSync(file);
    await waiting;
    expect(entered).toBe(true);
  });
});
