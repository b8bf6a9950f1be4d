import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerBuild } from "@remix-run/node";
import express from "express";
import { dataRequests } from "#app/web/data-requests.ts";
import { afterAll, beforeAll, expect, it } from "vitest";

const route = (id: string, parentId: string | undefined, path?: string, index?: boolean) => [id, { id, parentId, path, index, module: {} }] as const;
const ROUTES = Object.fromEntries([
  route("root", undefined, ""),
  route("routes/site", "root"),
  route("routes/home", "routes/site", undefined, true),
  route("routes/office", "routes/site", "office"),
  route("routes/office.sitting", "routes/site", "office/sittings/:sittingId"),
  route("routes/board", "routes/site", "board"),
  route("routes/not-found", "routes/site", "*"),
  route("routes/exam", "root", "exam/:attemptId"),
]) as unknown as ServerBuild["routes"];

let server: Server;
let base: string;
beforeAll(async () => {
  const site = express();
  site.use(dataRequests(async () => ROUTES));
  site.all("*", (request, response) => void response.send(`${request.method} ${request.originalUrl} ${request.url} ${JSON.stringify(request.query)}`));
  site.use((_fault: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => void response.status(500).end());
  server = site.listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

async function ask(path: string, method = "GET"): Promise<string> {
  const answer = await fetch(base + path, { method });
  return `${answer.status} ${await answer.text()}`;
}

it.each([
  ["/office?_data=routes/office", "/office"],
  ["/office?_data=routes%2Foffice", "/office"],
  ["/office?%5Fdata=routes/office", "/office"],
  ["/office?a=b&_data=root&c=d", "/office?a=b&c=d"],
  ["/office?_data=routes/office&_data=routes/site", "/office"],
  ["/?_data=routes/home", "/"],
  ["/OFFICE/sittings/7/?_data=routes/office.sitting", "/OFFICE/sittings/7/"],
  ["/exam/7?_data=routes/exam", "/exam/7"],
  ["/elsewhere?_data=routes/not-found", "/elsewhere"],
])("a route of the page means the page, whatever is asked: %s", async (asked, page) => {
  for (const method of ["GET", "POST"]) expect(await ask(asked, method)).toMatch(new RegExp(`^200 ${method} ${page.replaceAll("?", "\\?")} ${page.replaceAll("?", "\\?")} `));
});

it.each([
  "/office?_data=routes/board",
  "/?_data=routes/office",
  "/office?_data=routes/office&_data=routes/board",
  "/office?_data=nonsense",
  "/office?_data=",
  "/office?_data",
  "/office?_data=__proto__",
  "/office?_data=constructor",
  "/office.data?_data=routes/office",
  "/office/sittings/7?_data=routes/office",
  "//office?_data=routes/board",
])("any other route is no page of that address: %s", async (asked) => {
  for (const method of ["GET", "POST"]) expect(await ask(asked, method)).toBe("404 There is no such page.");
});

it.each(["/office", "/office?data=routes/board", "/office?a=_data", "/office.data?_routes=routes/office"])("what asks for no data is handed on as it is: %s", async (asked) => {
  expect(await ask(asked)).toContain(`200 GET ${asked} `);
});
