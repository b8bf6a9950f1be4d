import { verifyAudit } from "../usecases/admin/verify-audit.ts";
import { finish, type Run } from "./command.ts";

export const audit: Run = async ([verb], io) => {
  if (verb !== "verify") return io.wrongUsage();
  const report = await verifyAudit(await io.context());
  const words = report.ok
    ? `Whole: ${report.attempts} attempts, ${report.sittings} sittings, the acts of staff.`
    : report.broken.map(({ chain, what }) => `Broken: ${chain}: ${what}`).join("\n");
  return finish(io, report, words);
};
