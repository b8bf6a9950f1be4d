import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "#config";
import express from "express";
import { sql } from "kysely";
import { folderImageStore } from "#app/adapters/images/folder-image-store.ts";
import type { OperationKind } from "#app/exam/attempt/operation-kinds.ts";
import type { StaffAct } from "#app/exam/proctoring/decide-staff-act.ts";
import rules from "#app/exam/text/rules.en.json" with { type: "json" };
import type { StudyManifest } from "#app/pixels/study.ts";
import { action as signInAgain } from "#app/routes/exam.sign-in-again.ts";
import { prepareAttempt } from "#app/usecases/candidate/prepare-attempt.ts";
import { signInCandidate } from "#app/usecases/candidate/sign-in-candidate.ts";
import { hashOfToken } from "#app/usecases/make-sign-in-token.ts";
import { registerCandidate } from "#app/usecases/office/register-candidate.ts";
import { actOnAttempt } from "#app/usecases/proctor/act-on-attempt.ts";
import { publish } from "#app/usecases/publish-form.ts";
import type { AppContext } from "#app/web/app-context.ts";
import { expiredCloser } from "#app/web/duties/close-expired.ts";
import { actBook } from "#app/web/act-book.ts";
import { feedHub } from "#app/web/feed-hub.ts";
import { hotPath } from "#app/web/hot-path.ts";
import { liveFeed } from "#app/web/live-feed.ts";
import { presenceBook } from "#app/web/presence-book.ts";
import { ownOriginOnly } from "#app/web/security.ts";
import { loadAttempt, loadEvents } from "#db/attempts.ts";
import { insertForm } from "#db/forms.ts";
import { migrate } from "#db/migrate.ts";
import { openDb, transact, type Db } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { endSignIn } from "#db/sign-ins.ts";
import { assignProctor } from "#db/sittings.ts";
import { insertStudy } from "#db/studies.ts";
import { afterAll, afterEach, expect } from "vitest";
import { contextOf } from "../../db/support/context.ts";
import { NOW, storeSample, type Sample } from "../../db/support/sample.ts";

/** What a form of the sample bank would show of its one image. */
export const FRAME = new Uint8Array(randomBytes(500));
export const FRAME_HASH = createHash("sha256").update(FRAME).digest("hex");
const STUDY: StudyManifest = {
  version: 1,
  kind: "still",
  rows: 1,
  columns: 1,
  samplesPerPixel: 1,
  storage: "uint8",
  bitsStored: 8,
  inverted: false,
  rescale: { slope: 1, intercept: 0, unit: null },
  windows: [{ center: 128, width: 256, shape: "LINEAR" }],
  padding: null,
  pixelSpacing: null,
  slices: 1,
  phases: 1,
  frameTimeMs: 40,
  frameTimeSource: "assumed",
  encoding: "delta-planes-deflate",
  frames: [{ hash: FRAME_HASH, bytes: FRAME.length, slice: 0, phase: 0, minimum: 0, maximum: 255 }],
};

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

// Every exam has a database of its own; migrating one and copying it is quicker than migrating each.
const folderOfFile = mkdtempSync(join(tmpdir(), "exam-player-"));
const migrated = join(folderOfFile, "migrated.sqlite");
const migration = migrate({ databaseUrl: null, file: migrated });
afterAll(() => rmSync(folderOfFile, { recursive: true, force: true }));

export type ExamOptions = {
  official?: boolean;
  rulesAccepted?: boolean;
  admits?: "automatic" | "proctor";
  /** False where a proxy holds back the feed of every browser: then the replies have to carry everything. */
  feed?: boolean;
  /** Two questions, the first with the image, and then three more in one direction, under a limit of their own. */
  twoParts?: boolean;
};
export type Exam = Awaited<ReturnType<typeof openExam>>;

/**
 * A real server of one candidate's exam on the loopback, with three questions and one image, as the server program puts it
 * together. In a practice sitting any browser may take the seat; in an `official` one a proctor must have released it.
 */
