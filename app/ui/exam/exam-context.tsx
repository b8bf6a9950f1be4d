import { createContext, useContext, useSyncExternalStore } from "react";
import type { ExamPageData, ExamPlayer, ExamSnapshot } from "./exam-page-data.ts";

export type Exam = { player: ExamPlayer; data: ExamPageData };

const ExamContext = createContext<Exam | null>(null);
export const ExamProvider = ExamContext.Provider;

/** The player and the facts around it. Faults: TypeError outside of the exam page. */
export function useExam(): Exam {
  const exam = useContext(ExamContext);
  if (exam === null) throw new TypeError("useExam stands outside of the exam page");
  return exam;
}

/** Whether the questions of the running part come one after another, and none is seen again. */
export function useIsOneWay(): boolean {
  const { data } = useExam();
  return useSnapshot((now) => data.parts[now.part - 1]?.oneWay === true);
}

/** A piece of the player's state; the component is drawn again only when this piece changes. */
export function useSnapshot<Part>(select: (snapshot: ExamSnapshot) => Part): Part {
  const { player } = useExam();
  const read = () => select(player.getSnapshot());
  return useSyncExternalStore(player.subscribe, read, read);
}
