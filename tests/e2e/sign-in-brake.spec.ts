import { expect, test, type ExamServer } from "./support/server.ts";
import { clientOf, examCandidate, practiceCandidate } from "./support/visitors.ts";

const WRONG = "0000-0000-0000-0000";

const hashesComputed = async (server: ExamServer): Promise<number> => {
  const text = await (await fetch(`${server.baseUrl}/metrics`)).text();
  return Number(/^exam_password_hashes_total (\d+)$/m.exec(text)?.[1]);
};

const staffOf = (server: ExamServer) => server.signIns.staff.find(({ roles }) => roles.includes("office"))!;

test("two hundred wrong codes from one address keep nobody with a right one out, at the door or in the exam", async ({ freshServer: server }) => {
  const { post } = await clientOf(server, "nobody");
  const { candidateNumber, admissionCode } = examCandidate(server);
  const wrong = Array.from({ length: 200 }, (_, n) => post(n % 2 === 0 ? "/sign-in" : "/exam/sign-in-again", { candidateNumber: n % 4 < 2 ? candidateNumber : `C${n}`, code: WRONG }));
  const answers = await Promise.all(wrong);
  const slowed = answers.filter((answer) => answer.status() === 429);
  expect(slowed.length).toBeGreaterThanOrEqual(140);
  expect(answers.length - slowed.length).toBe(answers.filter((answer) => answer.status() === 422).length);
  for (const answer of slowed) expect(Number(answer.headers()["retry-after"])).toBeGreaterThan(0);
  expect((await post("/sign-in", { candidateNumber, code: admissionCode })).status()).toBe(302);
  expect((await post("/exam/sign-in-again", { candidateNumber, code: admissionCode })).status()).toBe(200);
  const other = practiceCandidate(server);
  expect((await post("/sign-in", { candidateNumber: other.candidateNumber, code: other.admissionCode })).status()).toBe(302);
});

test("of a hundred wrong passwords at once five are looked at, and a sign-in leaves a cookie that makes the browser known", async ({ freshServer: server }) => {
  const { email, password } = staffOf(server);
  const owner = await clientOf(server, "nobody");
  const first = await owner.post("/staff/sign-in", { email, password });
  expect(first.status()).toBe(302);
  const cookie = first.headersArray().find(({ name, value }) => name.toLowerCase() === "set-cookie" && value.startsWith("__Host-known-browser="))?.value ?? "";
  expect(cookie).toMatch(/^__Host-known-browser=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=1\d{7}$/);

  const stranger = await clientOf(server, "nobody");
  const before = await hashesComputed(server);
  const answers = await Promise.all(Array.from({ length: 100 }, () => stranger.post("/staff/sign-in", { email, password: "wrong" })));
  expect(answers.filter((answer) => answer.status() === 422)).toHaveLength(5);
  const slowed = answers.filter((answer) => answer.status() === 429);
  expect(slowed).toHaveLength(95);
  for (const answer of slowed) expect(Number(answer.headers()["retry-after"])).toBeGreaterThan(0);
  expect((await hashesComputed(server)) - before).toBe(5);
});

test("behind a proxy that is trusted each address is counted for itself, and a known browser enters while its account is braked", async ({ freshServer: server }) => {
  await server.restart("SIGTERM", { TRUST_PROXY: "1" });
  const { email, password } = staffOf(server);
  // Each client keeps its own cookies, as browsers do; the proxy says where it sits.
  const clientAt = async (address: string) => {
    const { http } = await clientOf(server, "nobody");
    return (given: string) => http.post("/staff/sign-in", { form: { email, password: given }, headers: { "X-Forwarded-For": address }, maxRedirects: 0 });
  };
  const [owner, stranger, another] = [await clientAt("192.0.2.1"), await clientAt("198.51.100.7"), await clientAt("192.0.2.1")];
  expect((await owner(password)).status()).toBe(302);
  await Promise.all(Array.from({ length: 40 }, () => stranger("wrong")));
  const braked = await another(password);
  expect(braked.status()).toBe(429);
  expect(await braked.text()).toContain("Too many tries");
  expect((await owner(password)).status()).toBe(302);
});
