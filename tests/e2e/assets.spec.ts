import { request as plainRequest } from "node:http";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { openAndStart, signIn } from "./support/exam-page.ts";
import { root } from "./support/seeded.ts";
import { expect, test, type ExamServer } from "./support/server.ts";

const FOLDER = join(root, "build", "client", "assets");
const YEAR = "public, max-age=31536000, immutable";

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; bytes: Buffer };

/** Without a client that decodes or tidies the path by itself. */
function ask(server: ExamServer, path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = plainRequest({ host: "localhost", port: new URL(server.baseUrl).port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(parts) }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** The largest built file of a kind, as it is without compression. */
function largest(ending: string): { path: string; bytes: Buffer } {
  const [name] = readdirSync(FOLDER)
    .filter((file) => file.endsWith(ending))
    .sort((a, b) => statSync(join(FOLDER, b)).size - statSync(join(FOLDER, a)).size);
  if (name === undefined) throw new Error(`the build has no ${ending}`);
  return { path: `/assets/${name}`, bytes: readFileSync(join(FOLDER, name)) };
}

const KINDS = [
  { ending: ".js", type: /^(text|application)\/javascript; charset=utf-8$/i },
  { ending: ".css", type: /^text\/css; charset=utf-8$/i },
];

for (const { ending, type } of KINDS) {
  test(`a built ${ending} file comes as brotli, gzip or as it is, for a year`, async ({ server }) => {
    const { path, bytes } = largest(ending);
    const forms = [
      { accept: "gzip, deflate, br, zstd", encoding: "br", plain: brotliDecompressSync },
      { accept: "gzip, br;q=0", encoding: "gzip", plain: gunzipSync },
      { accept: "gzip", encoding: "gzip", plain: gunzipSync },
      { accept: "identity", encoding: undefined, plain: (sent: Buffer) => sent },
      { accept: "zstd", encoding: undefined, plain: (sent: Buffer) => sent },
    ];
    for (const { accept, encoding, plain } of forms) {
      const { status, headers, bytes: sent } = await ask(server, path, { "Accept-Encoding": accept });
      expect([status, headers["content-encoding"], headers["cache-control"], headers["vary"]], accept).toEqual([200, encoding, YEAR, "Accept-Encoding"]);
      expect(headers["content-type"], accept).toMatch(type);
      expect(Number(headers["content-length"]), accept).toBe(sent.length);
      expect(plain(sent).equals(bytes), `${accept}: the same bytes`).toBe(true);
      if (encoding !== undefined) expect(sent.length, accept).toBeLessThan(bytes.length / 2);
    }
  });
}

test("HEAD, a range and a question whether it changed speak of the form that is sent", async ({ server }) => {
  const { path } = largest(".js");
  const packed = readFileSync(join(FOLDER, `${path.split("/").pop()}.br`));
  const accept = { "Accept-Encoding": "br" };
  const head = await ask(server, path, accept, "HEAD");
  expect([head.status, head.headers["content-encoding"], head.headers["content-length"], head.bytes.length]).toEqual([200, "br", String(packed.length), 0]);
  const part = await ask(server, path, { ...accept, Range: "bytes=10-19" });
  expect([part.status, part.headers["content-range"]]).toEqual([206, `bytes 10-19/${packed.length}`]);
  expect(part.bytes.equals(packed.subarray(10, 20))).toBe(true);
  const same = await ask(server, path, { ...accept, "If-None-Match": String(head.headers["etag"]) });
  expect([same.status, same.bytes.length]).toEqual([304, 0]);
  const asItIs = await ask(server, path, { "Accept-Encoding": "identity" }, "HEAD");
  expect(asItIs.headers["etag"]).not.toBe(head.headers["etag"]);
});

/** Words and classes that only the frame of the site and its error screens have. */
const FRAME = [/Skip to the content/, /This address cannot be used for the exam/, /This page is not for your role/, /What this certification is, and what it is not/, /_skip_\w+_\d/];

test("the exam page fetches no file with the frame of the site, which it never shows", async ({ page, server }) => {
  const programs = readdirSync(FOLDER).filter((file) => /\.(js|css)$/.test(file));
  const withFrame = programs.filter((file) => FRAME.some((mark) => mark.test(readFileSync(join(FOLDER, file), "utf8"))));
  const fetched = new Set<string>();
  page.on("request", (request) => fetched.add(new URL(request.url()).pathname.split("/").pop() ?? ""));
  await signIn(page, server);
  const ofSite = withFrame.filter((file) => fetched.has(file));
  expect(new Set(ofSite.map((file) => file.split(".").pop())), "scripts and styles are seen on a page of the site").toEqual(new Set(["js", "css"]));
  fetched.clear();
  await openAndStart(page);
  expect([...fetched].some((file) => /^exam-.*\.js$/.test(file))).toBe(true);
  expect(withFrame.filter((file) => fetched.has(file))).toEqual([]);
});

test("fonts come as they are, and for a year", async ({ server }) => {
  const { path, bytes } = largest(".woff2");
  const { status, headers, bytes: sent } = await ask(server, path, { "Accept-Encoding": "br, gzip" });
  expect([status, headers["content-encoding"], headers["content-type"], headers["cache-control"]]).toEqual([200, undefined, "font/woff2", YEAR]);
  expect(sent.equals(bytes)).toBe(true);
});

test("a missing asset is a 404 that nobody keeps, never the application", async ({ server }) => {
  for (const path of ["/assets/exam-00000000.js", "/assets/", "/assets/../server.js", "/assets/%2e%2e/%2e%2e/server.js", "/assets/%00.js", "/assets/%E0%A4%A.js"]) {
    const { status, headers, bytes } = await ask(server, path, { "Accept-Encoding": "br" });
    expect([400, 403, 404], path).toContain(status);
    expect(headers["cache-control"], path).not.toContain("max-age");
    expect(headers["content-encoding"], path).toBeUndefined();
    expect(bytes.toString(), path).not.toMatch(/European CMR|process\.env/);
  }
  expect((await ask(server, "/assets/exam-00000000.js")).status).toBe(404);
});

test("the service worker comes compressed and for an hour; pages and the hot path are never kept", async ({ server }) => {
  const worker = await ask(server, "/exam-service-worker.js", { "Accept-Encoding": "br" });
  expect([worker.status, worker.headers["content-encoding"], worker.headers["cache-control"]]).toEqual([200, "br", "public, max-age=3600"]);
  expect(brotliDecompressSync(worker.bytes).equals(readFileSync(join(root, "build", "client", "exam-service-worker.js")))).toBe(true);
  const unknown = "/attempts/00000000-0000-7000-8000-000000000000/package?part=1";
  for (const path of ["/", "/sign-in", "/no-such-page", unknown]) expect((await ask(server, path)).headers["cache-control"], path).toBe("no-store");
});
