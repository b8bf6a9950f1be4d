import { verifyAudit } from "../usecases/admin/verify-audit.ts";
import { finish, type Command } from "./command.ts";

export const audit: Command = {
  usage: "audit verify",
  about: "Walks every hash chain and names the first broken entry; exit 1 when one is broken.",
  async run([verb], io) {
    if (verb !== "verify") {
      io.tell("usage: audit verify");
      return 2;
    }
    const report = await verifyAudit(await io.context());
    const words = report.ok
      ? `Whole: ${report.attempts} attempts, ${report.sittings} sittings, the acts of staff.`
      : report.broken.map(({ chain, what }) => `Broken: ${chain}: ${what}`).join("\n");
    return finish(io, report, words);
  },
};
