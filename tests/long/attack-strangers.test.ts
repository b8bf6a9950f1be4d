import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { attackedExam, formOf, operation, type Ask, type Attacked } from "./support/attacked.ts";
import { sendRaw, statusLine } from "./support/raw.ts";

const WRONG = "0000-0000-0000-0000";
/** Tries of a minute: for a candidate's number, and for the address they come from (docs/decisions/0013). */
const OF_A_NUMBER = 5;
const OF_AN_ADDRESS = 60;
const OF_STAFF_ADDRESS = 30;
const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const MOST_MS = 1_000;

let exam: Attacked;
beforeAll(async () => {
  exam = await attackedExam(4, {
    // A second factor as earlier programs kept it.
    prepare: (database) => void database.prepare("update person set totp_secret = ? where id = (select person_id from person_role where role = 'assessor')").run(SECRET),
  });
  chmodSync(exam.databaseFile, 0o644);
  await exam.launch();
});
afterEach(() => exam.holds());
afterAll(() => exam?.remove());

/** Each test comes from addresses of its own. */
let nextAddress = 2;
const address = (): string => `127.0.0.${nextAddress++}`;
const hashes = async (): Promise<number> => Number(/^exam_password_hashes_total (\d+)$/m.exec((await exam.ask({ path: "/metrics" })).text)?.[1]);

describe("sign-in", () => {
  it("five wrong codes from anywhere, for everybody of a room, keep nobody with a right one out, and further ones are slowed down", async () => {
    const [stranger, room] = [address(), address()];
    for (const { candidateNumber, admissionCode } of exam.signIns.candidates) {
      const statuses = [];
      for (let n = 0; n < OF_A_NUMBER + 3; n += 1) {
        const tried = await exam.ask({ path: "/sign-in", ...formOf({ candidateNumber, code: WRONG }), from: stranger });
        statuses.push(tried.status);
        if (tried.status === 429) expect(Number(tried.headers["retry-after"])).toBeGreaterThan(0);
      }
      expect(statuses).toEqual([...Array<number>(OF_A_NUMBER).fill(422), 429, 429, 429]);
      for (const from of [room, stranger]) {
        expect((await exam.ask({ path: "/sign-in", ...formOf({ candidateNumber, code: admissionCode }), from })).status).toBe(302);
      }
    }
  });

  it("of a hundred wrong passwords at once five are hashed, and answers are saved meanwhile", async () => {
    const [saver] = exam.crowd;
    await exam.begin(saver!);
    const from = address();
    const { email } = exam.signIns.staff.find(({ roles }) => roles.includes("author"))!;
    const before = await hashes();
    const tries = Promise.all(Array.from({ length: 100 }, () => exam.ask({ path: "/staff/sign-in", ...formOf({ email, password: "wrong" }), from })));
    for (let seq = 1; seq <= 20; seq += 1) {
      const saved = await exam.save(saver!, [operation(seq)]);
      expect([saved.status, saved.ms < MOST_MS]).toEqual([200, true]);
    }
    const answers = await tries;
    const slowed = answers.filter(({ status }) => status === 429);
    expect([answers.filter(({ status }) => status === 422).length, slowed.length, (await hashes()) - before]).toEqual([5, 95, 5]);
    for (const { headers } of slowed) expect(Number(headers["retry-after"])).toBeGreaterThan(0);
    expect(exam.read("select count(*) as signed from sign_in join person on person.id = person_id where email = ?", email)).toEqual([{ signed: 0 }]);
  });

  it("passwords of many accounts from one address are counted before they are hashed", async () => {
    const from = address();
    const before = await hashes();
    await Promise.all(Array.from({ length: 100 }, (_, n) => exam.ask({ path: "/staff/sign-in", ...formOf({ email: `nobody${n}@evil.example`, password: "wrong" }), from })));
    expect((await hashes()) - before).toBeLessThanOrEqual(OF_STAFF_ADDRESS);
  });

  it("keeps nothing of what was typed at a sign-in, right or wrong, and no cookie: neither in a file of its data nor in its log", async () => {
    const from = address();
    const { candidateNumber, admissionCode } = exam.signIns.candidates[1]!;
    const { email, password } = exam.signIns.staff.find(({ roles }) => roles.includes("reviewer"))!;
    const typed = ["typed-where-the-email-goes", "typed-as-a-password", "TYPED-AS-A-NUMBER", "typed-as-a-code"];
    for (const path of ["/staff/sign-in", "/sign-in", "/exam/sign-in-again"]) {
      const [wrongEmail, wrongPassword, wrongNumber, wrongCode] = typed as [string, string, string, string];
      await exam.ask({ path, ...formOf({ email: wrongEmail, password: wrongPassword, candidateNumber: wrongNumber, code: wrongCode }), from });
      await exam.ask({ path, ...formOf({ email, password: wrongPassword, candidateNumber, code: wrongCode }), from });
    }
    const cookies = [await exam.signIn("/sign-in", { candidateNumber, code: admissionCode }), await exam.signIn("/staff/sign-in", { email, password })];
    const secrets = [...typed, admissionCode, password, ...cookies.map((cookie) => cookie.split("=")[1]!)];
    const files = readdirSync(exam.dataDir).filter((name) => /^(exam\.sqlite|seals)/.test(name)).map((name): [string, string] => [name, readFileSync(join(exam.dataDir, name), "latin1")]);
    expect(files.map(([name]) => name)).toEqual(expect.arrayContaining(["exam.sqlite", "exam.sqlite-wal", "seals.jsonl"]));
    // What the server prints for a demonstration is no log.
    for (const [place, text] of [...files, ["log", JSON.stringify(exam.logLines())]] as [string, string][]) {
      expect([place, secrets.filter((secret) => text.toLowerCase().includes(secret.toLowerCase()))]).toEqual([place, []]);
    }
    expect(JSON.stringify(exam.logLines())).not.toContain(from);
  });

  it("keeps no second factor readable, and no file of its data for others", () => {
    const stored = exam.read<{ totp_secret: string }>("select totp_secret from person where totp_secret is not null");
    expect([stored.length, JSON.stringify(stored).includes(SECRET)]).toEqual([1, false]);
    const files = readdirSync(exam.dataDir, { withFileTypes: true }).filter((entry) => entry.isFile() && /^(exam|secret|seals)/.test(entry.name));
    expect(files.length).toBeGreaterThanOrEqual(4);
    expect(files.filter(({ name }) => (statSync(join(exam.dataDir, name)).mode & 0o077) !== 0).map(({ name }) => name)).toEqual([]);
  });
});

