import { describe, expect, it } from "vitest";
import { faultsOf, faultsOfLock } from "./house-rules.js";

describe("the rules about the text of a file", () => {
  it.each([
    ["app/exam/attempt/clock.ts", "const now = Date.now();", "asks the clock"],
    ["app/exam/attempt/clock.ts", "const now = new Date();", "asks the clock"],
    ["app/exam/form/order.ts", "const first = Math.random();", "asks chance"],
    ["app/usecases/author/act.ts", "new URL('./a', import.meta.url)", "finds files by import.meta.url"],
    ["app/web/answer.ts", "if (error instanceof SecretFileError) stop();", "compare error.name"],
    ["app/web/answer.ts", "// @ts-ignore\nconst a: string = 1;", "switches a check off"],
    ["app/ui/utils/text.ts", "export const a = 1;", "find it a home"],
    ["app/exam/scoring/index.ts", 'export * from "./a.ts";\nexport { b } from "./b.ts";', "only hands on"],
    ["app/ui/long.tsx", "\n".repeat(401), "401 lines"],
    ["app/exam/attempt/clock.test.ts", "it.only('counts', () => {});", "runs only a part"],
    ["tests/e2e/story.spec.ts", "test.describe.only('a day', () => {});", "runs only a part"],
  ])("refuse in %s: %s", (path, text, why) => {
    expect(faultsOf(path, text).join("\n")).toContain(why);
  });

  it.each([
    ["app/exam/attempt/clock.ts", "/** Never Date.now(). */ export const at = (ms: number) => new Date(ms);"],
    ["app/exam/attempt/clock.ts", "const a = 1; // not Math.random()"],
    ["app/exam/attempt/clock.test.ts", "const now = Date.now();"],
    ["app/viewer/decode/decoder.ts", "new Worker(new URL('./w.ts', import.meta.url));"],
    ["app/viewer/index.ts", 'export { createViewer } from "./viewer.ts";'],
    ["app/web/answer.ts", "if (error instanceof TypeError) stop();"],
    ["db/migrations/index.ts", 'import * as people from "./0001.ts";\nexport const MIGRATIONS = { people };'],
    ["app/ui/exact.tsx", "\n".repeat(400)],
  ])("allow in %s: %s", (path, text) => {
    expect(faultsOf(path, text)).toEqual([]);
  });

  it("refuse a lock file with addresses", () => {
    expect(faultsOfLock('{"resolved":"https://registry.example/a.tgz"}')).toHaveLength(1);
    expect(faultsOfLock('{"integrity":"sha512-a"}')).toEqual([]);
  });
});
