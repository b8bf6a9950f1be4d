import * as fc from "fast-check";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { isSafePath, resolvePackagePath } from "./package-files.ts";

describe("a path in a package", () => {
  test("is found from the file that names it", () => {
    expect(resolvePackagePath("items/a.xml", "../images/b/")).toBe("images/b/");
    expect(resolvePackagePath("items/a.xml", "img/b%20c.png")).toBe("items/img/b c.png");
    expect(resolvePackagePath("imsmanifest.xml", "items/a.xml?x=1#y")).toBe("items/a.xml");
  });

  test.each(["../a", "/a", "http://x/a", "file:///a", "..\\a", "%2e%2e/a", "a/../../b", ""])("%j does not lead out of it", (href) => {
    expect(resolvePackagePath("imsmanifest.xml", href)).toBeNull();
  });

  test("whatever the href, the answer lies inside the package", () => {
    const part = fc.constantFrom("..", ".", "a", "b c", "%2e%2e", "%2f", "", "c.xml", "~");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const path = resolvePackagePath("items/x.xml", parts.join("/"));
        if (path === null) return;
        expect(isSafePath(path.replace(/\/$/, ""))).toBe(true);
        expect(posix.normalize(`/root/${path}`).startsWith("/root/")).toBe(true);
      }),
    );
  });
});
