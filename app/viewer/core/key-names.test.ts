import { describe, expect, it } from "vitest";
import { digitOf, keyOf, letterOf } from "./key-names.ts";

describe("a pressed key", () => {
  it("tells AltGraph, which Linux reports in no other way", () => {
    const event = { key: "²", code: "Digit2", shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
    const held = keyOf({ ...event, getModifierState: (name) => name === "AltGraph" });
    expect(held).toEqual({ key: "²", code: "Digit2", shift: false, ctrl: false, alt: false, meta: false, altGraph: true });
    expect(keyOf({ ...event, getModifierState: () => false }).altGraph).toBe(false);
  });
});

describe("the letter of a key", () => {
  it("is the printed one where the keyboard is Latin, wherever the key lies", () => {
    expect(letterOf({ key: "a", code: "KeyQ" })).toBe("a"); // AZERTY
    expect(letterOf({ key: "q", code: "KeyA" })).toBe("q");
    expect(letterOf({ key: "Z", code: "KeyY" })).toBe("z"); // QWERTZ, capital lock
  });

  it("is the one at the same place where the keyboard writes another script", () => {
    expect(letterOf({ key: "α", code: "KeyA" })).toBe("a");
    expect(letterOf({ key: "ф", code: "KeyA" })).toBe("a");
    expect(letterOf({ key: "И", code: "KeyB" })).toBe("b");
  });

  it("is none for other Latin letters, signs, dead keys and named keys", () => {
    for (const key of ["é", "ö", "ß", "ł", ";", "1", " ", "Dead", "Enter", "F1", "Process"]) expect([key, letterOf({ key, code: "KeyA" })]).toEqual([key, null]);
    expect(letterOf({ key: "э", code: "Quote" })).toBeNull();
  });
});

describe("the digit of a key", () => {
  it("is read from its place without Shift: AZERTY and Czech write signs there", () => {
    expect(digitOf({ key: "2", code: "Digit2", shift: false })).toBe(2);
    expect(digitOf({ key: "é", code: "Digit2", shift: false })).toBe(2);
    expect(digitOf({ key: "2", code: "Digit2", shift: true })).toBe(2);
    expect(digitOf({ key: "3", code: "Numpad3", shift: false })).toBe(3);
  });

  it("is none where Shift writes another sign above it, or the number pad moves", () => {
    expect(digitOf({ key: "+", code: "Digit1", shift: true })).toBeNull(); // Swiss
    expect(digitOf({ key: "End", code: "Numpad1", shift: false })).toBeNull();
    expect(digitOf({ key: "0", code: "Digit0", shift: false })).toBeNull();
    expect(digitOf({ key: "Dead", code: "Digit7", shift: false })).toBeNull();
  });
});
