import { EVENTS } from "#app/exam/attempt/events.ts";
import { foldAttempt } from "#app/exam/attempt/attempt.ts";
import { verifyAudit } from "#app/usecases/admin/verify-audit.ts";
import { loadAttempt, loadEvents, loadResponses } from "#db/attempts.ts";
import { migrate } from "#db/migrate.ts";
import { MIGRATIONS } from "#db/migrations/index.ts";
import type { Db } from "#db/open.ts";
import { MARK } from "#app/exam/scoring/marks.ts";
import { scoreSitting } from "#app/exam/scoring/score-sitting.ts";
import { scoreRunsOfSitting, scoresOfRun } from "#db/score-runs.ts";
import { loadScoringBasis } from "#db/scoring.ts";
import { attemptIdsWithLog } from "#db/verify.ts";
import { beforeAll, expect, it } from "vitest";
import { sealsInMemory } from "./support/context.ts";
import { onEachDatabase } from "./support/databases.ts";
import { restoreDump } from "./support/old-database.ts";

const FIXTURE = "tests/fixtures/database-2026-11-25.sql";
const CHECKPOINT_KEY = new Uint8Array(32).fill(7);

onEachDatabase("a database of November 2026", (database) => {
  let db: Db;
  const stored = () => db.read.selectFrom("attempt_event").select(["attempt_id", "number", "kind", "payload", "hash"]).orderBy("attempt_id").orderBy("number").execute();
  let before: Awaited<ReturnType<typeof stored>>;

  beforeAll(async () => {
    const { place, ...opened } = database();
    db = opened.db;
    before = await stored();
    expect((await migrate(place)).applied).toEqual(Object.keys(MIGRATIONS).filter((name) => name > "0008"));
  });

  it("holds every kind of event there was, in its first version", () => {
    const kinds = new Set(before.map(({ kind }) => kind));
    // Those of parts came later.
    expect(Object.keys(EVENTS).filter((kind) => !kinds.has(kind))).toEqual(["operation-part-closed", "part-started", "part-left"]);
    expect(before.filter(({ payload }) => "v" in JSON.parse(payload))).toEqual([]);
  });

  it("is not rewritten by the migrations", async () => {
    expect(await stored()).toEqual(before);
  });

  it("folds to what its tables say", async () => {
    for (const id of await attemptIdsWithLog(db.read)) {
      const record = foldAttempt(id, await loadEvents(db.read, id));
      expect(record.attempt).toEqual((await loadAttempt(db.read, id))!.attempt);
      expect(new Map([...record.responses].sort())).toEqual(new Map([...(await loadResponses(db.read, [id])).get(id)!].sort()));
    }
  });

  it("keeps what was scored, in thousandths of a mark", async () => {
    const [run] = await scoreRunsOfSitting(db.read, "310225c5-bb01-4736-9f6d-3ce7737257e4");
    const scores = await scoresOfRun(db.read, run!.id);
    expect(scores).toHaveLength(3);
    for (const { score, maximum, positions, profile, outcome } of scores) {
      expect([run!.passMark, score, maximum, outcome]).toEqual([2, MARK, 3 * MARK, "fail"]);
      expect(positions.map((one) => [one.score, one.maximum])).toEqual([[MARK, MARK], [0, MARK], [0, MARK]]);
      expect(profile).toEqual([{ domains: ["physics", "masses"], score: MARK, maximum: 3 * MARK, questions: 3 }]);
    }
    // Scored again from the logs, the figures are the same.
    const basis = await loadScoringBasis(db.read, run!.formId);
    const again = scoreSitting(basis.positions, basis.passMark, scores.map(({ attemptId, logHead, positions }) => ({ attemptId, logHead, answers: new Map(positions.map((one) => [one.position, one.response])) })));
    expect(again).toEqual(scores.map(({ scoreRunId, ...score }) => (scoreRunId === run!.id ? score : null)));
  });

  it("is whole: every chain, every checkpoint, every projection", async () => {
    const report = await verifyAudit({ db, secrets: { key: () => CHECKPOINT_KEY }, seals: sealsInMemory() });
    expect(report.broken).toEqual([]);
    expect(report.attempts).toBe(5);
  });
}, (place) => restoreDump(place, FIXTURE));
