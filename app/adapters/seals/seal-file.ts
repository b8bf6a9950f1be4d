import { open, readFile } from "node:fs/promises";
import type { KeptRestore, KeptSeal, SealLine } from "#app/exam/audit/kept-seals.ts";

/** The last seal and how far the audit has come, as lines of JSON in a file beside the database or on another disk. */
export function sealFile(path: string) {
  return {
    path,
    async append(lines: readonly SealLine[]): Promise<void> {
      const file = await open(path, "a+", 0o600);
      try {
        // What a full disk or a power cut has torn stays a line of its own.
        const { size } = await file.stat();
        const isTorn = size > 0 && (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString() !== "\n";
        await file.appendFile((isTorn ? "\n" : "") + lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
        await file.datasync();
      } finally {
        await file.close();
      }
    },
    /** Null when there is no such file. A line that is none is left as a seal that no database can hold. */
    async read(): Promise<SealLine[] | null> {
      const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      });
      return text === null ? null : text.split("\n").filter((line) => line !== "").map(lineOf);
    },
  };
}

function lineOf(text: string): SealLine {
  try {
    const line = JSON.parse(text) as Partial<KeptSeal & KeptRestore>;
    const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
    if (isWhole(line.restored) && isWhole(line.lost)) return { restored: line.restored, lost: line.lost };
    if (isWhole(line.seal) && isWhole(line.atMs) && isWhole(line.audit) && typeof line.mac === "string") return { seal: line.seal, mac: line.mac, atMs: line.atMs, audit: line.audit };
  } catch {
    // Said below.
  }
  return { seal: 0, mac: "unreadable", atMs: 0, audit: 0 };
}
