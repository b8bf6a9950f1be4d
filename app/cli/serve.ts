import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Run } from "./command.ts";

export const serve: Run = async (args, io) => {
  const { values } = parseArgs({ args, options: { port: { type: "string" } } });
  const env = { ...process.env, ...(values.port === undefined ? {} : { PORT: values.port }) };
  const server = join(process.cwd(), "build", "server.js");
  if (!existsSync(server)) {
    io.tell("The server has not been built: run npm run build first, or npm start, which does everything.");
    return 1;
  }
  const child = spawn(process.execPath, ["--enable-source-maps", server], { env, stdio: "inherit" });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on("error", (error) => {
      io.tell(`The server could not be started: ${error.message}`);
      resolve(1);
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
};
