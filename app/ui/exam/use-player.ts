import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { createPlayer, type Player } from "#app/player/player.ts";
import { initialSnapshot, type PlayerSnapshot } from "#app/player/snapshot.ts";
import type { ViewerPanel } from "#app/viewer/index.ts";
import type { ExamPageData } from "./exam-page.tsx";

export type Study = ViewerPanel["manifest"];
export type ExamPlayer = Player<Study>;
export type Snapshot = PlayerSnapshot<Study>;

const nothing = (): (() => void) => () => undefined;

/** The player of this attempt, made in the browser only, and what it shows. */
export function usePlayer(data: ExamPageData): { player: ExamPlayer | null; snapshot: Snapshot } {
  const [player, setPlayer] = useState<ExamPlayer | null>(null);
  const initial = useRef(initialSnapshot<Study>(data.rulesAccepted)).current;
  const { attemptId, buildId, candidateNumber, rulesAccepted, signInAgainUrl } = data;
  useEffect(() => {
    const made = createPlayer<Study>({
      attemptId,
      buildId,
      candidateNumber,
      rulesAccepted,
      signInAgainUrl,
      framesOf: (study) => study.frames.map((frame) => frame.hash),
    });
    setPlayer(made);
    return () => made.close();
  }, [attemptId, buildId, candidateNumber, rulesAccepted, signInAgainUrl]);
  const snapshot = useSyncExternalStore(player?.subscribe ?? nothing, player?.getSnapshot ?? (() => initial), () => initial);
  return { player, snapshot };
}
