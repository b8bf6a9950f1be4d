import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { answerHealth } from "./operating.ts";

let reason: string | null = null;
const health = { build: { version: "1.2.3", id: "abc" }, notReady: () => reason };
const server = createServer((request, response) => {
  if (!answerHealth(health, request, response)) response.writeHead(418).end();
});
beforeAll(async () => {
  server.listen(0, "localhost");
  await once(server, "listening");
});
afterAll(() => void server.close());

async function ask(path: string, method = "GET") {
  const answer = await fetch(`http://localhost:${(server.address() as AddressInfo).port}${path}`, { method });
  return { status: answer.status, body: await answer.text(), cache: answer.headers.get("Cache-Control") };
}

it("is alive whether it can serve or not, and says why it cannot", async () => {
  const alive = { status: 200, body: '{"ok":true,"version":"1.2.3","build":"abc"}', cache: "no-store" };
  expect(await ask("/healthz")).toEqual(alive);
  expect(await ask("/readyz?probe=1")).toEqual({ status: 200, body: '{"ok":true,"build":"abc"}', cache: "no-store" });
  reason = "disk-full";
  expect(await ask("/healthz")).toEqual(alive);
  expect(await ask("/readyz")).toEqual({ status: 503, body: '{"ok":false,"reason":"disk-full"}', cache: "no-store" });
  expect(await ask("/readyz", "HEAD")).toEqual({ status: 503, body: "", cache: "no-store" });
});

it.each([["/", "GET"], ["/readyz/", "GET"], ["/readyzz", "GET"], ["/healthz", "POST"], ["//healthz", "GET"]])("leaves everything else to the site: %s %s", async (path, method) => {
  expect((await ask(path, method)).status).toBe(418);
});
