import type { Player } from "#app/player/player.ts";
import type { PlayerSnapshot } from "#app/player/snapshot.ts";
import type { PartShown } from "#app/usecases/candidate/open-exam.ts";
import type { ViewerPanel } from "#app/viewer/index.ts";

/** What the loader of the exam page gives: everything around the questions, none of the questions. */
export type ExamPageData = {
  attemptId: string;
  sittingTitle: string;
  candidateNumber: string;
  candidateName: string;
  telephone: string | null;
  /** Stands on every screen while no organisation answers for the exam. */
  demonstration: string | null;
  buildId: string;
  version: string;
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
  resultUrl: string;
  homeUrl: string;
  /** Takes candidate number and code as a form and answers JSON. */
  signInAgainUrl: string;
};

type StudyManifest = ViewerPanel["manifest"];

export type ExamPlayer = Player<StudyManifest>;
export type ExamSnapshot = PlayerSnapshot<StudyManifest>;
