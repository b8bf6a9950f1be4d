import { isClosed } from "#app/exam/attempt/attempt.ts";
import { isOpenDemonstration } from "#app/exam/demonstration.ts";
import { rulesOf } from "#app/exam/item/interactions/registry.ts";
import type { Key, PresentedItem, Response } from "#app/exam/item/item.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import type { StudyManifest } from "#app/pixels/study.ts";
import { itemsInExams, loadFormItems } from "#db/forms.ts";
import { newestKeys } from "#db/items.ts";
import { finalAnswers, NO_KEY } from "#db/scoring.ts";
import { loadSettings } from "#db/settings.ts";
import type { ActorContext } from "../context.ts";
import { frozenForm } from "../read-frozen-form.ts";
import { attemptOfActor } from "../find-own-attempt.ts";

/** One question of a finished practice exam, with what it was for. */
export type ReviewedItem = {
  item: PresentedItem;
  response: Response;
  /** Null where the question is also in an exam: then it stays a secret here. `right`: the answer has every mark there is. */
  solution: { right: boolean; key: Key; rationale: string; reference: string } | null;
};

export type Review = { items: ReviewedItem[]; studies: Record<string, StudyManifest> };

type OwnPractice = { ok: true; formId: string } | Refusal;

async function ownPractice(context: ActorContext, attemptId: string): Promise<OwnPractice> {
  const own = await attemptOfActor(context, attemptId, "person");
  if (!own.ok) return own;
  const { attempt } = own.loaded;
  if (!own.sitting.practice) return refuse("no-review");
  return isClosed(attempt.state) ? { ok: true, formId: attempt.formId } : refuse("exam-not-over");
}

/**
 * Everything a candidate learns from a practice exam after it: the own answers, the keys, the rationales. The keys of
 * items that stand in an exam as well are shown in an open demonstration only, where both use the same sample items.
 */
export async function seeReview(context: ActorContext, attemptId: string): Promise<{ ok: true; review: Review } | Refusal> {
  const { db } = context;
  const own = await ownPractice(context, attemptId);
  if (!own.ok) return own;
  const form = await frozenForm(context.db.read, context.forms, own.formId);
  const positions = await loadFormItems(db.read, own.formId);
  const keys = await newestKeys(db.read, positions.map(({ item }) => item.id));
  const answers = (await finalAnswers(db.read, [attemptId])).get(attemptId);
  const secret = isOpenDemonstration(await loadSettings(db.read)) ? new Set<string>() : await itemsInExams(db.read, positions.map(({ item }) => item.itemId));
  const versions = new Map(positions.map(({ position, item }) => [position, item]));
  const items = form.items.flatMap((item): ReviewedItem[] => {
    const version = versions.get(item.position);
    if (version === undefined) return [];
    const { rationale, reference, interaction } = version;
    const response = answers?.get(item.position) ?? [];
    const { correct, tolerance } = keys.get(version.id) ?? NO_KEY;
    const { score, maximum } = rulesOf(interaction).score(interaction, response, { correct, tolerance });
    return [{ item, response, solution: secret.has(version.itemId) ? null : { right: score === maximum, key: { correct, tolerance }, rationale, reference } }];
  });
  return { ok: true, review: { items, studies: form.studies } };
}

/** One frame of the images of one's own finished practice exam. */
export async function seeReviewFrame(context: ActorContext, attemptId: string, hash: string): Promise<{ ok: true; bytes: Uint8Array } | Refusal> {
  const own = await ownPractice(context, attemptId);
  if (!own.ok) return own;
  const { parts } = await frozenForm(context.db.read, context.forms, own.formId);
  return parts.flatMap(({ frames }) => frames).some((frame) => frame.hash === hash) ? { ok: true, bytes: await context.images.get(hash) } : refuse("unknown-frame");
}
