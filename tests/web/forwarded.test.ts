import { once } from "node:events";
import { request, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import express from "express";
import type { AppContext } from "#app/web/app-context.ts";
import { operating } from "#app/web/operating.ts";
import { plainRequestsOnly } from "#app/web/security.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** What the pages' library makes of a request: an address of protocol, host and the port that it finds in either header. */
const addressOf: express.RequestHandler = (asked, response) => {
  const [, port] = (asked.get("X-Forwarded-Host") ?? asked.get("host") ?? "").split(":");
  response.send(new URL(`${asked.protocol}://${asked.hostname}${port ? `:${port}` : ""}${asked.originalUrl}`).href);
};

const FIGURES = { waiting: 0, committed: 0, batches: 0, commitMs: 0, computed: 0 };
const context = {
  config: { metricsToken: "a token of the operator" },
  queue: { figures: () => FIGURES },
  hashes: () => FIGURES,
  feeds: { listeners: () => 0 },
  db: { statements: () => 0 },
  loopLagMs: () => 0,
  build: { version: "1", id: "b" },
} as unknown as AppContext;

describe.each([false, true])("what is said of a request by its headers, a proxy being believed: %s", (isBelieved) => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    const site = express();
    site.set("trust proxy", isBelieved ? 1 : false);
    site.use(plainRequestsOnly, operating(context), addressOf);
    server = site.listen(0, "127.0.0.1");
    await once(server, "listening");
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => void server.close());

  async function ask(path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
    const sent = request({ port, path, headers, host: "127.0.0.1", agent: false });
    sent.end();
    const [response] = await once(sent, "response");
    let text = "";
    for await (const part of response) text += String(part);
    return { status: response.statusCode, text };
  }

  it.each(["a b", "a/b", "a@b", "a:b", "a:99999", "[::1", "<i>", "a?b", "a\\b"])("a host that is none is refused: %s", async (host) => {
    expect(await ask("/", { host })).toEqual({ status: 400, text: "This address cannot be read." });
  });

  it.each(["exam.example.org", "exam.example.org:8443", "127.0.0.1:3000", "[::1]", "localhost"])("a host is taken as it was asked for: %s", async (host) => {
    expect(await ask("/a?b=c", { host })).toEqual({ status: 200, text: `http://${host}/a?b=c` });
  });

  it.each(["evil.example", "evil.example:99", "a b", "a:b, c:d"])("another host in X-Forwarded-Host changes nothing: %s", async (other) => {
    expect(await ask("/", { host: "exam.example.org", "X-Forwarded-Host": other })).toEqual({ status: 200, text: "http://exam.example.org/" });
  });

  it.each(["http://exam.example.org/office", "https://evil.example/", "*"])("an address with a host of its own is refused, as only proxies are asked: %s", async (path) => {
    expect(await ask(path)).toEqual({ status: 400, text: "This address cannot be read." });
  });

  it("needs no host from HTTP/1.0, as some load balancers ask", async () => {
    const socket = connect(port, "127.0.0.1");
    socket.end("GET /healthz HTTP/1.0\r\n\r\n");
    let text = "";
    for await (const part of socket) text += String(part);
    expect(text).toMatch(/^HTTP\/1\.1 200/);
  });

  it(`${isBelieved ? "believes" : "does not believe"} who says https, and nobody who says something else`, async () => {
    expect((await ask("/", { host: "a.example", "X-Forwarded-Proto": "https" })).text).toBe(`${isBelieved ? "https" : "http"}://a.example/`);
    expect((await ask("/", { host: "a.example", "X-Forwarded-Proto": "java script" })).status).toBe(isBelieved ? 400 : 200);
  });

  it("tells figures to this machine and to whoever has the token, and to nobody through a proxy", async () => {
    expect((await ask("/metrics")).text).toContain("exam_acts_waiting 0");
    for (const name of ["X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"]) {
      for (const path of ["/metrics", "/METRICS/"]) expect(await ask(path, { [name]: "x" }), name).toMatchObject({ status: isBelieved && name === "X-Forwarded-Proto" ? 400 : 404 });
    }
    expect(await ask("/metrics", { Via: "x", Authorization: "Bearer a token" })).toEqual({ status: 404, text: "" });
    expect((await ask("/metrics", { Via: "x", Authorization: "Bearer a token of the operator" })).status).toBe(200);
  });
});
