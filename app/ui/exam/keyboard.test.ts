import { expect, test } from "vitest";
import { actOfKey } from "./keyboard.ts";

const place = { singleKeys: true, inText: false, inImages: false, options: 5 };
const press = (key: string, more: { alt?: boolean; ctrl?: boolean } = {}) => ({ key, alt: false, ctrl: false, meta: false, ...more });

test("letters and figures choose the same options, and only those that exist", () => {
  expect(actOfKey(press("b"), place)).toEqual({ kind: "choose", index: 1 });
  expect(actOfKey(press("E"), place)).toEqual({ kind: "choose", index: 4 });
  expect(actOfKey(press("2"), place)).toEqual({ kind: "choose", index: 1 });
  expect(actOfKey(press("6"), place)).toBeNull();
  expect(actOfKey(press("0"), place)).toBeNull();
  expect(actOfKey(press("e"), { ...place, options: 4 })).toBeNull();
  expect(actOfKey(press(" "), place)).toBeNull();
});

test("single keys do nothing in a text, in the images, with Ctrl, or when switched off", () => {
  for (const key of ["a", "1", "f", "n", "p", "?"]) {
    expect(actOfKey(press(key), { ...place, inText: true })).toBeNull();
    expect(actOfKey(press(key), { ...place, inImages: true })).toBeNull();
    expect(actOfKey(press(key), { ...place, singleKeys: false })).toBeNull();
    expect(actOfKey(press(key, { ctrl: true }), place)).toBeNull();
  }
});

test("F2 always works, and Alt with an arrow everywhere but in a text", () => {
  const off = { ...place, singleKeys: false };
  expect(actOfKey(press("F2"), { ...off, inText: true })).toEqual({ kind: "call" });
  expect(actOfKey(press("ArrowRight", { alt: true }), off)).toEqual({ kind: "next" });
  expect(actOfKey(press("ArrowLeft", { alt: true }), { ...off, inImages: true })).toEqual({ kind: "back" });
  expect(actOfKey(press("ArrowLeft", { alt: true }), { ...off, inText: true })).toBeNull();
});
