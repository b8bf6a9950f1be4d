import { randomUUID } from "node:crypto";
import { addTries, runningTries } from "#db/brake-counts.ts";
import { peopleOfBrowser, storeKnownBrowser } from "#db/known-browsers.ts";
import { transact } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { expect, it } from "vitest";
import { onEachDatabase } from "./support/databases.ts";
import { NOW } from "./support/sample.ts";

const MINUTE = 60_000;

onEachDatabase("tries that servers count together", (database) => {
  it("are added up while their minute runs, and begin anew after it", async () => {
    const { db } = database();
    const add = (nowMs: number, ...counts: [string, number, number][]) => transact(db, (trx) => addTries(trx, counts.map(([key, tries, endsAtMs]) => ({ key, tries, endsAtMs })), nowMs));
    await add(NOW);
    expect(await runningTries(db.read, NOW, 10)).toEqual([]);
    await add(NOW, ["b", 2, NOW + MINUTE], ["a", 2, NOW + MINUTE]);
    await Promise.all([add(NOW + 1, ["a", 3, NOW + 2 * MINUTE], ["b", -1, NOW + MINUTE]), add(NOW + 1, ["a", 1, NOW + 2 * MINUTE])]);
    const counted = [{ key: "a", tries: 6, endsAtMs: NOW + MINUTE }, { key: "b", tries: 1, endsAtMs: NOW + MINUTE }];
    expect(await runningTries(db.read, NOW + 1, 10)).toEqual(counted);
    expect(await runningTries(db.read, NOW + 1, 1)).toEqual(counted.slice(0, 1));
    expect(await runningTries(db.read, NOW + MINUTE, 10)).toEqual([]);
    await add(NOW + MINUTE, ["a", 1, NOW + 2 * MINUTE]);
    expect(await db.read.selectFrom("brake_count").selectAll().execute()).toEqual([{ key_hash: "a", tries: 1, ends_at_ms: NOW + 2 * MINUTE }]);
  });
});

onEachDatabase("a browser that is known", (database) => {
  it("names the people who use it until they have expired one by one", async () => {
    const { db } = database();
    const people = [randomUUID(), randomUUID()].sort();
    for (const id of people) await transact(db, (trx) => insertPerson(trx, { id, email: `${id}@example.org`, name: "A", passwordHash: null, roles: [], nowMs: NOW }));
    const [one, other] = people as [string, string];
    const store = (tokenHash: string, personId: string, nowMs: number) => transact(db, (trx) => storeKnownBrowser(trx, { tokenHash, personId, nowMs, expiresAtMs: nowMs + MINUTE }));
    const known = async (tokenHash: string, nowMs: number) => (await peopleOfBrowser(db.read, tokenHash, nowMs)).map(({ personId }) => personId);
    await store("hash", one, NOW);
    await store("hash", other, NOW + 10);
    expect(await peopleOfBrowser(db.read, "hash", NOW)).toEqual(people.map((personId) => ({ personId, email: `${personId}@example.org` })));
    expect(await known("another", NOW)).toEqual([]);
    await store("hash", one, NOW + 20);
    expect(await known("hash", NOW + MINUTE + 10)).toEqual([one]);
    expect(await known("hash", NOW + MINUTE + 20)).toEqual([]);
    await store("second", other, NOW + 2 * MINUTE);
    const left = await db.read.selectFrom("known_browser").select(["token_hash", "person_id"]).orderBy("token_hash").execute();
    expect(left).toEqual([{ token_hash: "hash", person_id: one }, { token_hash: "second", person_id: other }]);
  });
});
