import { migrate } from "#db/migrate.ts";
import { finish, type Command } from "./command.ts";

export const migrateCommand: Command = {
  usage: "migrate",
  about: "Brings the database up to this version; a copy of the file is made before.",
  async run(_args, io) {
    const { config } = io;
    const report = await migrate({ databaseUrl: config.databaseUrl, file: config.databaseFile });
    const words =
      report.applied.length === 0 ? "The database is up to date." : `Applied: ${report.applied.join(", ")}.${report.copy ? ` Copy: ${report.copy}` : ""}`;
    return finish(io, { ok: true, ...report }, words);
  },
};
