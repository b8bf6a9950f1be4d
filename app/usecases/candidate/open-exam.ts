import { isDemonstration } from "#app/exam/demonstration.ts";
import { isClosed } from "#app/exam/attempt/attempt.ts";
import type { Refusal } from "#app/exam/refusal.ts";
import fourSentences from "#app/exam/text/four-sentences.en.json" with { type: "json" };
import rules from "#app/exam/text/rules.en.json" with { type: "json" };
import { loadSettings } from "#db/settings.ts";
import type { ActorContext } from "../context.ts";
import { frozenForm } from "../read-frozen-form.ts";
import { attemptOfActor } from "../find-own-attempt.ts";

/** A part as the candidate is told of it before it begins. */
export type PartShown = { title: string; questions: number; limitMs: number | null; oneWay: boolean };

/** What the exam page shows before and around the questions; no question, no key. */
export type OpenedExam = {
  attemptId: string;
  sittingTitle: string;
  candidateNumber: string;
  candidateName: string;
  telephone: string | null;
  /** "Demonstration, not the official exam", on every screen while no organisation answers for it. */
  demonstration: boolean;
  practice: boolean;
  timeZone: string;
  limitSeconds: number;
  questions: number;
  parts: PartShown[];
  /** Epoch milliseconds before which nobody can start. */
  opensAtMs: number;
  /** After it nobody can start any more; null where the sitting never ends. */
  lastStartAtMs: number | null;
  rules: { version: string; paragraphs: string[] };
  fourSentences: string[];
  rulesAccepted: boolean;
  closed: boolean;
};

/** The exam page of one's own attempt; anybody else's is refused as if it did not exist. */
export async function openExam(context: ActorContext, attemptId: string): Promise<{ ok: true; exam: OpenedExam } | Refusal> {
  const { db, actor } = context;
  const own = await attemptOfActor(context, attemptId, "registration");
  if (!own.ok) return own;
  const { loaded: { attempt }, registration, sitting } = own;
  const settings = await loadSettings(db.read);
  const { parts } = await frozenForm(db.read, context.forms, attempt.formId);
  return {
    ok: true,
    exam: {
      attemptId,
      sittingTitle: sitting.title,
      candidateNumber: registration.candidateNumber,
      candidateName: actor.name,
      telephone: settings.telephone ?? null,
      demonstration: isDemonstration(settings),
      practice: sitting.practice,
      timeZone: sitting.timeZone,
      limitSeconds: attempt.limitMs / 1_000,
      questions: attempt.questions,
      parts: attempt.parts.map(({ questions, limitMs, oneWay }, index) => ({ title: parts[index]?.title ?? "", questions, limitMs, oneWay })),
      opensAtMs: sitting.opensAtMs,
      lastStartAtMs: sitting.lastStartAtMs,
      rules,
      fourSentences,
      rulesAccepted: attempt.rulesVersion === rules.version,
      closed: isClosed(attempt.state),
    },
  };
}