export async function openExam({ official = false, rulesAccepted = true, admits = "automatic", feed = true, twoParts = false }: ExamOptions = {}) {
  await migration;
  const folder = mkdtempSync(join(folderOfFile, "exam-"));
  const place = { databaseUrl: null, file: join(folder, "exam.sqlite") };
  copyFileSync(migrated, place.file);
  const read = readConfig({}, folder);
  if (!read.ok) throw new Error(read.problems.join());
  const { config } = read;
  const images = folderImageStore(join(folder, "images"));
  const begun = performance.now();
  let passed = 10_000;
  const now = () => NOW + passed + Math.round(performance.now() - begun);
  const faults: string[] = [];

  function serve(db: Db) {
    const base = { ...contextOf(db, { now }), images };
    const log = { ...base.log, error: (fields: object, message: string) => void faults.push(`${message}: ${"err" in fields ? String(fields.err) : ""}`) };
    const context = { ...base, log };
    const [feeds, presence] = [feedHub(context), presenceBook(context)];
    context.queue.listen((changed) => feeds.changed(changed.map(({ stored }) => stored)));
    const app: AppContext = { ...context, config, feeds, presence, acts: actBook(context), hashes: () => ({ computed: 0, waiting: 0 }), loopLagMs: () => 0, notReady: () => null, close: () => db.close() };
    const router = express.Router().use(ownOriginOnly(config)).use(hotPath(app)).use(liveFeed(app)).post("/exam/sign-in-again", renewSignIn(app));
    async function stop(): Promise<void> {
      feeds.close();
      presence.close();
      await context.queue.idle();
      await presence.flush();
      await db.close();
    }
    return { context, router, closeExpired: expiredCloser(context), stop };
  }
  let serving = serve(openDb(place));

  const arrived = new Map<string, number>();
  const underWay = new Set<Promise<unknown>>();
  const feedsOpen = new Set<express.Response>();
  let mayEnter = Promise.resolve();
  const site = express();
  site.use(async (request, response, next) => {
    await mayEnter;
    const name = nameOfRequest(request.path);
    arrived.set(name, (arrived.get(name) ?? 0) + 1);
    const over = new Promise<void>((done) => response.once("close", done));
    if (name === "feed") {
      feedsOpen.add(response);
      void over.then(() => feedsOpen.delete(response));
    } else {
      underWay.add(over);
      void over.then(() => underWay.delete(over));
    }
    serving.router(request, response, next);
  });
  const server: Server = site.listen(0);
  await once(server, "listening");
  const address = `http://localhost:${(server.address() as AddressInfo).port}`;

  endings.push(async () => {
    server.close();
    // What a page sent last stays outside, for the database is going.
    mayEnter = new Promise(() => undefined);
    for (const feed of feedsOpen) feed.destroy();
    await Promise.all(underWay);
    server.closeAllConnections();
    await serving.stop();
    expect(faults).toEqual([]);
  });

  const [proctorId, studyId] = [randomUUID(), createHash("sha256").update(JSON.stringify(STUDY)).digest("hex")];
  await images.put(FRAME_HASH, FRAME);
  await transact(serving.context.db, (trx) => insertStudy(trx, { id: studyId, manifest: JSON.stringify(STUDY), bytes: FRAME.length, declaration: {}, clearedBy: null, nowMs: NOW }));
  const panel = { label: "Cine", studyId, alternativeText: "", start: {} };
  const sample = await storeSample(serving.context.db, twoParts ? 5 : 3, { practice: !official, admits }, [panel]);
  const { sittingId } = sample;
  if (twoParts) await divideForm(serving.context.db, sample);
  await transact(serving.context.db, async (trx) => {
    await insertPerson(trx, { id: proctorId, email: null, name: "Aoife Brennan", passwordHash: null, roles: ["proctor", "office"], nowMs: NOW });
    await assignProctor(trx, sittingId, proctorId);
  });
  const as = (actor: { personId: string; roles: string[]; registrationId: string | null }) => ({ ...serving.context, actor: { name: "", ...actor } });
  const asStaff = () => as({ personId: proctorId, roles: ["proctor", "office"], registrationId: null });
  const { registrationId, candidateNumber, admissionCode } = ok(await registerCandidate(asStaff(), { sittingId, name: "Tomasz Zieliński", email: null }));
  const { attempt } = ok(await prepareAttempt(as({ personId: "", roles: ["candidate"], registrationId }), { again: false }));
  const attemptId = attempt.id;

  async function signIn(): Promise<string> {
    return ok(await signInCandidate(serving.context, { candidateNumber, code: admissionCode, address: "192.0.2.1" })).token;
  }
  if (rulesAccepted) {
    const by = { tokenHash: hashOfToken(await signIn()) };
    ok(await serving.context.record({ attemptId, by, arrivedAtMs: now(), act: { kind: "rules", version: rules.version } }));
  }

  const operations = async (kind: OperationKind) => (await loadEvents(serving.context.db.read, attemptId)).flatMap((event) => (event.kind === "operation" && event.payload.operation === kind ? [{ ...event.payload, text: event.text }] : []));

  return {
    attemptId,
    candidateNumber,
    admissionCode,
    address,
    feed,
    /** What the page is told of the parts. */
    parts: attempt.parts.map(({ oneWay }) => ({ oneWay })),
    signIn,
    endSignIn: (token: string) => transact(serving.context.db, (trx) => endSignIn(trx, hashOfToken(token), now())),
    /** An act of the proctor on the attempt. */
    staff: async (act: WithoutReason<StaffAct>) => void ok(await actOnAttempt(asStaff(), { attemptId, actId: randomUUID(), act: { ...act, reason: "because" } })),
    /** Lets time pass at the server; what expired by it is closed. */
    async passes(ms: number): Promise<void> {
      passed += ms;
      await serving.closeExpired();
    },
    /** How many requests of a kind have come to the server, from whatever browser. */
    arrived: (name: string) => arrived.get(name) ?? 0,
    events: () => loadEvents(serving.context.db.read, attemptId),
    /** What the log keeps of a kind of operation, in the order of arrival. */
    operations,
    /** As `operations`: position and value of each. */
    valuesOf: async (kind: OperationKind) => (await operations(kind)).map(({ position, value, text }) => [position, text ?? value]),
    attempt: async () => (await loadAttempt(serving.context.db.read, attemptId))!.attempt,
    /** A copy of the database as it is now. */
    async backUp(): Promise<string> {
      const copy = join(folder, `${randomUUID()}.sqlite`);
      await sql`vacuum into ${copy}`.execute(serving.context.db.write);
      return copy;
    },
    /** Sets the server back to a copy, as after a broken disk. Requests wait meanwhile, so that this is all a page can notice. */
    async setBack(copy: string): Promise<void> {
      let reopen = () => {};
      mayEnter = new Promise((open) => (reopen = open));
      for (const feed of feedsOpen) feed.destroy();
      await Promise.all(underWay);
      await serving.stop();
      for (const rest of ["-wal", "-shm"]) rmSync(place.file + rest, { force: true });
      copyFileSync(copy, place.file);
      serving = serve(openDb(place));
      reopen();
    },
  };
}

