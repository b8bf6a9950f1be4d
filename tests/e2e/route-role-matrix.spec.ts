import { pathToFileURL } from "node:url";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { root } from "./support/seeded.ts";
import { expect, test } from "./support/server.ts";
import { clientOf, VISITORS, type Visitor } from "./support/visitors.ts";

const STAFF: Visitor[] = ["author", "reviewer", "board", "proctor", "office", "assessor", "admin"];
const EVERYBODY = VISITORS;
const AUTHORING: Visitor[] = ["author", "reviewer", "board"];

/** Who may load a page and who may act on it; everybody else is sent to a sign-in or refused. `null`: the page has no such door. */
const MATRIX: Record<string, { load: readonly Visitor[] | null; act: readonly Visitor[] | null }> = {
  "/": { load: EVERYBODY, act: null },
  "/levels": { load: EVERYBODY, act: null },
  "/exam-format": { load: EVERYBODY, act: null },
  "/sign-in": { load: EVERYBODY, act: EVERYBODY },
  "/sign-out": { load: EVERYBODY, act: EVERYBODY },
  "/my": { load: ["candidate"], act: null },
  "/my/results/:attemptId": { load: ["candidate"], act: null },
  "/my/results/:attemptId/receipt": { load: ["candidate"], act: null },
  "/my/results/:attemptId/frames/:hash": { load: ["candidate"], act: null },
  "/exam/open": { load: EVERYBODY, act: ["candidate"] },
  "/exam/sign-in-again": { load: EVERYBODY, act: EVERYBODY },
  "/exam/:attemptId": { load: ["candidate"], act: null },
  "/staff/sign-in": { load: EVERYBODY, act: EVERYBODY },
  // Whoever has completed the sign-in is sent on to /staff: the page is only for those who still owe the factor.
  "/staff/second-factor": { load: STAFF, act: STAFF },
  // Answered to everybody with JSON, which says whether there is a sign-in.
  "/staff/stay": { load: EVERYBODY, act: EVERYBODY },
  "/staff/sign-in-again": { load: EVERYBODY, act: EVERYBODY },
  "/staff": { load: STAFF, act: null },
  "/office": { load: ["office", "admin"], act: ["office", "admin"] },
  "/office/sittings/:sittingId": { load: ["office", "admin"], act: ["office", "admin"] },
  "/board": { load: ["board"], act: null },
  "/board/sittings/:sittingId": { load: ["board"], act: ["board"] },
  "/proctor": { load: ["proctor", "admin"], act: null },
  "/proctor/sittings/:sittingId": { load: ["proctor", "admin"], act: ["proctor", "admin"] },
  "/admin/clock": { load: ["admin"], act: ["admin"] },
  "/author": { load: AUTHORING, act: null },
  "/author/items/:versionId": { load: AUTHORING, act: AUTHORING },
  "/author/frames/:hash": { load: [...AUTHORING, "admin"], act: null },
  "/*": { load: EVERYBODY, act: EVERYBODY },
};

type BuiltRoute = { id: string; parentId?: string; path?: string; index?: boolean; module: { loader?: unknown; action?: unknown } };

async function builtRoutes(): Promise<{ id: string; path: string; loads: boolean; acts: boolean }[]> {
  const { routes } = (await import(pathToFileURL(join(root, "build", "server", "index.js")).href)) as { routes: Record<string, BuiltRoute> };
  return Object.values(routes)
    .filter((route) => route.id !== "root" && (route.path !== undefined || route.index === true))
    .map((route) => ({ id: route.id, path: `/${route.path ?? ""}`, loads: route.module.loader !== undefined, acts: route.module.action !== undefined }));
}

const UNKNOWN = "00000000-0000-7000-8000-000000000000";

/** Identifiers of things that exist, so that whoever may open a door finds something behind it. */
type Real = { attemptId: string; sittingId: string };

