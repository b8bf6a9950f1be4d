import { connect } from "node:net";
import { expect, test, type ExamServer } from "./support/server.ts";
import { clientOf } from "./support/visitors.ts";

const MB = 1_024 * 1_024;
const form = (bytes: number) => ({ headers: { "Content-Type": "application/x-www-form-urlencoded" }, data: Buffer.from(`candidateNumber=C1&code=${"a".repeat(bytes)}`) });

/** A POST whose body comes in chunks of a size nobody announced; gives the status line, and how much could be sent before the connection ended. */
function sendInChunks(server: ExamServer, path: string, bytes: number): Promise<{ status: string; sent: number }> {
  return new Promise((resolve, reject) => {
    const { port, host } = new URL(server.baseUrl);
    const socket = connect(Number(port), "localhost");
    let told = "";
    let sent = 0;
    const chunk = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(65_536, "a"), Buffer.from("\r\n")]);
    const more = () => {
      while (sent < bytes && !socket.destroyed) {
        sent += 65_536;
        if (!socket.write(chunk)) return void socket.once("drain", more);
      }
      if (!socket.destroyed) socket.end("0\r\n\r\n");
    };
    socket.setTimeout(30_000, () => reject(new Error("the server says nothing")));
    socket.on("data", (data) => (told += data.toString()));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve({ status: told.split("\r\n")[0] ?? "", sent }));
    socket.write(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${server.baseUrl}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n`);
    more();
  });
}

for (const path of ["/sign-in", "/staff/sign-in", "/staff/second-factor", "/sign-out", "/exam/sign-in-again", "/exam/open", "/office", "/no-such-page"]) {
  test(`nobody's form of more than 64 kB gets past the door of ${path}`, async ({ server }) => {
    const { http } = await clientOf(server, "nobody");
    for (const bytes of [64 * 1_024, 5 * MB]) {
      const refused = await http.post(path, { ...form(bytes), maxRedirects: 0 });
      expect(refused.status()).toBe(413);
      expect((await refused.body()).length).toBeLessThan(500);
      expect(await refused.text()).toContain("too large");
    }
    const small = await http.post(path, { ...form(60_000), maxRedirects: 0 });
    expect(small.status()).not.toBe(413);
    expect(await sendInChunks(server, path, 2 * MB)).toMatchObject({ status: "HTTP/1.1 413 Payload Too Large" });
  });
}

test("whoever sends without an end is cut off, and the others are served meanwhile", async ({ server }) => {
  const { http } = await clientOf(server, "nobody");
  const endless = sendInChunks(server, "/sign-in", Number.POSITIVE_INFINITY);
  for (let n = 0; n < 20; n += 1) expect((await http.get("/healthz")).status()).toBe(200);
  const { status } = await endless;
  expect(["HTTP/1.1 413 Payload Too Large", ""]).toContain(status);
});

test("staff may send a form of up to a megabyte", async ({ server }) => {
  const { http } = await clientOf(server, "office");
  expect((await http.post("/office", { ...form(MB - 1_000), maxRedirects: 0 })).status()).not.toBe(413);
  expect((await http.post("/office", { ...form(MB), maxRedirects: 0 })).status()).toBe(413);
});
