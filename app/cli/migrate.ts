import { migrate } from "#db/migrate.ts";
import { keepToOwner } from "../adapters/files/keep-to-owner.ts";
import { finish, type Run } from "./command.ts";

export const migrateCommand: Run = async (_args, io) => {
  const { config } = io;
  keepToOwner(config);
  const report = await migrate({ databaseUrl: config.databaseUrl, file: config.databaseFile });
  const words =
    report.applied.length === 0 ? "The database is up to date." : `Applied: ${report.applied.join(", ")}.${report.copy ? ` Copy: ${report.copy}` : ""}`;
  return finish(io, { ok: true, ...report }, words);
};
