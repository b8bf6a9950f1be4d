/** A seal as it is kept outside the database: enough to notice that it is gone there. */
export type KeptSeal = { seal: number; mac: string; atMs: number; audit: number };
/** The entry of the audit with which an admin has said that the database is an older copy, and how many seals before this line are in none any more. */
export type KeptRestore = { restored: number; lost: number };
export type SealLine = KeptSeal | KeptRestore;

/** The number of a line that cannot be read. */
export const UNREADABLE_SEAL = 0;

/** What the database says: the MAC of each seal by its number, and of each entry `restored` how many seals it has given up. */
export type SealsInDatabase = { macs: ReadonlyMap<number, string>; restores: ReadonlyMap<number, number> };

export type ComparedSeals = {
  /** Seals that are kept outside and not in the database, and that no restore explains; oldest first. */
  missing: KeptSeal[];
  /** Lines of restores that no entry of the audit confirms. */
  unconfirmed: KeptRestore[];
};

/** Compares what is kept outside the database, in the order in which it was written, with what is in it. */
export function compareKeptSeals(lines: readonly SealLine[], { macs, restores }: SealsInDatabase): ComparedSeals {
  let missing: KeptSeal[] = [];
  const unconfirmed: KeptRestore[] = [];
  for (const line of lines) {
    if ("seal" in line) {
      if (macs.get(line.seal) !== line.mac) missing.push(line);
      // A line that was torn vouched for less than the next one does.
      else missing = missing.filter(({ seal }) => seal !== UNREADABLE_SEAL);
    } else if (restores.get(line.restored) === line.lost && missing.length === line.lost) missing = [];
    else unconfirmed.push(line);
  }
  return { missing, unconfirmed };
}
