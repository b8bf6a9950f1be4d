import { describe, expect, it } from "vitest";
import words from "../words.json";
import type { Key } from "./key-names.ts";
import { actOfKey, belongsToControl, goesOnWhileHeld } from "./keyboard.ts";
import { actsOfWheel } from "./wheel.ts";

const key = (name: string, more: Partial<Key> = {}): Key => ({ key: name, code: "", shift: false, ctrl: false, alt: false, meta: false, altGraph: false, ...more });

describe("the keys", () => {
  it("leaves every key with Ctrl, Alt, AltGraph or Meta to the browser", () => {
    for (const held of ["ctrl", "alt", "meta", "altGraph"] as const) expect(actOfKey(key("r", { [held]: true }))).toBeNull();
  });

  it("steps with arrows, moves the image with Shift and arrows", () => {
    expect(actOfKey(key("ArrowLeft"))).toEqual({ kind: "step", by: -1 });
    expect(actOfKey(key("ArrowLeft", { shift: true }))).toMatchObject({ kind: "pan", y: 0 });
  });

  it("knows letters whether or not the capital lock is on, and signs that need Shift on some keyboards", () => {
    expect(actOfKey(key("R"))).toEqual({ kind: "reset" });
    expect(actOfKey(key("?", { shift: true }))).toEqual({ kind: "help" });
    expect(actOfKey(key("+", { shift: true }))).toMatchObject({ kind: "zoom" });
  });

  it("knows nothing of keys that move through the page", () => {
    for (const name of ["Tab", "Enter", "F5", "y"]) expect(actOfKey(key(name))).toBeNull();
  });

  it("goes on with steps and nudges while a key is held, and does everything else once", () => {
    const goOn = (name: string, shift = false) => goesOnWhileHeld(actOfKey(key(name, { shift }))!);
    const steps = ["ArrowLeft", "ArrowDown", "PageUp", ",", ".", "+", "-", "h", "j", "k", "l"];
    const once = [" ", "i", "x", "t", "v", "r", "s", "w", "z", "m", "1", "2", "4", "?", "Escape"];
    expect(steps.filter((name) => !goOn(name))).toEqual([]);
    expect(once.filter((name) => goOn(name))).toEqual([]);
    expect(goOn("ArrowLeft", true)).toBe(true);
  });

  it("leaves a button its Space and a list its arrows", () => {
    expect(belongsToControl(" ", "button")).toBe(true);
    expect(belongsToControl("ArrowLeft", "button")).toBe(false);
    expect(belongsToControl("ArrowDown", "select")).toBe(true);
  });

  it("gives no letter from A to F to any tool: around the viewer they choose answers", () => {
    for (const name of "abcdefABCDEF") expect([name, actOfKey(key(name))]).toEqual([name, null]);
    for (const code of ["KeyA", "KeyB", "KeyC", "KeyD", "KeyE", "KeyF"]) expect([code, actOfKey(key("ф", { code }))]).toEqual([code, null]);
  });

  it("explains in the help no key that does nothing", () => {
    const names: Record<string, string> = { Space: " ", "←": "ArrowLeft", "→": "ArrowRight", "↑": "ArrowUp", "↓": "ArrowDown", "−": "-" };
    const single = words.helpKeys.map(([keys = ""]) => keys).filter((keys) => keys !== "Shift + arrows");
    for (const name of single.flatMap((keys) => keys.split(" "))) expect([name, actOfKey(key(names[name] ?? name))]).not.toEqual([name, null]);
  });
});

describe("the wheel", () => {
  const notch = { deltaY: 100, deltaMode: 0, ctrl: false, at: { x: 3, y: 4 } };

  it("moves one slice a notch, however large the mouse reports it", () => {
    for (const deltaY of [60, 100, 240]) expect(actsOfWheel(0, { ...notch, deltaY }).acts).toEqual([{ kind: "scroll", by: 1 }]);
    expect(actsOfWheel(0, { ...notch, deltaY: -3, deltaMode: 1 }).acts).toEqual([{ kind: "scroll", by: -1 }]);
  });

  it("collects the small portions of a touch pad and forgets them when the direction turns", () => {
    const first = actsOfWheel(0, { ...notch, deltaY: 30 });
    expect(first.acts).toEqual([]);
    expect(actsOfWheel(first.rest, { ...notch, deltaY: 15 }).acts).toEqual([{ kind: "scroll", by: 1 }]);
    expect(actsOfWheel(first.rest, { ...notch, deltaY: -15 }).rest).toBe(-15);
  });

  it("zooms without Ctrl where a person has set it so", () => {
    expect(actsOfWheel(0, { ...notch, deltaY: 300 }, "zoom").acts).toEqual([{ kind: "zoom", factor: 0.5, at: { x: 3, y: 4 } }]);
  });

  it("zooms at the pointer with Ctrl", () => {
    const [act] = actsOfWheel(0, { ...notch, deltaY: -300, ctrl: true }).acts;
    expect(act).toEqual({ kind: "zoom", factor: 2, at: { x: 3, y: 4 } });
  });
});
