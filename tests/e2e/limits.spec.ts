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

/** A request as it stands; gives the status line. */
function sendRaw(server: ExamServer, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.baseUrl).port), "localhost");
    let told = "";
    socket.setTimeout(30_000, () => reject(new Error("the server says nothing")));
    socket.on("data", (data) => (told += data.toString()));
    socket.on("error", reject);
    socket.on("close", () => resolve(told.split("\r\n")[0] ?? ""));
    socket.write(text);
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

test("addresses and methods that no page is asked by are refused with a sentence, never with a fault", async ({ server }) => {
  const client = await clientOf(server, "nobody");
  const raw = (line: string) => sendRaw(server, `${line} HTTP/1.1\r\nHost: ${new URL(server.baseUrl).host}\r\nConnection: close\r\n\r\n`);
  for (const path of ["/%00", "/my/results/%00", "/author/items/a%00b", "/board/sittings/%ff", "/levels?x=%00", "/%E0%A4%A", "/a%0d%0ab", "/attempts/%00/package", "/attempts/a/frames/%00", "/office/sittings/%e2%80%ae"]) {
    expect([path, await raw(`GET ${path}`)]).toEqual([path, "HTTP/1.1 400 Bad Request"]);
  }
  for (const method of ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS"]) expect([method, await raw(`${method} /sign-in`)]).toEqual([method, "HTTP/1.1 405 Method Not Allowed"]);
  expect((await client.http.get("/levels?x=%C3%A9")).status()).toBe(200);
});

const BROKEN: [type: string, body: string, status: number][] = [
  ["application/json", '{"candidateNumber":"C1"}', 415],
  ["text/plain", "candidateNumber=C1", 415],
  ["application/x-www-form-urlencodedx", "a=b", 415],
  ["multipart/form-data", "no boundary", 400],
  ["multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\ncut off", 400],
  ["multipart/form-data; boundary=x", "", 400],
];

for (const path of ["/sign-in", "/staff/sign-in", "/exam/sign-in-again"]) {
  test(`what is no form is refused at ${path}, never with a fault`, async ({ server }) => {
    const { http } = await clientOf(server, "nobody");
    for (const [type, body, status] of BROKEN) {
      const refused = await http.post(path, { headers: { "Content-Type": type }, data: Buffer.from(body) });
      expect([type, body, body === "" ? [400, 422].includes(refused.status()) : refused.status()]).toEqual([type, body, body === "" ? true : status]);
    }
    const strange = await http.post(path, { form: { candidateNumber: "C\u0000\ud83d", code: "\u0000", email: "a\u0000@b.c", password: "\u202e" } });
    expect(strange.status()).toBe(422);
  });
}

test("names with control characters or without a letter are refused where people are registered", async ({ server }) => {
  const { http } = await clientOf(server, "office");
  const sittings = await (await http.get("/office")).text();
  const sitting = /office\/sittings\/([\w-]+)/.exec(sittings)?.[1];
  for (const name of ["12345", "<script>", "\u202e"]) {
    const refused = await http.post(`/office/sittings/${sitting}`, { form: { intent: "register", name, email: "" } });
    expect([name, refused.status()]).toEqual([name, 422]);
  }
});
