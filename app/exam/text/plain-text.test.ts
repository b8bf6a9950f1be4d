import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanText, faultInName } from "./plain-text.ts";

describe("a text of a person", () => {
  it("loses NUL, control characters, turned directions and halves of characters, and nothing else", () => {
    expect(cleanText("LV\u0000 EF\u0007 55\u202e%\u2069")).toBe("LV EF 55%");
    expect(cleanText("half \ud83d and \ude00 and whole \u{1f600}")).toBe("half \ufffd and \ufffd and whole \u{1f600}");
    const kept = "Müller, Ωmega, 漢字, שלום, line\nand\ttab, e\u0301, \u200d";
    expect(cleanText(kept)).toBe(kept);
  });

  it("is well-formed afterwards, whatever it was, and cleaning it again changes nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }), (units) => {
        const clean = cleanText(String.fromCharCode(...units));
        expect(cleanText(clean)).toBe(clean);
        expect(Buffer.from(clean, "utf8").toString("utf8")).toBe(clean);
        expect(clean.includes("\u0000")).toBe(false);
      }),
    );
  });
});

describe("a name", () => {
  it.each(["Maja Lindqvist", "José Álvarez-O'Neill", "李 小龍", "d’Artagnan", "X"])("%s is one", (name) => expect(faultInName(name)).toBeNull());
  it.each([["", "name-needed"], ["  ", "name-needed"], ["x".repeat(201), "name-needed"], ["12345", "name-malformed"], ["Maja\u0000", "name-malformed"], ["a\u202egnp.exe", "name-malformed"], ["<b>Maja</b>", "name-malformed"], ["Maja\nLindqvist", "name-malformed"], ["\ud83d", "name-malformed"]])(
    "%j is none: %s",
    (name, fault) => expect(faultInName(name)).toBe(fault),
  );
});
