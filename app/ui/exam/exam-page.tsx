import { useEffect } from "react";
import { ExamScreen } from "./exam-screen.tsx";
import { SignInAgain } from "./sign-in-again.tsx";
import { EndedScreen, LoadingScreen, PausedScreen, ReadOnlyScreen, ReceiptScreen, RefusedScreen, SubmittingScreen } from "./state-screens.tsx";
import { SummaryScreen } from "./summary-screen.tsx";
import { usePlayer, type ExamPlayer, type Snapshot } from "./use-player.ts";
import { ViewerHost } from "./viewer-host.tsx";
import { RulesScreen, WaitingScreen } from "./waiting-screens.tsx";
import style from "./exam.module.css";

export type ExamPageData = {
  attemptId: string;
  sittingTitle: string;
  candidateNumber: string;
  candidateName: string;
  telephone: string | null;
  buildId: string;
  version: string;
  practice: boolean;
  timeZone: string;
  limitSeconds: number;
  questions: number;
  rules: { version: string; paragraphs: string[] };
  fourSentences: string[];
  rulesAccepted: boolean;
  resultUrl: string;
  homeUrl: string;
  signInAgainUrl: string;
};

export type ScreenProps = { data: ExamPageData; player: ExamPlayer; snapshot: Snapshot };

/** The exam from the waiting room to the receipt: one document, one player, one viewer that is made before the start. */
export function ExamPage({ data }: { data: ExamPageData }) {
  const { player, snapshot } = usePlayer(data);
  const { phase, reopened } = snapshot;
  useEffect(() => {
    // A closed attempt that a proctor has reopened begins with the page as it was at the start.
    if (reopened) window.location.reload();
  }, [reopened]);
  return (
    <div className={style.document}>
      {player === null ? <LoadingScreen /> : <Screen data={data} player={player} snapshot={snapshot} />}
      {player !== null && <ViewerHost player={player} snapshot={snapshot} shown={phase === "active"} />}
      {player !== null && snapshot.signInNeeded && <SignInAgain player={player} />}
    </div>
  );
}

function Screen(props: ScreenProps) {
  switch (props.snapshot.phase) {
    case "loading":
      return <LoadingScreen />;
    case "refused":
      return <RefusedScreen {...props} />;
    case "rules":
      return <RulesScreen {...props} />;
    case "waiting":
      return <WaitingScreen {...props} />;
    case "active":
      return <ExamScreen {...props} />;
    case "paused":
      return <PausedScreen {...props} />;
    case "summary":
      return <SummaryScreen {...props} />;
    case "submitting":
      return <SubmittingScreen {...props} />;
    case "receipt":
      return <ReceiptScreen {...props} />;
    case "read-only":
      return <ReadOnlyScreen {...props} />;
    case "ended":
      return <EndedScreen {...props} />;
  }
}
