import { describe, expect, it } from "vitest";
import { functionsOf, valuesUsed } from "../db/support/values-used.ts";

const ROOM = "#app/usecases/";

describe("every function of app/usecases", () => {
  it("is called by a test that runs on both databases", async () => {
    const { all, untested } = await functionsOf("app/usecases", { room: ROOM, tests: ["tests/usecases"], rooms: true });
    expect(all.length).toBeGreaterThan(40);
    expect(all).toContain("account/sign-out.ts: signOut");
    expect(untested).toEqual([]);
  });

  it("is not called by a test of another room's function with its name, nor by an import alone", () => {
    expect(valuesUsed('import { seeSitting } from "#db/sittings.ts"; seeSitting();', ROOM)).toEqual([]);
    expect(valuesUsed('import { seeSitting } from "#app/usecases/office/see-sittings.ts";', ROOM)).toEqual([]);
    expect(valuesUsed('import { seeSitting } from "#app/usecases/office/see-sittings.ts"; seeSitting();', ROOM)).toEqual([{ module: "office/see-sittings.ts", name: "seeSitting" }]);
  });
});
