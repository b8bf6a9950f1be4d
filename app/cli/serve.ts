import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Command } from "./command.ts";

export const serve: Command = {
  usage: "serve [--port P]",
  about: "Starts the server that `npm run build` has made.",
  async run(args, io) {
    const { values } = parseArgs({ args, options: { port: { type: "string" } } });
    const env = { ...process.env, ...(values.port === undefined ? {} : { PORT: values.port }) };
    const child = spawn(process.execPath, ["--enable-source-maps", join(process.cwd(), "build", "server.js")], { env, stdio: "inherit" });
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => child.kill(signal));
    return new Promise((resolve) => {
      child.on("error", (error) => {
        io.tell(`The server could not be started: ${error.message}`);
        resolve(1);
      });
      child.on("exit", (code) => resolve(code ?? 1));
    });
  },
};
