import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSecretFile } from "./secret-file.ts";

describe("the secret of an installation", () => {
  let folder: string;
  let file: string;
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "exam-secret-"));
    file = join(folder, "data", "secret.key");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is made at the first start: 32 bytes that only the owner can read", () => {
    readSecretFile(file);
    expect(readFileSync(file, "utf8")).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("stays the same at the next start and gives the same keys", () => {
    const first = readSecretFile(file);
    const text = readFileSync(file, "utf8");
    expect(hex(readSecretFile(file).key("cookies"))).toBe(hex(first.key("cookies")));
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("gives a key of 32 bytes for each purpose, none of them the secret itself", () => {
    const secret = readSecretFile(file);
    const keys = ["cookies", "admission codes"].map((purpose) => hex(secret.key(purpose)));
    expect(new Set([...keys, readFileSync(file, "utf8")]).size).toBe(3);
    for (const key of keys) expect(key).toHaveLength(64);
  });

  it("differs between two installations", () => {
    const other = readSecretFile(join(folder, "other.key"));
    expect(hex(readSecretFile(file).key("cookies"))).not.toBe(hex(other.key("cookies")));
  });

  it.each(["", "short", "g".repeat(64), "a".repeat(63)])("is never replaced when the file holds something else (%j)", (text) => {
    readSecretFile(file);
    writeFileSync(file, text);
    expect(() => readSecretFile(file)).toThrow(expect.objectContaining({ name: "SecretFileError" }));
    expect(readFileSync(file, "utf8")).toBe(text);
  });
});
