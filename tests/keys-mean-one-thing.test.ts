import fc from "fast-check";
import { expect, test } from "vitest";
import { actOfKey } from "#app/ui/exam/keyboard.ts";
import { actOfKey as actOfViewerKey } from "#app/viewer/core/keyboard.ts";

test("no key means something to the question and to the images at once", () => {
  const sign = fc.oneof(fc.constantFrom(...".,+-=?#; abcdefghijklmnopqrstuvwxyz0123456789", "ArrowLeft", "Home", "Escape"), fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }));
  const code = fc.constantFrom("", "KeyA", "KeyD", "KeyQ", "Digit1", "Digit2", "Digit4");
  fc.assert(
    fc.property(sign, code, fc.boolean(), (key, where, shift) => {
      const pressed = { key, code: where, shift, alt: false, ctrl: false, meta: false, altGraph: false };
      const forImages = actOfViewerKey(pressed);
      const act = actOfKey(pressed, { singleKeys: true, holder: "images", options: 9 });
      if (forImages === null || act === null) return;
      // The list of keys, which is the same one: the images ask the page for it. And the way back, which leads out of a
      // list of the images' own first, where there is one.
      expect([forImages.kind, act.kind]).toEqual(forImages.kind === "help" ? ["help", "keys"] : ["close", "to-question"]);
    }),
  );
});
