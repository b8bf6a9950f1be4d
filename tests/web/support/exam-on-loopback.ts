import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readConfig } from "#config";
import express from "express";
import { loadEvents } from "#db/attempts.ts";
import { transact, type Db } from "#db/open.ts";
import { insertSignIn } from "#db/sign-ins.ts";
import { replaceCode } from "#db/sittings.ts";
import { admissionCodeHmac, newAdmissionCode } from "#app/usecases/make-admission-code.ts";
import { signInCandidate } from "#app/usecases/candidate/sign-in-candidate.ts";
import { hashOfToken } from "#app/usecases/make-sign-in-token.ts";
import { COOKIE } from "#app/web/cookie.ts";
import { actBook } from "#app/web/act-book.ts";
import { feedHub } from "#app/web/feed-hub.ts";
import { hotPath } from "#app/web/hot-path.ts";
import { liveFeed } from "#app/web/live-feed.ts";
import { presenceBook } from "#app/web/presence-book.ts";
import { siteOf } from "#app/web/site.ts";
import type { AppContext } from "#app/web/app-context.ts";
import { contextOf } from "../../db/support/context.ts";
import { candidateNumberOf, NOW, storeAttempt, storeSample } from "../../db/support/sample.ts";

export type Answer = { status: number; told: { reason?: string; acknowledged?: string[]; contentKey?: string }; retryAfter: string | null; opIds: string[] };

/** The requests of the exam page on the loopback, over a database that a test takes away, and the page of a running exam. */
export async function examOnLoopback(db: Db) {
  const sample = await storeSample(db);
  const attemptId = await storeAttempt(db, sample);
  const token = randomUUID();
  await transact(db, (trx) =>
    insertSignIn(trx, { tokenHash: hashOfToken(token), personId: sample.personId, registrationId: sample.registrationId, nowMs: NOW, expiresAtMs: NOW + 9_000_000, complete: true }),
  );
  const base = contextOf(db, { actor: { personId: sample.personId } });
  const issued = { candidateNumber: candidateNumberOf(sample.registrationId), admissionCode: newAdmissionCode(base.randomBytes) };
  await transact(db, (trx) => replaceCode(trx, sample.registrationId, admissionCodeHmac(base.secrets, issued.admissionCode)));
  const read = readConfig({}, "/");
  if (!read.ok) throw new Error(read.problems.join());
  const [presence, feeds] = [presenceBook(base), feedHub(base)];
  const app: AppContext = { ...base, config: read.config, presence, feeds, acts: actBook(base), hashes: () => ({ computed: 0, waiting: 0 }), loopLagMs: () => 0, notReady: () => null, close: () => Promise.resolve() };
  const server: Server = express().use(hotPath(app)).use(liveFeed(app)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let seq = 0;

  async function ask(path: string, body: object | null, opIds: string[] = []): Promise<Answer> {
    const headers = { Origin: site, Cookie: `${COOKIE}=${token}` };
    const answer = await fetch(`${site}/attempts/${attemptId}${path}`, { headers, ...(body === null ? {} : { method: "POST", body: JSON.stringify(body) }) });
    return { status: answer.status, told: (await answer.json()) as Answer["told"], retryAfter: answer.headers.get("Retry-After"), opIds };
  }

  return {
    app,
    attemptId,
    /** What the log of the server calls its own fault. */
    faults: base.faults,
    /** What the pages of the site know of whoever asks with this sign-in. */
    site: () => siteOf(new Request(site, { headers: { Cookie: `${COOKIE}=${token}` } }), { app, nonce: "", address: "", insecureHost: false }),
    ask,
    /** A note of so many characters as an operation of its own; `send` may be called again, as the page does. */
    note(characters: number) {
      const operation = { opId: randomUUID(), seq: (seq += 1), position: 1, kind: "note", value: "n".repeat(characters), lastServerTimeMs: 0, elapsedMs: 0 };
      return { opId: operation.opId, send: () => ask("/operations", { lease: 1, operations: [operation] }, [operation.opId]) };
    },
    /** As the page of the sign-in does, with the right code. */
    signIn: () => signInCandidate(app, { candidateNumber: issued.candidateNumber, code: issued.admissionCode, address: "192.0.2.0" }),
    beat: () => ask("/heartbeat", { lease: 1, waiting: 0, oldestWaitingMs: 0, position: 1, visible: true, fullScreen: true, rttMs: 9 }),
    /** The operations that the log holds, in its order. */
    async stored(): Promise<string[]> {
      const events = await loadEvents(db.read, attemptId);
      return events.flatMap((event) => (event.kind === "operation" ? [event.payload.opId] : []));
    },
    end() {
      presence.close();
      feeds.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