/** Gives the sitting of a sample a form of two parts over the same items. */
async function divideForm(db: Db, { sittingId, versionIds }: Sample): Promise<void> {
  const id = randomUUID();
  const parts = [
    { title: "Cases", limitSeconds: null, oneWay: false, itemVersionIds: versionIds.slice(0, 2) },
    { title: "Physics", limitSeconds: 600, oneWay: true, itemVersionIds: versionIds.slice(2) },
  ];
  await transact(db, async (trx) => {
    await insertForm(trx, { id, title: "Two parts", practice: true, limitSeconds: 1_800, passMark: 1, passMarkNote: "sample", parts, nowMs: NOW });
    await publish(trx, id, NOW);
    await trx.updateTable("sitting").set({ form_id: id }).where("id", "=", sittingId).execute();
  });
}

type WithoutReason<Act> = Act extends unknown ? Omit<Act, "reason"> : never;

function ok<Result extends { ok: boolean }>(result: Result): Extract<Result, { ok: true }> {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result as Extract<Result, { ok: true }>;
}

/** The last word of the address, or the one before the hash of a frame. */
export function nameOfRequest(path: string): string {
  return /^\/attempts\/[^/]+\/([^/]+)/.exec(path)?.[1] ?? path.slice(path.lastIndexOf("/") + 1);
}

/** The route of Remix, of which this server has no other. */
function renewSignIn(app: AppContext): express.RequestHandler {
  return async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString("utf8");
    const asked = new Request(`http://${request.headers.host}${request.url}`, { method: "POST", headers: { "Content-Type": request.headers["content-type"] ?? "" }, body });
    const answer = await signInAgain({ request: asked, params: {}, context: { app, nonce: "", insecureHost: false, address: "192.0.2.1" } });
    response.status(answer.status).set(Object.fromEntries(answer.headers)).end(await answer.text());
  };
}
