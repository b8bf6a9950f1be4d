import { MARK } from "../../scoring/marks.ts";
import type { Key, Numeric } from "../item.ts";
import type { InteractionRules } from "./contract.ts";
import { billionths, fromBillionths, isDecimal } from "./decimal.ts";

/** A number is right when it lies within the tolerance of one that the key names, both ends included: then one mark, else none. */
export const numeric: InteractionRules<Numeric> = {
  present: ({ kind, unit }) => ({ kind, unit }),

  /** A response is a list with at most one number; the empty list is a cleared answer. */
  parseResponse(_interaction, value) {
    if (!Array.isArray(value) || value.length > 1) return null;
    return value.every((number) => typeof number === "string" && isDecimal(number)) ? (value as string[]) : null;
  },

  isAnswered: (response) => response.length > 0,

  score(_interaction, response, key) {
    const [typed] = response;
    const isRight = typed !== undefined && rangesOf(key).some(([least, most]) => least <= billionths(typed) * SCALE && billionths(typed) * SCALE <= most);
    return { score: isRight ? MARK : 0, maximum: MARK };
  },

  strikeable: () => [],

  describeResponse: ({ unit }, response) => response.map((number) => withUnit(number, unit)).join(", "),

  describeKey: ({ unit }, key) =>
    rangesOf(key)
      .map(([least, most], index) => {
        const right = withUnit(key.correct[index] ?? "", unit);
        return least === most ? right : `${right} (${number(least)} to ${withUnit(number(most), unit)})`;
      })
      .join(", "),
};

/** Room for a percentage with nine places of a number with nine, so that no limit is ever rounded. */
const SCALE = 100n * 1_000_000_000n;
const number = (scaled: bigint) => fromBillionths(scaled / SCALE);
const withUnit = (text: string, unit: string | null) => (unit === null ? text : `${text} ${unit}`);

/**
 * The least and the greatest number that is right, for each number of the key, each in billionths times SCALE. A
 * tolerance in percent is one of the key's size, also below zero (QTI 3.0, qti-equal with tolerance-mode "relative").
 */
function rangesOf({ correct, tolerance }: Key): [bigint, bigint][] {
  return correct.map((text) => {
    const value = billionths(text);
    if (tolerance === null) return [value * SCALE, value * SCALE];
    const size = value < 0n ? -value : value;
    const [below, above] = [tolerance.below, tolerance.above].map((part) => (tolerance.mode === "absolute" ? billionths(part) * SCALE : size * billionths(part)));
    return [value * SCALE - (below ?? 0n), value * SCALE + (above ?? 0n)];
  });
}
