import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import rules from "#app/exam/text/rules.en.json" with { type: "json" };
import type { Member } from "../load/crowd.ts";
import { attackedExam, formOf, operation, sleep, type Attacked } from "./support/attacked.ts";
import { sendRaw, statusLine } from "./support/raw.ts";

/** NUL, halves of a character, what turns writing around, control characters; a letter at both ends. */
const BAD = ["a\u0000b", "a\ud800b", "a\udc00b", "a\ud83d\ud83db", "a\u202eb", "a\u2066b\u2069c", "a\u0001\u0008\u001b\u007f\u009fb", "\u0000", "\ud800"];
const UNWANTED = /(?![\t\n\r])\p{Control}|[\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;

let exam: Attacked;
let next = 0;
const member = (): Member => exam.crowd[next++]!;
beforeAll(async () => {
  exam = await attackedExam(30);
  await exam.launch();
});
afterEach(() => exam.holds());
afterAll(() => exam?.remove());

/** Saves of others at the same moment, which share a batch with what is tried. */
async function neighbours(work: () => Promise<unknown>): Promise<void> {
  const others = [member(), member()];
  for (const other of others) await exam.begin(other);
  const saves = Array.from({ length: 10 }, (_, index) => others.map((other) => exam.save(other, [operation(index + 1)])));
  await work();
  for (const saved of await Promise.all(saves.flat())) expect([saved.status, saved.told.acknowledged?.length]).toEqual([200, 1]);
}

it("notes and reports with bad text are cleaned, stored and acknowledged, and the neighbours of their batch are unharmed", async () => {
  const writer = member();
  await exam.begin(writer);
  await neighbours(async () => {
    const operations = BAD.flatMap((value, index) => [operation(2 * index + 1, { kind: "note", position: index + 1, value }), operation(2 * index + 2, { kind: "report-problem", value })]);
    const saved = await Promise.all(operations.map((one) => exam.save(writer, [one])));
    expect(saved.map(({ status, told }) => [status, told.acknowledged?.length])).toEqual(saved.map(() => [200, 1]));
  });
  const texts = exam.read<{ text: string }>("select text from event_text where attempt_id = ?", writer.attemptId);
  expect([texts.length, texts.filter(({ text }) => UNWANTED.test(text))]).toEqual([2 * BAD.length, []]);
  const resumed = await exam.post(writer, "start", { lease: 1 });
  expect([resumed.status, UNWANTED.test(JSON.stringify(JSON.parse(resumed.text)))]).toEqual([200, false]);
});

it("answers that name such an option are refused one by one, use up their numbers and leave nothing to send again", async () => {
  const writer = member();
  await exam.begin(writer);
  await neighbours(async () => {
    const operations = BAD.flatMap((value, index) => [
      operation(3 * index + 1, { kind: "respond", value: [value] }),
      operation(3 * index + 2, { kind: "strike", value: [value] }),
      operation(3 * index + 3, { kind: "image-trouble", value: [value] }),
    ]);
    const refused = await exam.save(writer, [...operations, operation(3 * BAD.length + 1)]);
    expect([refused.status, refused.told.refused?.length, refused.told.acknowledged?.length, refused.told.waitingFor]).toEqual([200, operations.length, 1, []]);
  });
  const after = await exam.save(writer, [operation(3 * BAD.length + 2)]);
  expect([after.status, after.told.waitingFor]).toEqual([200, []]);
});

it("bad text in everything else that a page names is refused, or taken in a shape that can be stored", async () => {
  const strange = member();
  await exam.begin(strange);
  const answered: [what: string, status: number][] = [];
  const tell = async (name: string, body: object) => void answered.push([`${name} ${JSON.stringify(body)}`, (await exam.post(strange, name, body)).status]);
  for (const bad of BAD) {
    await tell("take-over", { browserId: `browser-${bad}`, expectedLease: 1 });
    await tell("call", { kind: bad });
    await tell("call", { kind: "technical", actId: `${randomUUID().slice(0, -1)}${bad}` });
    await tell("operations", { lease: 1, operations: [{ ...operation(1), opId: `${randomUUID().slice(0, -1)}${bad}` }] });
    await tell("operations", { lease: 1, operations: [{ ...operation(1), kind: bad }] });
    expect((await exam.post(strange, "rules", { version: bad })).status).toBeLessThan(500);
    await sleep(300);
  }
  expect(answered.filter(([, status]) => status !== 422)).toEqual([]);
  expect((await exam.post(strange, "rules", { version: rules.version })).status).toBeLessThan(500);
  expect((await exam.save(strange, [operation(1)])).status).toBe(200);
});

it("names and settings with bad text are refused or cleaned, never stored", async () => {
  const Cookie = await exam.staff("office");
  const sitting = /office\/sittings\/([\w-]+)/.exec((await exam.ask({ path: "/office", headers: { Cookie } })).text)?.[1];
  const act = async (path: string, fields: Record<string, string>) => {
    const form = formOf(fields);
    return (await exam.ask({ path, ...form, headers: { ...form.headers, Cookie } })).status;
  };
  for (const bad of BAD) {
    expect(await act("/office", { telephone: `+32 ${bad}`, organisation: bad })).toBeLessThan(500);
    expect(await act(`/office/sittings/${sitting}`, { intent: "register", name: `Zed ${bad}`, email: `${randomUUID()}@${bad}.example` })).toBeLessThan(500);
  }
  for (const name of ["12345", "<script>", "\u202e", "\u0000"]) expect([name, await act(`/office/sittings/${sitting}`, { intent: "register", name, email: "" })]).toEqual([name, 422]);
  const stored = exam.read<{ text: string }>("select name as text from person union all select email from person where email is not null union all select value from setting");
  expect(stored.filter(({ text }) => UNWANTED.test(text))).toEqual([]);
  expect((await exam.ask({ path: "/staff/sign-in", ...formOf({ email: "a\u0000@b.c", password: "\u202e" }) })).status).toBe(422);
  expect((await exam.ask({ path: "/sign-in", ...formOf({ candidateNumber: "C\u0000\u202e", code: "\u0000" }) })).status).toBe(422);
});

const FORM_PATHS = ["/sign-in", "/staff/sign-in", "/exam/sign-in-again", "/exam/open", "/office", "/no-such-page"];
const BROKEN: [type: string, body: string][] = [
  ["application/json", '{"candidateNumber":"C1"}'],
  ["text/plain", "candidateNumber=C1"],
  ["multipart/form-data", "no boundary"],
  ["multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\ncut off"],
  ["multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"code\"; filename=\"\u0000\"\r\nContent-Type: a/b\r\n\r\nfile\r\n--x--\r\n"],
  ["multipart/form-data; boundary=", "----\r\n"],
  ["application/x-www-form-urlencoded", "%"],
  ["application/x-www-form-urlencoded", "code=%ff%fe&candidateNumber=%ed%a0%80"],
  ["application/x-www-form-urlencoded; charset=utf-32", "code=1"],
];

it("what is no form is answered with 4xx at every page, never with a fault", async () => {
  for (const path of FORM_PATHS) {
    for (const [type, body] of BROKEN) {
      const { status } = await exam.ask({ path, method: "POST", headers: { "Content-Type": type }, body });
      // A page that is closed to whoever asks sends them to a sign-in.
      expect([path, type, body, (status >= 400 && status < 500) || status === 302]).toEqual([path, type, body, true]);
    }
  }
});

it("what is no message is answered with 4xx at every request of the exam page, never with a fault", async () => {
  const strange = member();
  await exam.begin(strange);
  const bodies = ["", "{", "null", "[]", '"a"', "1e999", "\u0000", "[".repeat(100_000), `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`, '{"__proto__":{"lease":1}}', '{"lease":1e400}', "\ufeff{}"];
  for (const name of ["operations", "heartbeat", "start", "take-over", "rules", "call"]) {
    for (const body of bodies) {
      const { status } = await exam.post(strange, name, body);
      expect([name, body.slice(0, 20), status]).toEqual([name, body.slice(0, 20), 422]);
      await sleep(30);
    }
  }
  expect((await exam.save(strange, [operation(1)])).status).toBe(200);
});

it("methods and addresses that no page uses, and what is no HTTP, are answered with 4xx, never with a fault", async () => {
  const { cookie, attemptId } = member();
  const raw = (line: string, ...headers: string[]) => sendRaw(exam.port, [`${line} HTTP/1.1`, `Host: 127.0.0.1:${exam.port}`, "Connection: close", ...headers, "", ""].join("\r\n"));
  for (const method of ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "BREW"]) {
    for (const path of ["/sign-in", "/healthz", `/attempts/${attemptId}/operations`]) {
      const told = await raw(`${method} ${path}`, `Cookie: ${cookie}`, "X-Secret: repeated");
      expect([method, path, [400, 405].includes(statusLine(told)), told.includes("repeated")]).toEqual([method, path, true, false]);
    }
  }
  const paths = ["/%00", "/my/results/%00", "/author/items/a%00b", "/board/sittings/%ff", "/levels?x=%00", "/%E0%A4%A", "/a%0d%0ab", "/attempts/%00/package", `/attempts/${attemptId}/frames/%00?part=1`, "/office/sittings/%e2%80%ae", "/assets/%00", "/assets/..%2f..%2fexam.sqlite%00", "/..%00/"];
  for (const path of paths) expect([path, statusLine(await raw(`GET ${path}`, `Cookie: ${cookie}`))]).toEqual([path, 400]);
  for (const path of ["/../../exam.sqlite", "/assets/..%2f..%2f..%2fpackage.json", "/%2e%2e/%2e%2e/secret.key", "//evil.example", `/attempts/${attemptId}/frames?part=1&from=-1&to=9e9`, `/attempts/${attemptId}/frames?part[]=1&from[a]=1`, `/attempts/${attemptId}/package?part=__proto__`]) {
    const status = statusLine(await raw(`GET ${path}`, `Cookie: ${cookie}`));
    expect([path, status >= 300 && status < 500]).toEqual([path, true]);
  }
  const smuggled = await sendRaw(exam.port, `POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:${exam.port}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n`);
  expect([statusLine(smuggled), smuggled.includes("exam_acts_waiting")]).toEqual([400, false]);
  expect([400, 431]).toContain(statusLine(await raw("GET /sign-in", `X-Long: ${"a".repeat(200_000)}`)));
  expect(statusLine(await sendRaw(exam.port, "\u0000\u0001 nonsense\r\n\r\n"))).toBe(400);
});
