import { useEffect, useState } from "react";
import { forgetPage, keepPage } from "#app/player/page/offline-page.ts";
import { createPlayer } from "#app/player/player.ts";
import { BetweenPage } from "./between-page.tsx";
import { EndedPage, ReceiptPage, SubmittingPage } from "./end-pages.tsx";
import { ExamProvider, useExam, useSnapshot, type Exam } from "./exam-context.tsx";
import type { ExamPageData, ExamPlayer } from "./exam-page-data.ts";
import { ExamScreen } from "./exam-screen.tsx";
import style from "./exam-page.module.css";
import { RulesPage } from "./rules-page.tsx";
import { SignInDialog } from "./sign-in-dialog.tsx";
import { PausedPage, RefusedPage, SeatTakenPage } from "./stopped-pages.tsx";
import { useWakeLock } from "./use-wake-lock.ts";
import { WaitingRoom } from "./waiting-room.tsx";
import { useViewerProgram } from "../design/use-viewer-program.ts";
import { say } from "./words.ts";

export type { ExamPageData } from "./exam-page-data.ts";

/** The exam from the rules to the receipt: one document, no navigation, no loading of program parts after the start. */
export function ExamPage({ data }: { data: ExamPageData }) {
  const [exam, setExam] = useState<Exam | null>(null);

  useEffect(() => {
    const player: ExamPlayer = createPlayer({
      attemptId: data.attemptId,
      buildId: data.buildId,
      parts: data.parts,
      rulesAccepted: data.rulesAccepted,
      candidateNumber: data.candidateNumber,
      signInAgainUrl: data.signInAgainUrl,
      framesOf: (study) => study.frames.map((frame) => frame.hash),
    });
    setExam({ player, data });
    // A translator would change what options say, and rewrites texts behind React's back.
    document.documentElement.setAttribute("translate", "no");
    return () => {
      document.documentElement.removeAttribute("translate");
      player.close();
    };
    // The page is one document: its data are those of its loading.
  }, [data]);

  if (exam === null) return <Opening title={data.sittingTitle} demonstration={data.demonstration} />;
  return (
    <ExamProvider value={exam}>
      <PhasePage />
      <SignInDialog />
    </ExamProvider>
  );
}

function Opening({ title, demonstration }: { title: string; demonstration: string | null }) {
  return (
    <main className={style.opening}>
      <p className={style.title}>{title}</p>
      <h1>{say("loading")}</h1>
      <p role="status">{say("loading-detail")}</p>
      {demonstration !== null && <p>{demonstration}</p>}
    </main>
  );
}

function PhasePage() {
  const { data } = useExam();
  const phase = useSnapshot((now) => now.phase);
  const viewer = useViewerProgram();
  // Also while one waits, is paused or hands in: the page must be seen to go on by itself.
  useWakeLock(phase !== "receipt" && phase !== "ended" && phase !== "refused");
  useEffect(() => {
    // Twice: in the waiting room, and with everything that was loaded until the start.
    if (phase === "waiting" || phase === "active") void keepPage();
    if (phase === "receipt" || phase === "ended") void forgetPage();
  }, [phase]);

  switch (phase) {
    case "loading":
      return <Opening title={data.sittingTitle} demonstration={data.demonstration} />;
    case "refused":
      return <RefusedPage />;
    case "rules":
      return <RulesPage />;
    case "waiting":
      return <WaitingRoom viewer={viewer} />;
    case "active":
    case "summary":
    case "paused":
      return (
        <>
          {phase === "paused" && <PausedPage />}
          <ExamScreen viewer={viewer} paused={phase === "paused"} />
        </>
      );
    case "between":
      return <BetweenPage />;
    case "submitting":
      return <SubmittingPage />;
    case "receipt":
      return <ReceiptPage />;
    case "read-only":
      return <SeatTakenPage />;
    case "ended":
      return <EndedPage />;
  }
}
