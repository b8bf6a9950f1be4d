import { expect, test } from "vitest";
import { isDemonstration, isOpenDemonstration } from "./demonstration.ts";

test.each([
  [{}, true, false],
  [{ demonstration: "yes" }, true, true],
  [{ demonstration: "yes", organisation: " " }, true, true],
  [{ demonstration: "yes", organisation: "A society" }, false, false],
  [{ organisation: "A society" }, false, false],
])("an installation with %j", (settings, says, isOpen) => {
  expect([isDemonstration(settings), isOpenDemonstration(settings)]).toEqual([says, isOpen]);
});
