import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openFolder } from "./folder.ts";

test("a folder is a package without its hidden files and links", async () => {
  const dir = await mkdtemp(join(tmpdir(), "folder-"));
  await mkdir(join(dir, "items"));
  await writeFile(join(dir, "items", "a.xml"), "<a/>");
  await writeFile(join(dir, ".hidden"), "x");
  await symlink("/etc/passwd", join(dir, "link.xml"));
  const opened = await openFolder(dir);
  if (!opened.ok) throw new Error(opened.reason);
  expect(opened.files.list()).toEqual(["items/a.xml"]);
  expect(Buffer.from(await opened.files.read("items/a.xml")).toString()).toBe("<a/>");
  await expect(opened.files.read("../../etc/passwd")).rejects.toMatchObject({ reason: "file-missing" });
  await rm(dir, { recursive: true });
});
