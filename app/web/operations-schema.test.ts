import { expect, it } from "vitest";
import { startBody } from "./operations-schema.ts";

it("takes a start with and without the display test, and leaves out what it does not know", () => {
  expect(startBody.parse({ lease: 1 })).toStrictEqual({ lease: 1 });
  const display = { dark: "not-seen", bright: null };
  expect(startBody.parse({ lease: 1, display, screen: 2 })).toStrictEqual({ lease: 1, display });
  expect(startBody.parse({ lease: 1, display: { ...display, middle: "seen" } })).toStrictEqual({ lease: 1, display });
});

it.each([null, "seen", {}, { dark: "seen" }, { dark: "perhaps", bright: null }, { dark: true, bright: false }, { dark: ["seen"], bright: "seen" }])(
  "takes no start with %j for a display test",
  (display) => expect(startBody.safeParse({ lease: 1, display }).success).toBe(false),
);
