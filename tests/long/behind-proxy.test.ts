import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { request as plainRequest, type IncomingMessage } from "node:http";
import { request as tlsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../db/support/postgres.ts";
import { copySeeded, root, type SignIns } from "../e2e/support/seeded.ts";
import { makeCrowd, type Member } from "../load/crowd.ts";
import { programOf, startNginx, type Nginx } from "./support/nginx.ts";

const SITE = "exam.example.org";
/** Tries of a minute from one address (adapters/brake/memory-brake.ts). */
const TRIES = 60;
const missing = ["nginx", "openssl"].filter((name) => programOf(name) === null);

type Ask = { path: string; method?: string; body?: string; headers?: Record<string, string>; from?: string };

describe.skipIf(missing.length > 0)(`the server behind nginx as docs/operations.md sets it up${missing.length > 0 ? ` (${missing.join(" and ")} not installed on this machine)` : ""}`, () => {
  const dataDir = mkdtempSync(join(tmpdir(), "exam-proxy-"));
  let server: ChildProcess;
  let serverPort: number;
  let signIns: SignIns;
  let crowd: Member[];
  const running: Nginx[] = [];
  const nginx = async (changes: [string, string][] = []): Promise<Nginx> => {
    const started = await startNginx(serverPort, changes);
    running.push(started);
    return started;
  };

  beforeAll(async () => {
    signIns = copySeeded(dataDir);
    crowd = await makeCrowd(join(dataDir, "exam.sqlite"), 2);
    serverPort = await freePort();
    const env = { ...process.env, PORT: String(serverPort), HOST: "127.0.0.1", DATA_DIR: dataDir, LOG_LEVEL: "error", PUBLIC_URL: `https://${SITE}`, TRUST_PROXY: "1" };
    server = spawn(process.execPath, [join(root, "build", "server.js")], { env, stdio: ["ignore", "pipe", "inherit"] });
    await once(server.stdout!, "data");
  });
  afterAll(async () => {
    for (const one of running) await one.stop();
    server?.kill("SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** A browser's request of the site, over the proxy's https; `port` of the server itself: past the proxy. */
  function open(port: number, { path, method = "GET", body, headers = {}, from = "127.0.0.1" }: Ask): Promise<IncomingMessage> {
    const own = method === "GET" ? {} : { Origin: `https://${SITE}`, "Sec-Fetch-Site": "same-origin" };
    const asked = { port, host: "127.0.0.1", path, method, agent: false, localAddress: from, headers: { Host: SITE, ...own, ...headers } };
    const sent = port === serverPort ? plainRequest(asked) : tlsRequest({ ...asked, rejectUnauthorized: false, servername: SITE });
    sent.end(body);
    return once(sent, "response").then(([response]) => response as IncomingMessage);
  }

  async function ask(port: number, asked: Ask): Promise<{ status: number; headers: IncomingMessage["headers"]; text: string }> {
    const response = await open(port, asked);
    let text = "";
    for await (const part of response) text += String(part);
    return { status: response.statusCode ?? 0, headers: response.headers, text };
  }

  const form = (fields: Record<string, string>) => ({ method: "POST", body: new URLSearchParams(fields).toString(), headers: { "Content-Type": "application/x-www-form-urlencoded" } });

  it("signs in over https, with a cookie that only https carries, and sends everybody else there", async () => {
    const { httpPort, httpsPort } = await nginx();
    const { candidateNumber, admissionCode } = signIns.candidates[0]!;
    const signedIn = await ask(httpsPort, { path: "/sign-in", ...form({ candidateNumber, code: admissionCode }) });
    const cookie = signedIn.headers["set-cookie"]?.find((one) => one.startsWith("__Host-sign-in=")) ?? "";
    expect([signedIn.status, cookie]).toEqual([302, expect.stringMatching(/; Path=\/; Secure; HttpOnly; SameSite=Lax/)]);
    const mine = await ask(httpsPort, { path: "/my", headers: { Cookie: cookie.split(";")[0]! } });
    expect([mine.status, mine.headers["strict-transport-security"], mine.headers["cache-control"]]).toEqual([200, "max-age=31536000", "no-store"]);

    const foreign = await ask(httpsPort, { path: "/sign-in", ...form({}), headers: { Origin: "https://evil.example", "X-Forwarded-Host": "evil.example" } });
    expect(foreign.status).toBe(403);
    const plain = plainRequest({ port: httpPort, host: "127.0.0.1", path: "/my?a=b", headers: { Host: SITE } });
    plain.end();
    const [moved] = (await once(plain, "response")) as [IncomingMessage];
    moved.resume();
    expect([moved.statusCode, moved.headers.location]).toEqual([301, `https://${SITE}/my?a=b`]);
  });

  it("signs in over HTTP/2 as browsers speak it", async () => {
    const { httpsPort } = await nginx();
    const { candidateNumber, admissionCode } = signIns.candidates[1]!;
    const browser = connectHttp2(`https://127.0.0.1:${httpsPort}`, { rejectUnauthorized: false, servername: SITE });
    const { body, headers, method } = form({ candidateNumber, code: admissionCode });
    const sent = browser.request({ ":method": method, ":path": "/sign-in", ":authority": SITE, origin: `https://${SITE}`, "sec-fetch-site": "same-origin", "content-type": headers["Content-Type"] });
    sent.end(body);
    const [answer] = (await once(sent, "response")) as [Record<string, unknown>];
    sent.resume();
    browser.close();
    expect([answer[":status"], answer["location"]]).toEqual([302, "/my"]);
  });

  it("says that an address is not safe only where the browser does not speak https", async () => {
    const { httpsPort } = await nginx();
    const page = async (port: number) => (await ask(port, { path: "/sign-in" })).text.includes("This address cannot be used for the exam");
    expect([await page(httpsPort), await page(serverPort)]).toEqual([false, true]);
  });

  it.each([
    ["sets", []],
    ["appends", [["X-Forwarded-For $remote_addr", "X-Forwarded-For $proxy_add_x_forwarded_for"]]],
  ] as [string, [string, string][]][])("counts wrong tries for the address of the client where nginx %s it, whatever the client says", async (verb, changes) => {
    const { httpsPort } = await nginx(changes);
    const first = verb === "sets" ? 10 : 20;
    let number = 0;
    const guess = async (port: number, from: string, says: string) => {
      const asked = form({ candidateNumber: `${verb}${(number += 1)}`, code: "ABCD-EFGH" });
      return (await ask(port, { path: "/sign-in", ...asked, from, headers: { ...asked.headers, "X-Forwarded-For": says, "X-Forwarded-Proto": "https" } })).status;
    };
    const statuses: number[] = [];
    for (let n = 0; n <= TRIES; n += 1) statuses.push(await guess(httpsPort, `127.0.0.${first}`, `198.51.100.${n}`));
    expect([statuses.indexOf(429), await guess(httpsPort, `127.0.0.${first + 1}`, `127.0.0.${first}`)]).toEqual([TRIES, 422]);
    // Past the proxy the same client feigns whatever it likes: the header is what is counted.
    expect(await guess(serverPort, `127.0.0.${first}`, `198.51.100.${first}`)).toBe(422);
  });

  it("closes the figures, also where nginx hands the path on, and to this machine leaves them", async () => {
    const [asWritten, handsOn] = [await nginx(), await nginx([["location /metrics {", "location /elsewhere {"]])];
    for (const path of ["/metrics", "/metrics/", "/METRICS", "//metrics", "/x/../metrics", "/metrics?a"]) {
      for (const { httpsPort } of [asWritten, handsOn]) expect((await ask(httpsPort, { path })).status, path).toBe(404);
    }
    expect((await ask(serverPort, { path: "/metrics" })).text).toContain("exam_acts_waiting");
    expect((await ask(handsOn.httpsPort, { path: "/healthz" })).status).toBe(200);
  });

  /** The live feed of an attempt over a proxy: what has come of it so far. */
  async function feedOf({ httpsPort }: Nginx, { attemptId, cookie }: Member) {
    const events: string[] = [];
    const asked = { path: `/attempts/${attemptId}/feed`, headers: { Cookie: cookie } };
    const opened = open(httpsPort, asked).then((response) => {
      response.setEncoding("utf8");
      response.on("data", (text: string) => events.push(...[...text.matchAll(/^event: (\w+)$/gm)].map(([, event = ""]) => event)));
      response.on("error", () => undefined);
      return response;
    });
    const post = (name: string, body: object) =>
      ask(httpsPort, { path: `/attempts/${attemptId}/${name}`, method: "POST", body: JSON.stringify(body), headers: { Cookie: cookie, "Content-Type": "application/json" } });
    return { events, opened, post };
  }

  const BEAT = { lease: 1, waiting: 0, oldestWaitingMs: 0, position: 1, visible: true, fullScreen: false, rttMs: null };

  it("hands the live feed on event by event", async () => {
    const { events, opened, post } = await feedOf(await nginx(), crowd[0]!);
    const response = await opened;
    expect(response.headers["content-type"]).toContain("text/event-stream");
    await expect.poll(() => events, { timeout: 5_000 }).toEqual(["clock"]);
    expect((await post("start", { lease: 1 })).status).toBe(200);
    await expect.poll(() => events, { timeout: 5_000 }).toContain("state");
    response.destroy();
  });

  it("loses nothing to a proxy that holds the feed back: the heartbeat says the same", async () => {
    const held = await nginx([["proxy_read_timeout 60s;", "proxy_read_timeout 60s; proxy_ignore_headers X-Accel-Buffering; proxy_buffering on; gzip on; gzip_types text/event-stream;"]]);
    const { events, opened, post } = await feedOf(held, crowd[1]!);
    void opened.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await post("start", { lease: 1 })).status).toBe(200);
    const beat = await post("heartbeat", BEAT);
    expect([beat.status, (JSON.parse(beat.text) as { state: string }).state]).toEqual([200, "active"]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    // That it was held back at all is what makes this a test.
    expect(events).toEqual([]);
  });
});
