import { verifyAudit } from "../usecases/admin/verify-audit.ts";
import { noteRestore } from "../usecases/admin/note-restore.ts";
import { sentenceOf } from "../web/refusals.ts";
import { finish, type Run } from "./command.ts";

export const audit: Run = async ([verb], io) => {
  if (verb === "restored") {
    const noted = await noteRestore(await io.context());
    return finish(io, noted, noted.ok ? `Noted: ${noted.lostEntries} entries of the audit are not here.` : sentenceOf(noted.reason));
  }
  if (verb !== "verify") return io.wrongUsage();
  const report = await verifyAudit(await io.context());
  for (const { fromMs, lostEntries } of report.restored) {
    if (!io.json) io.print(`Restored from ${fromMs === null ? "an older copy" : new Date(fromMs).toISOString()}: ${lostEntries} entries of the audit after it are not here.`);
  }
  const words = report.ok
    ? `Whole: ${report.attempts} attempts, ${report.sittings} sittings, the acts of staff, seals.`
    : report.broken.map(({ chain, what }) => `Broken: ${chain}: ${what}`).join("\n");
  return finish(io, report, words);
};
