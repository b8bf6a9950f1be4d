import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTroubleList, MAX_IMAGE_TROUBLES, textOfTrouble, type ImageTrouble } from "./image-trouble.ts";

const number = fc.double({ min: -5, max: 1e12, noNaN: true });
const trouble: fc.Arbitrary<ImageTrouble> = fc.oneof(
  fc.record({ kind: fc.constant("wait" as const), panel: number, frame: number, ms: number, frames: number }),
  fc.record({ kind: fc.constant("missing" as const), panel: number, frame: number, frames: number }),
  fc.record({ kind: fc.constant("dropped" as const), panel: number, due: number, shown: number }),
);

describe("the lines of image trouble", () => {
  it("say what happened in words and whole numbers", () => {
    expect(textOfTrouble({ kind: "wait", panel: 0, frame: 3, ms: 12_000.4, frames: 2 })).toBe("wait panel 0 frame 3 ms 12000 frames 2");
    expect(textOfTrouble({ kind: "missing", panel: 1, frame: 0, frames: 25 })).toBe("missing panel 1 frame 0 frames 25");
    expect(textOfTrouble({ kind: "dropped", panel: 0, due: 240, shown: 225 })).toBe("dropped panel 0 due 240 shown 225");
  });

  it("are accepted whatever was measured", () => {
    fc.assert(fc.property(fc.array(trouble, { minLength: 1, maxLength: MAX_IMAGE_TROUBLES }), (all) => isTroubleList(all.map(textOfTrouble))));
  });

  it.each<[string, unknown]>([
    ["no list", "wait panel 0 frame 3 ms 12000 frames 1"],
    ["an empty list", []],
    ["too many", Array.from({ length: MAX_IMAGE_TROUBLES + 1 }, () => "missing panel 0 frame 0 frames 1")],
    ["other words", ["the answer is B"]],
    ["words behind the numbers", ["missing panel 0 frame 0 frames 1 and B"]],
    ["a second line", ["missing panel 0 frame 0 frames 1\nB"]],
    ["a fraction", ["missing panel 0 frame 0 frames 1.5"]],
    ["ranges", [[0, 1]]],
  ])("are refused: %s", (_what, value) => {
    expect(isTroubleList(value)).toBe(false);
  });
});
