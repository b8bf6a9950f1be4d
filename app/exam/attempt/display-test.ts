import { SQUARE_ANSWERS, type DisplayTest, type Square } from "./protocol.ts";

export const UNTESTED: DisplayTest = { dark: null, bright: null };

/** The test as an earlier load of the page kept it, or as much of it as can be understood. */
export function displayTestOf(kept: unknown): DisplayTest {
  const said = (square: Square) => {
    const value: unknown = typeof kept === "object" && kept !== null ? Reflect.get(kept, square) : null;
    return SQUARE_ANSWERS.find((answer) => answer === value) ?? null;
  };
  return { dark: said("dark"), bright: said("bright") };
}