describe("what strangers say of a request", () => {
  const ROUTES = ["root", "routes/site", "routes/home", "routes/office", "routes/office.sitting", "routes/board", "routes/board.sitting", "routes/proctor", "routes/author", "routes/admin.clock", "routes/my", "routes/exam", "routes/staff"];
  const PAGES: Record<string, string[]> = { "/": ["root", "routes/site", "routes/home"], "/office": ["root", "routes/site", "routes/office"], "/board": ["root", "routes/site", "routes/board"], "/my": ["root", "routes/site", "routes/my"], "/levels": ["root", "routes/site"] };

  it("an address in X-Forwarded-For gives nobody more tries", async () => {
    const from = address();
    const statuses: number[] = [];
    for (let n = 0; n <= OF_AN_ADDRESS; n += 1) {
      const asked = formOf({ candidateNumber: `X${n}`, code: WRONG });
      statuses.push((await exam.ask({ path: "/sign-in", ...asked, from, headers: { ...asked.headers, "X-Forwarded-For": `198.51.100.${n}`, "X-Real-IP": `198.51.100.${n}`, Forwarded: `for=198.51.100.${n}` } })).status);
    }
    expect(statuses.indexOf(429)).toBe(OF_AN_ADDRESS);
  });

  it("another host or protocol changes no answer, opens no door and closes none", async () => {
    const said = { "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Port": "99", Forwarded: "host=evil.example;proto=https" };
    const { candidateNumber, admissionCode } = exam.signIns.candidates[0]!;
    const asks: Ask[] = [{ path: "/my" }, { path: "/sign-in" }, { path: "/office" }, { path: "/sign-in", ...formOf({ candidateNumber, code: admissionCode }) }];
    for (const asked of asks) {
      const [plain, told] = [await exam.ask(asked), await exam.ask({ ...asked, headers: { ...asked.headers, ...said } })];
      expect([told.status, told.headers.location, told.headers["strict-transport-security"]]).toEqual([plain.status, plain.headers.location, plain.headers["strict-transport-security"]]);
      expect(JSON.stringify(told.headers) + told.text).not.toContain("evil.example");
    }
    expect((await exam.ask({ path: "/metrics", headers: said })).status).toBe(404);
    const foreign = await exam.ask({ path: "/sign-in", ...formOf({ candidateNumber, code: admissionCode }), headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: "https://evil.example", ...said } });
    expect(foreign.status).toBe(403);
  });

  it.each(["nobody", "office"])("%s has no page's data at the address of another, and does no act of it there", async (visitor) => {
    const own: Record<string, string> = visitor === "nobody" ? {} : { Cookie: await exam.staff(visitor) };
    const telephone = () => exam.read("select value from setting where name = 'telephone'");
    const before = telephone();
    for (const [page, routes] of Object.entries(PAGES)) {
      for (const id of [...ROUTES, "", "__proto__", "no-such-route"]) {
        const path = `${page}?_data=${encodeURIComponent(id)}`;
        const loaded = await exam.ask({ path, headers: own });
        if (routes.includes(id)) {
          const plain = await exam.ask({ path: page, headers: own });
          expect([path, loaded.status, loaded.headers.location, loaded.headers["content-type"]]).toEqual([path, plain.status, plain.headers.location, plain.headers["content-type"]]);
          continue;
        }
        const form = formOf({ telephone: "+00 elsewhere" });
        const acted = await exam.ask({ path, ...form, headers: { ...form.headers, ...own } });
        expect([path, loaded.status, acted.status, `${loaded.text}${acted.text}`.match(/routes\/|telephone|\{/)]).toEqual([path, 404, 404, null]);
      }
    }
    const form = formOf({ telephone: "+00 elsewhere" });
    const foreign = await exam.ask({ path: "/office?_data=routes%2Foffice", ...form, headers: { ...form.headers, ...own, Origin: "https://evil.example" } });
    expect([foreign.status, telephone()]).toEqual([403, before]);
  });

  it("a host that is none, two of them, or none at all is refused", async () => {
    for (const host of ["a b", "a/b", "a@b", "a:99999", "[::1", "<script>", "a?b", "a\\b", "%00", "\u00e9"]) {
      const told = await sendRaw(exam.port, Buffer.from(`GET /sign-in HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, "latin1"));
      expect([host, statusLine(told), told.includes(host) && host.length > 4]).toEqual([host, 400, false]);
    }
    expect(statusLine(await sendRaw(exam.port, "GET /sign-in HTTP/1.1\r\nConnection: close\r\n\r\n"))).toBe(400);
    expect(statusLine(await sendRaw(exam.port, "GET http://evil.example/sign-in HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))).toBe(400);
  });
});
