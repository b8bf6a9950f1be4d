import { isIPv6 } from "node:net";

/**
 * What counts as one address when tries are counted: an IPv4 address; of IPv6 the first half, because every subscriber
 * has all addresses behind it and could take a new one for each try.
 */
export function networkOf(address: string | undefined): string {
  const plain = (address ?? "").replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!isIPv6(plain)) return plain;
  const [before = "", after] = plain.split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const [left, right] = [groups(before), groups(after ?? "")];
  const whole = after === undefined ? left : [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0"), ...right];
  const half = whole.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${half.join(":")}::/64`;
}
