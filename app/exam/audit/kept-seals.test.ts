import { describe, expect, it } from "vitest";
import { compareKeptSeals, type KeptSeal, type SealLine } from "./kept-seals.ts";

const seal = (number: number, mac = `mac-${number}`): KeptSeal => ({ seal: number, mac, atMs: number, audit: number });
const database = (numbers: readonly number[], restores: [number, number][] = []) => ({ macs: new Map(numbers.map((number) => [number, `mac-${number}`])), restores: new Map(restores) });
const compare = (lines: readonly SealLine[], ...facts: Parameters<typeof database>) => compareKeptSeals(lines, database(...facts));

describe("seals that are kept outside the database", () => {
  it("are all in it; it may have more", () => {
    expect(compare([], [1])).toEqual({ missing: [], unconfirmed: [] });
    expect(compare([seal(1), seal(2)], [1, 2, 3])).toEqual({ missing: [], unconfirmed: [] });
  });

  it("are missing when they were deleted there, changed, or are no seals", () => {
    expect(compare([seal(1), seal(2), seal(3)], [1]).missing).toEqual([seal(2), seal(3)]);
    expect(compare([seal(1, "another")], [1]).missing).toEqual([seal(1, "another")]);
    expect(compare([seal(0, "unreadable")], [1]).missing).toHaveLength(1);
  });

  it("were torn by a full disk: what follows vouches for as much, and nothing does for a last one", () => {
    expect(compare([seal(1), seal(0, "unreadable"), seal(2)], [1, 2]).missing).toEqual([]);
    expect(compare([seal(1), seal(0, "unreadable")], [1, 2]).missing).toHaveLength(1);
    expect(compare([seal(3), seal(0, "unreadable"), seal(2)], [1, 2]).missing).toEqual([seal(3)]);
  });

  it("may be missing before a restore that the audit confirms, as many as it says", () => {
    const lines = [seal(1), seal(2, "old"), seal(3, "old"), { restored: 9, lost: 2 }, seal(2)];
    expect(compare(lines, [1, 2], [[9, 2]])).toEqual({ missing: [], unconfirmed: [] });
    expect(compare(lines, [1, 2], [])).toEqual({ missing: [seal(2, "old"), seal(3, "old")], unconfirmed: [{ restored: 9, lost: 2 }] });
    expect(compare(lines, [1, 2], [[9, 1]]).unconfirmed).toHaveLength(1);
    // What goes missing after it is missing.
    expect(compare([...lines, seal(3)], [1, 2], [[9, 2]]).missing).toEqual([seal(3)]);
  });
});
