import { splitBundle } from "#app/exam/form/frame-bundle.ts";
import type { EncryptedPackage } from "#app/exam/attempt/protocol.ts";
import { examClient } from "./support/exam-client.ts";
import { expect, test } from "./support/server.ts";
import { practiceCandidate } from "./support/visitors.ts";

const TAG_BYTES = 16;

test("a bundle holds the very bytes that its frames have alone", async ({ server }) => {
  const client = await examClient(server, practiceCandidate(server));
  const get = (path: string) => client.http.get(`/attempts/${client.attemptId}/${path}`);
  const { frames, questionFrames } = (await (await get("package?part=1")).json()) as EncryptedPackage;
  expect(new Set(questionFrames!.flat())).toEqual(new Set(frames.map(({ index }) => index)));
  const answer = await get("frames?part=1&from=5&to=9");
  expect(answer.status()).toBe(200);
  expect(answer.headers()).toMatchObject({ "content-type": "application/octet-stream", "cache-control": "no-store" });
  const wanted = frames.slice(4, 9);
  const parts = splitBundle(new Uint8Array(await answer.body()), wanted.map(({ bytes }) => bytes + TAG_BYTES));
  expect(parts).toHaveLength(5);
  for (const [place, { hash }] of wanted.entries()) {
    const alone = await (await get(`frames/${hash}?part=1`)).body();
    expect(alone.equals(parts![place]!), `frame ${place + 5}`).toBe(true);
  }
});

test("a range that is none is refused with a status and a reason", async ({ server }) => {
  const client = await examClient(server, practiceCandidate(server));
  const ask = async (query: string) => {
    const answer = await client.http.get(`/attempts/${client.attemptId}/frames${query}`);
    return [answer.status(), ((await answer.json()) as { reason: string }).reason];
  };
  const malformed = ["", "?part=1", "?from=1", "?from=0&to=3", "?from=3&to=1", "?from=1&to=33", "?from=1&to=999999999999", "?from=-1&to=1", "?from=1.0&to=2", "?from=1&from=2&to=3", "?from[a]=1&to=2", `?from=1&to=${"9".repeat(5_000)}`, "?from=__proto__&to=constructor"];
  for (const query of malformed) expect(await ask(query), query).toEqual([422, "malformed"]);
  expect(await ask("?from=%00&to=1")).toEqual([400, "malformed-address"]);
  expect(await ask("?part=1&from=99990&to=99999")).toEqual([404, "unknown-frame"]);
});

test("nobody gets a bundle of another candidate's attempt", async ({ server }) => {
  const [one, other] = server.signIns.candidates.filter(({ candidateNumber }) => candidateNumber.startsWith("P"));
  const mine = await examClient(server, one!);
  const theirs = await examClient(server, other!);
  const answer = await mine.http.get(`/attempts/${theirs.attemptId}/frames?part=1&from=1&to=2`);
  expect([answer.status(), await answer.json()]).toEqual([403, { reason: "not-your-attempt" }]);
});
