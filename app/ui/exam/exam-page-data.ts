import type { Player } from "#app/player/player.ts";
import type { PlayerSnapshot } from "#app/player/snapshot.ts";
import type { OpenedExam } from "#app/usecases/candidate/open-exam.ts";
import type { ViewerPanel } from "#app/viewer/index.ts";

/** What the loader of the exam page gives: everything around the questions, none of the questions. */
export type ExamPageData = Omit<OpenedExam, "closed" | "demonstration"> & {
  /** The sentence that this installation is no official one; null where it is. */
  demonstration: string | null;
  buildId: string;
  version: string;
  resultUrl: string;
  homeUrl: string;
  /** Takes candidate number and code as a form and answers JSON. */
  signInAgainUrl: string;
};

type StudyManifest = ViewerPanel["manifest"];

export type ExamPlayer = Player<StudyManifest>;
export type ExamSnapshot = PlayerSnapshot<StudyManifest>;
