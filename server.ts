import { createRequestHandler } from "@remix-run/express";
import express from "express";
import compressedStatic from "express-static-gzip";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import { readConfig } from "./config.ts";

const STOP_WITHIN_MS = 4_500;

function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const read = readConfig(process.env, process.env.INIT_CWD ?? process.cwd());
if (!read.ok) stop(read.problems.join("\n"));
const { config } = read;
const dev = process.argv.includes("--dev");
const vite = dev ? await (await import("vite")).createServer({ server: { middlewareMode: true } }) : null;
// The only module graph of the application is the Remix build: its entry hands over what the server needs.
const loadBuild = (): Promise<ServerBuild> =>
  vite ? (vite.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>) : import(new URL("./server/index.js", import.meta.url).href);
const remix = await loadBuild();
const { answerHealth, createContext, createLog, dataRequests, hotPath, limitBodies, liveFeed, networkOf, operating, isSecureHost, ownOriginOnly, plainRequestsOnly, securityHeaders, tellingToWait } = remix.entry
  .module as unknown as typeof import("./app/entry.server.tsx");
const build: { version: string; id: string } = dev
  ? { version: "development", id: "development" }
  : JSON.parse(readFileSync(new URL("./build-id.json", import.meta.url), "utf8"));
const log = createLog(config.logLevel);
const app = await createContext(config, log, build, stop).catch((error: Error) =>
  stop(error.name === "ServerStartError" ? error.message : `The server could not start: ${error.message}`),
);

const site = express();
site.disable("x-powered-by");
site.set("trust proxy", config.trustProxy ? 1 : false);
site.use((request, response, next) => {
  const requestId = randomUUID();
  const begun = performance.now();
  response.set("X-Request-Id", requestId);
  response.on("finish", () => {
    const { method, path } = request;
    log.info({ requestId, method, path, status: response.statusCode, ms: Math.round(performance.now() - begun) }, "request");
  });
  next();
});
site.use(securityHeaders(config, dev));
site.use(plainRequestsOnly);
if (vite) site.use(vite.middlewares);
else {
  const client = fileURLToPath(new URL("./client", import.meta.url));
  // Said for the files alone: every other answer, a missing file as well, keeps the no-store of the headers above.
  const files = (folder: string, cacheControl: string, fallthrough: boolean) =>
    compressedStatic(folder, {
      enableBrotli: true,
      orderPreference: ["br", "gzip"],
      index: false,
      serveStatic: { fallthrough, redirect: false, setHeaders: (response) => response.setHeader("Cache-Control", cacheControl) },
    });
  site.use("/assets", files(`${client}/assets`, "public, max-age=31536000, immutable", false));
  site.use(files(client, "public, max-age=3600", true));
}
site.use(operating(app));
site.use(ownOriginOnly(config));
site.use(hotPath(app));
site.use(liveFeed(app));
site.use(dataRequests(async () => (dev ? await loadBuild() : remix).routes));
site.all(
  "*",
  limitBodies(
    app,
    createRequestHandler({
      build: dev ? async () => tellingToWait(await loadBuild(), log) : tellingToWait(remix, log),
      mode: dev ? "development" : "production",
      getLoadContext: (request, response) => ({
        app,
        nonce: response.locals.nonce,
        address: networkOf(request.ip),
        insecureHost: !isSecureHost(request.get("host") ?? "", request.protocol),
      }),
    }),
  ),
);

const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000, keepAliveTimeout: 65_000 }, (request, response) => {
  if (!answerHealth(app, request, response)) site(request, response);
});
server.on("error", (error: NodeJS.ErrnoException) =>
  stop(error.code === "EADDRINUSE" ? `Port ${config.port} is in use. Set PORT to another one.` : error.message),
);
server.listen(config.port, config.host, () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : config.port;
  process.stdout.write(`European CMR Exam ${build.version}: http://localhost:${port}\n${demonstration()}`);
});

/** The sign-ins of a demonstration, which only `seed --demo` writes. */
function demonstration(): string {
  const file = `${config.dataDir}/demo-sign-ins.json`;
  if (!existsSync(file)) return "";
  const { signIns } = JSON.parse(readFileSync(file, "utf8"));
  const candidates = signIns.candidates.map(
    (one: Record<string, string>) => `  candidate  ${one.candidateNumber}  ${one.admissionCode}  (${one.name}; ${one.sitting})`,
  );
  const staff = signIns.staff.map((one: { roles: string[]; email: string; password: string; name: string }) => `  ${one.roles.join(", ")}  ${one.email}  ${one.password}  (${one.name})`);
  return `Demonstration sign-ins, candidates at /sign-in, staff at /staff/sign-in:\n${[...candidates, ...staff].join("\n")}\n`;
}

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    server.close();
    server.closeIdleConnections();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "the server could not close in order");
        process.exit(1);
      },
    );
  });
}
