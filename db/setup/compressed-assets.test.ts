import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compressBelow } from "./compressed-assets.js";
import { filesBelow } from "./kept-assets.js";

describe("the compressed forms of the built files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "exam-compressed-"));
    mkdirSync(join(folder, "assets"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const of = (name: string): Buffer => readFileSync(join(folder, name));

  it("give the same bytes back and are smaller", () => {
    const text = "export const say = 'one sentence';\n".repeat(200);
    put("assets/page-a.js", text);
    compressBelow(folder);
    expect(filesBelow(folder)).toEqual(["assets/page-a.js", "assets/page-a.js.br", "assets/page-a.js.gz"]);
    expect(brotliDecompressSync(of("assets/page-a.js.br")).toString()).toBe(text);
    expect(gunzipSync(of("assets/page-a.js.gz")).toString()).toBe(text);
    expect(statSync(join(folder, "assets/page-a.js.br")).size).toBeLessThan(text.length / 10);
  });

  it("are left out where they would be larger, and for what is packed already", () => {
    put("assets/tiny.js", "\n");
    put("assets/inter.woff2", "x".repeat(10_000));
    compressBelow(folder);
    expect(filesBelow(folder)).toEqual(["assets/inter.woff2", "assets/tiny.js"]);
  });

  it("are not compressed once more", () => {
    put("page.css", "p { color: black; }\n".repeat(50));
    compressBelow(folder);
    compressBelow(folder);
    expect(filesBelow(folder)).toEqual(["page.css", "page.css.br", "page.css.gz"]);
  });
});
