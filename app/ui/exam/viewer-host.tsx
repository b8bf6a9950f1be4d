import "#app/viewer/viewer.css";
import { useEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { useState } from "react";
import { createViewer, type ResumeState, type ViewerApi, type ViewerPanel } from "#app/viewer/index.ts";
import type { ExamPlayer, Snapshot } from "./use-player.ts";

/** Where the exam screen wants the images; the viewer itself lives as long as the page. */
export const VIEWER_PLACE = "exam-images";
const QUESTIONS_AHEAD = 3;

function panelsOf(snapshot: Snapshot, position: number): ViewerPanel[] {
  const item = snapshot.items.find((one) => one.position === position);
  return (item?.panels ?? []).flatMap(({ label, studyId, alternativeText, start }) => {
    const manifest = snapshot.studies[studyId];
    return manifest ? [{ label, manifest, alternativeText, start }] : [];
  });
}

/** One viewer for the whole exam, made before the start, so that no script is fetched after it. */
export function ViewerHost({ player, snapshot, shown }: { player: ExamPlayer; snapshot: Snapshot; shown: boolean }) {
  const element = useRef<HTMLDivElement | null>(null);
  const [host] = useState(() => {
    const made = document.createElement("div");
    made.style.height = "100%";
    return made;
  });
  const viewer = useRef<ViewerApi | null>(null);
  const resume = useRef(new Map<number, ResumeState>());
  const shownPosition = useRef(0);
  const { position, items } = snapshot;

  useEffect(() => {
    const made = createViewer(host, { panels: [], loadFrame: (hash) => player.loadFrame(hash) });
    viewer.current = made;
    return () => {
      made.dispose();
      viewer.current = null;
      shownPosition.current = 0;
    };
  }, [host, player]);

  useEffect(() => {
    const place = shown ? document.getElementById(VIEWER_PLACE) : element.current;
    place?.append(host);
  });

  useEffect(() => {
    const api = viewer.current;
    if (api === null || items.length === 0 || shownPosition.current === position) return;
    if (shownPosition.current > 0) resume.current.set(shownPosition.current, api.stateForResume());
    shownPosition.current = position;
    const kept = resume.current.get(position);
    api.setPanels(panelsOf(snapshot, position), kept ? { resume: kept } : {});
    const ahead = Array.from({ length: QUESTIONS_AHEAD }, (_, index) => panelsOf(snapshot, position + index + 1));
    api.prefetch(ahead.flat().map((panel) => panel.manifest));
  }, [snapshot, position, items]);

  return createPortal(<div ref={element} hidden />, document.body);
}
