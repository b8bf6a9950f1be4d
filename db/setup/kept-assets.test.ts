import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BUILDS_KEPT, bringBack, filesBelow, putAside } from "./kept-assets.js";

describe("the hashed files of earlier builds", () => {
  let folder: string;
  const assets = () => join(folder, "build", "client", "assets");
  const aside = () => join(folder, "aside");

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "exam-kept-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What a build does: the folder is emptied, new files appear. */
  function build(id: string, files: string[], fails = false): void {
    putAside(assets(), aside());
    rmSync(join(folder, "build"), { recursive: true, force: true });
    if (fails) return;
    mkdirSync(join(assets(), "fonts"), { recursive: true });
    for (const file of files) writeFileSync(join(assets(), file), `${file} of ${id}`);
    bringBack({ assets: assets(), aside: aside(), listFile: join(folder, "builds.json"), id });
  }

  it("stay for three builds and go with the fourth", () => {
    for (const id of ["a", "b", "c", "d"]) build(id, [`page-${id}.js`]);
    expect(BUILDS_KEPT).toBe(3);
    expect(filesBelow(assets())).toEqual(["page-a.js", "page-b.js", "page-c.js", "page-d.js"]);
    build("e", ["page-e.js"]);
    expect(filesBelow(assets())).toEqual(["page-b.js", "page-c.js", "page-d.js", "page-e.js"]);
  });

  it("stay when the same build is made again, and do not count it twice", () => {
    build("a", ["page-a.js"]);
    for (let time = 0; time < 5; time += 1) build("b", ["page-b.js"]);
    expect(filesBelow(assets())).toEqual(["page-a.js", "page-b.js"]);
  });

  it("survive a build that failed", () => {
    build("a", ["page-a.js", "fonts/inter.woff2"]);
    build("b", [], true);
    build("c", ["page-c.js"]);
    expect(filesBelow(assets())).toEqual(["fonts/inter.woff2", "page-a.js", "page-c.js"]);
  });

  it("never replace a file of the new build", () => {
    build("a", ["shared.js"]);
    build("b", ["shared.js"]);
    expect(readFileSync(join(assets(), "shared.js"), "utf8")).toBe("shared.js of b");
  });

  it("leave nothing aside after a build", () => {
    build("a", ["page-a.js"]);
    build("b", ["page-b.js"]);
    expect(readdirSync(folder).sort()).toEqual(["build", "builds.json"]);
  });
});