function address(path: string, { attemptId, sittingId }: Real): string {
  const real = path.replace(":attemptId", attemptId).replace(":sittingId", sittingId).replace(":hash", "0".repeat(64));
  return real.replace("/*", "/no-such-page").replaceAll(/:\w+/g, UNKNOWN);
}

function examSitting(dataDir: string): string {
  const database = new SqliteDatabase(join(dataDir, "exam.sqlite"), { readonly: true });
  const { id } = database.prepare("select id from sitting where practice = 0").get() as { id: string };
  database.close();
  return id;
}

test("every page of the build stands in the matrix, and nothing else", async () => {
  const built = await builtRoutes();
  expect(built.map(({ path }) => path).sort()).toEqual(Object.keys(MATRIX).sort());
  for (const { path, acts } of built) expect(MATRIX[path]?.act !== null, `${path} and its acts`).toBe(acts);
});

for (const visitor of VISITORS) {
  test(`${visitor} opens their own doors and no others`, async ({ server }) => {
    const { http, post } = await clientOf(server, visitor);
    const opened = visitor === "candidate" ? (await post("/exam/open", {})).headers()["location"] : undefined;
    const real: Real = { attemptId: opened?.split("/").pop() ?? UNKNOWN, sittingId: examSitting(server.dataDir) };
    for (const [path, { load, act }] of Object.entries(MATRIX)) {
      if (path === "/sign-out") continue;
      if (load !== null) await judge(`${visitor} loads ${path}`, await http.get(address(path, real)), load.includes(visitor));
      // A proctor's act without a candidate is refused by the act itself.
      if (act !== null && path !== "/proctor/sittings/:sittingId") await judge(`${visitor} acts on ${path}`, await post(address(path, real), {}), act.includes(visitor));
    }
    await http.dispose();
  });
}

type Answer = { status(): number; headers(): Record<string, string>; text(): Promise<string> };

/** What of an answer must not depend on how the page was asked for. */
const heard = (answer: Answer) => ({ status: answer.status(), to: answer.headers()["location"], cache: answer.headers()["cache-control"], type: answer.headers()["content-type"] });

for (const visitor of VISITORS) {
  test(`${visitor} is answered alike by a page and by requests for its data`, async ({ server }) => {
    const { http, post } = await clientOf(server, visitor);
    const opened = visitor === "candidate" ? (await post("/exam/open", {})).headers()["location"] : undefined;
    const real: Real = { attemptId: opened?.split("/").pop() ?? UNKNOWN, sittingId: examSitting(server.dataDir) };
    for (const { id, path } of await builtRoutes()) {
      const { load, act } = MATRIX[path]!;
      if (path === "/sign-out") continue;
      const page = address(path, real);
      const old = `${page}?_data=${encodeURIComponent(id)}`;
      expect(heard(await http.get(old)), `${visitor} loads ${old}`).toEqual(heard(await http.get(page)));
      const data = `${page === "/" ? "/_root" : page}.data`;
      if (load !== null) await judgeData(`${visitor} loads ${data}`, await http.get(data), load.includes(visitor));
      // Sign-ins count tries, and a proctor's act without a candidate is refused by the act itself.
      if (act === null || act === EVERYBODY || path === "/proctor/sittings/:sittingId") continue;
      expect(heard(await post(old, {})), `${visitor} acts on ${old}`).toEqual(heard(await post(page, {})));
      await judgeData(`${visitor} acts on ${data}`, await post(data, {}), act.includes(visitor));
    }
    await http.dispose();
  });
}

/** As `judge`: a redirect stands in the body of an answer 202. */
async function judgeData(what: string, response: Answer, allowed: boolean): Promise<void> {
  const isRedirect = response.status() === 202;
  const turnedAway = response.status() === 403 || (isRedirect && /"[^"]*sign-in"/.test(await response.text()));
  const told = `${what}: ${response.status()}`;
  expect(response.status(), told).toBeLessThan(500);
  expect(response.headers()["cache-control"], told).toContain("no-store");
  expect(turnedAway, told).toBe(!allowed);
}

