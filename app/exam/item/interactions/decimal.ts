/**
 * Decimal numbers as text, so that what was typed, stored and compared is the same number: 0.7 and 0.8 lie exactly 0.1
 * apart here. Written one way only: no plus sign, no leading or closing zeros, a point, and "0" for nothing.
 */
const WRITTEN = /^(?:0|-?[1-9]\d{0,11}|-?(?:0|[1-9]\d{0,11})\.\d{0,8}[1-9])$/;
const TYPED = /^([+-]?)(\d{0,30})(?:\.(\d{0,30}))?$/;
const PLACES = 9;

/** A number of ours: at most twelve places before the point and nine behind it. */
export function isDecimal(text: string): boolean {
  return WRITTEN.test(text);
}

/**
 * A number as people type it (spaces around it, a comma for a point, a true minus sign, "+5", "05", "5.") in the one way
 * in which it is written here, or null for what is no number or has too many places.
 */
export function readDecimal(typed: string): string | null {
  const parts = TYPED.exec(typed.trim().replace("\u2212", "-").replace(",", "."));
  if (parts === null) return null;
  const [, sign = "", whole = "", fraction = ""] = parts;
  if (whole === "" && fraction === "") return null;
  const closing = fraction.replace(/0+$/, "");
  const text = `${whole.replace(/^0+(?=\d)/, "") || "0"}${closing === "" ? "" : `.${closing}`}`;
  const signed = sign === "-" && text !== "0" ? `-${text}` : text;
  return isDecimal(signed) ? signed : null;
}

/** The number in billionths; exact. */
export function billionths(decimal: string): bigint {
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".");
  const size = BigInt(whole + fraction.padEnd(PLACES, "0"));
  return decimal.startsWith("-") ? -size : size;
}

/** Billionths as a number is written here. */
export function fromBillionths(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(PLACES + 1, "0");
  const fraction = digits.slice(-PLACES).replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -PLACES)}${fraction === "" ? "" : `.${fraction}`}`;
}
