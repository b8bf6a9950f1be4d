import { randomUUID } from "node:crypto";
import { GRACE_MS, IDLE_AFTER_MS } from "#app/exam/time/idle-time.ts";
import { actBook } from "#app/web/act-book.ts";
import { COOKIE } from "#app/web/cookie.ts";
import { signInOfCookie, staffOf, type RouteContext } from "#app/web/signed-in.ts";
import { hashOfToken } from "#app/usecases/make-sign-in-token.ts";
import { transact, type Db } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import { expect, it } from "vitest";
import { withoutTable } from "../db/support/audit.ts";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";
import { NOW } from "../db/support/sample.ts";

const END = IDLE_AFTER_MS + GRACE_MS;

async function signedIn(db: Db, registrationId: string | null = null) {
  let time = NOW;
  const [token, personId] = [randomUUID(), randomUUID()];
  await transact(db, async (trx) => {
    await insertPerson(trx, { id: personId, email: null, name: "Aoife", passwordHash: null, roles: ["office"], nowMs: NOW });
    await insertSignIn(trx, { tokenHash: hashOfToken(token), personId, registrationId, nowMs: NOW, expiresAtMs: NOW + 99_000_000, complete: true });
  });
  const server = () => {
    const context = contextOf(db, { now: () => time });
    const acts = actBook(context);
    const app = { ...context, acts } as unknown as RouteContext["app"];
    const ask = (headers: Record<string, string>, method = "GET") => staffOf(new Request("http://localhost/office", { method, headers: { Cookie: `${COOKIE}=${token}`, ...headers } }), { app, nonce: "", address: "", insecureHost: false }, ["office"]).then(
      () => "in",
      (thrown: Response) => thrown.headers.get("Location"),
    );
    return { acts, ask, isIn: async () => (await signInOfCookie(`${COOKIE}=${token}`, app)) !== null };
  };
  return { server, tokenHash: hashOfToken(token), pass: (milliseconds: number) => void (time += milliseconds) };
}

onEachDatabase("a sign-in of staff", (database) => {
  it("is not idle for what the server's clock moves on at once, on the next server neither", async () => {
    const { server, pass } = await signedIn(database().db);
    const here = server();
    expect(await here.ask({})).toBe("in");
    pass(END + 60_000);
    expect(await here.isIn()).toBe(false);
    here.acts.moveOn(END);
    expect(await here.isIn()).toBe(true);
    await here.acts.flush();
    expect(await server().isIn()).toBe(true);
    pass(END);
    expect(await here.isIn()).toBe(false);
  });

  it("ends half an hour and a minute after the last act; what a page asks for by itself is none", async () => {
    const { server, pass } = await signedIn(database().db);
    const { ask, isIn } = server();
    pass(END - 1);
    expect(await ask({ "Sec-Fetch-Mode": "cors" })).toBe("in");
    expect(await ask({ "Sec-Fetch-Mode": "navigate" })).toBe("in");
    pass(END - 1);
    for (let n = 0; n < 3; n += 1) expect(await ask({ "Sec-Fetch-Mode": "cors" })).toBe("in");
    expect(await ask({ "Sec-Fetch-Mode": "cors" }, "POST")).toBe("in");
    pass(END - 1);
    expect(await ask({ "Sec-Fetch-Mode": "cors" })).toBe("in");
    pass(1);
    expect(await ask({ "Sec-Fetch-Mode": "navigate" })).toBe("/staff/sign-in");
    expect(await isIn()).toBe(false);
  });

  it("is known to another server and after the next start, and to this one while nothing can be stored", async () => {
    const { db } = database();
    const { server, pass, tokenHash } = await signedIn(db);
    const [here, there] = [server(), server()];
    pass(END - 1);
    await here.ask({});
    await expect(withoutTable(db, "sign_in", here.acts.flush)).rejects.toThrow();
    pass(1);
    expect([await here.isIn(), await there.isIn()]).toEqual([true, false]);
    await here.acts.flush();
    expect([await here.isIn(), await there.isIn(), await server().isIn()]).toEqual([true, true, true]);
    expect(here.acts.lastOf(tokenHash)).toBe(NOW + END - 1);
    pass(4_000_000);
    await here.acts.flush();
    expect(here.acts.lastOf(tokenHash)).toBe(0);
  });

  it("is not a candidate's, which no pause ends", async () => {
    const { server, pass } = await signedIn(database().db, "a registration");
    pass(20 * END);
    expect(await server().isIn()).toBe(true);
  });
});
