import { expect, test } from "vitest";
import type { Key } from "#app/viewer/index.ts";
import { actOfKey, type KeyHolder } from "./keyboard.ts";

const HOLDERS: readonly KeyHolder[] = ["question", "images", "text", "dialog"];
const place = { singleKeys: true, holder: "question" as KeyHolder, options: 5 };
const press = (key: string, more: Partial<Key> = {}): Key => ({ key, code: "", shift: false, alt: false, ctrl: false, meta: false, altGraph: false, ...more });

test("letters choose options whoever holds the keys, and only those that exist", () => {
  for (const holder of ["question", "images"] as const) {
    expect(actOfKey(press("b"), { ...place, holder })).toEqual({ kind: "choose", index: 1 });
    expect(actOfKey(press("E"), { ...place, holder })).toEqual({ kind: "choose", index: 4 });
    expect(actOfKey(press("f"), { ...place, holder, options: 6 })).toEqual({ kind: "choose", index: 5 });
    // F flags nothing where there is no sixth option.
    expect(actOfKey(press("f"), { ...place, holder })).toBeNull();
    expect(actOfKey(press("e"), { ...place, holder, options: 4 })).toBeNull();
  }
});

test("digits choose options only while the question holds the keys", () => {
  expect(actOfKey(press("2", { code: "Digit2" }), place)).toEqual({ kind: "choose", index: 1 });
  expect(actOfKey(press("é", { code: "Digit2" }), place)).toEqual({ kind: "choose", index: 1 });
  expect(actOfKey(press("2", { code: "Digit2" }), { ...place, holder: "images" })).toBeNull();
  expect(actOfKey(press("6", { code: "Digit6" }), place)).toBeNull();
  expect(actOfKey(press("0", { code: "Digit0" }), place)).toBeNull();
});

test("the key printed A on a French keyboard is A, the key printed Q is nothing", () => {
  expect(actOfKey(press("a", { code: "KeyQ" }), place)).toEqual({ kind: "choose", index: 0 });
  expect(actOfKey(press("q", { code: "KeyA" }), place)).toBeNull();
  expect(actOfKey(press("α", { code: "KeyA" }), place)).toEqual({ kind: "choose", index: 0 });
});

test("single keys do nothing in a text, with Ctrl, Alt, AltGraph or Meta, or when switched off", () => {
  for (const key of ["a", "1", "g", "n", "p", "u", "?"]) {
    expect(actOfKey(press(key), { ...place, holder: "text" })).toBeNull();
    expect(actOfKey(press(key), { ...place, singleKeys: false })).toBeNull();
    for (const held of ["ctrl", "alt", "meta", "altGraph"] as const) {
      for (const holder of HOLDERS) expect(actOfKey(press(key, { [held]: true }), { ...place, holder })).toBeNull();
    }
  }
});

test("AltGraph with the 2 of a German keyboard writes a sign and chooses nothing", () => {
  expect(actOfKey(press("²", { code: "Digit2", altGraph: true }), place)).toBeNull();
  expect(actOfKey(press("ArrowRight", { altGraph: true }), place)).toBeNull();
});

test("in a dialog no key acts but the call", () => {
  const covered = { ...place, holder: "dialog" as KeyHolder };
  const arrows = ["ArrowLeft", "ArrowRight"].map((key) => press(key, { alt: true }));
  for (const pressed of [..."abcdefgnpu?123456789", "F6", "Escape"].map((key) => press(key)).concat(arrows)) expect([pressed.key, actOfKey(pressed, covered)]).toEqual([pressed.key, null]);
  expect(actOfKey(press("F2"), covered)).toEqual({ kind: "call" });
});

test("F2 works everywhere, F6 outside dialogs, and Alt with an arrow where nothing is written besides", () => {
  const off = { ...place, singleKeys: false };
  expect(actOfKey(press("F2"), { ...off, holder: "text" })).toEqual({ kind: "call" });
  expect(actOfKey(press("F6"), { ...off, holder: "text" })).toEqual({ kind: "other-pane" });
  expect(actOfKey(press("ArrowRight", { alt: true }), off)).toEqual({ kind: "next" });
  expect(actOfKey(press("ArrowLeft", { alt: true }), { ...off, holder: "images" })).toEqual({ kind: "back" });
  expect(actOfKey(press("ArrowLeft", { alt: true }), { ...off, holder: "text" })).toBeNull();
});