test("the data of one page are not had at the address of another, nor its acts done there", async ({ server }) => {
  const { http, post } = await clientOf(server, "office");
  const before = await (await http.get("/office")).text();
  for (const asked of ["/?_data=routes/office", "/office?_data=routes/board", "/office?_data=no-such-route", "/levels?_data=routes/office"]) {
    const [loaded, acted] = [await http.get(asked), await post(asked, { name: "telephone", telephone: "+00 elsewhere" })];
    expect([loaded.status(), acted.status()], asked).toEqual([404, 404]);
    expect((await loaded.text()) + (await acted.text()), asked).not.toMatch(/routes\/|telephone/);
  }
  const nothing = await http.get("/office.data?_routes=routes/board");
  expect([nothing.status(), await nothing.text()]).toEqual([200, expect.not.stringContaining("routes/board")]);
  const foreign = await http.post("/office?_data=routes/office", { form: { telephone: "1" }, headers: { Origin: "https://evil.example" } });
  const foreignData = await http.post("/office.data", { form: { telephone: "1" }, headers: { Origin: "https://evil.example" } });
  expect([foreign.status(), foreignData.status()]).toEqual([403, 403]);
  expect(before).not.toContain("+00 elsewhere");
  expect(await (await http.get("/office")).text()).not.toContain("+00 elsewhere");
  await http.dispose();
});

/** Turned away means 403 or a redirect to a sign-in; allowed means anything that comes after the door (also "not found"). */
async function judge(what: string, response: { status(): number; headers(): Record<string, string> }, allowed: boolean): Promise<void> {
  const to = response.headers()["location"] ?? "";
  const turnedAway = response.status() === 403 || (response.status() === 302 && to.endsWith("sign-in"));
  const told = `${what}: ${response.status()} ${to}`;
  expect(response.status(), told).toBeLessThan(500);
  expect(turnedAway, told).toBe(!allowed);
}

test("a write from another site is refused, whoever is signed in", async ({ server }) => {
  const { http } = await clientOf(server, "office");
  const foreign = await http.post("/office", { form: { telephone: "1" }, headers: { Origin: "https://evil.example" } });
  expect(foreign.status()).toBe(403);
  const sameButSaidOtherwise = await http.post("/office", { form: { telephone: "1" }, headers: { "Sec-Fetch-Site": "cross-site" } });
  expect(sameButSaidOtherwise.status()).toBe(403);
  await http.dispose();
});

const HOT: [string, "get" | "post", object][] = [
  ["package?part=1", "get", {}],
  [`frames/${"0".repeat(64)}?part=1`, "get", {}],
  ["frames?part=1&from=1&to=32", "get", {}],
  ["frames?part=1&from=0&to=x", "get", {}],
  ["feed", "get", {}],
  ["rules", "post", { version: "x" }],
  ["take-over", "post", { browserId: "browser-one", expectedLease: 0 }],
  ["start", "post", { lease: 1 }],
  ["operations", "post", { lease: 1, operations: [{ opId: UNKNOWN, seq: 1, position: 1, kind: "visit", value: null, lastServerTimeMs: 0, elapsedMs: 0 }] }],
  ["heartbeat", "post", { lease: 1, waiting: 0, oldestWaitingMs: 0, position: 1, visible: true, fullScreen: false, rttMs: null }],
  ["call", "post", { kind: "question" }],
];

for (const visitor of VISITORS) {
  test(`${visitor} gets nothing of a foreign attempt on the hot path`, async ({ server }) => {
    const { http } = await clientOf(server, visitor);
    for (const [name, method, data] of HOT) {
      const response = await http[method](`/attempts/${UNKNOWN}/${name}`, method === "post" ? { data } : {});
      expect([401, 403], `${visitor} ${method} ${name}: ${response.status()}`).toContain(response.status());
    }
    await http.dispose();
  });
}
