import "#app/viewer/viewer.css";
import { useEffect, useRef, useState } from "react";
import type { ItemVersion, Response } from "#app/exam/item/item.ts";
import type { ViewerPanel } from "#app/viewer/index.ts";
import { ImagesMissing } from "../design/images-missing.tsx";
import { useViewerProgram } from "../design/use-viewer-program.ts";
import style from "./item-preview.module.css";
import { QuestionText } from "./question-text.tsx";

export type PreviewedItem = Pick<ItemVersion, "stem" | "leadIn" | "interaction" | "panels" | "notice">;

export type ItemPreviewProps = {
  item: PreviewedItem;
  studies: Record<string, ViewerPanel["manifest"]>;
  /** Where a frame is fetched from: this, then its hash. */
  framesUrl: string;
  /** Words beside an option, by its identifier: the key, the own answer. */
  marks?: Readonly<Record<string, string>>;
  /** The answer that was given, and stands; without one it can be tried what answering is like. */
  given?: Response;
};

/** An item as candidates see it, with its images in their own viewer. */
export function ItemPreview({ item, studies, framesUrl, marks, given }: ItemPreviewProps) {
  const [tried, setTried] = useState<Response>([]);
  const [struck, setStruck] = useState<string[]>([]);
  const acts = given === undefined ? { onAnswer: setTried, onStrike: setStruck } : {};
  const host = useRef<HTMLDivElement>(null);
  const program = useViewerProgram();
  const { createViewer } = program;
  useEffect(() => {
    if (host.current === null || createViewer === null || item.panels.length === 0) return;
    const panels = item.panels.flatMap(({ label, studyId, alternativeText, start }) => {
      const manifest = studies[studyId];
      return manifest ? [{ label, manifest, alternativeText, start }] : [];
    });
    async function loadFrame(hash: string): Promise<Uint8Array> {
      const response = await fetch(`${framesUrl}${hash}`);
      if (!response.ok) throw new Error(`frame: ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    }
    const viewer = createViewer(host.current, { panels, loadFrame });
    return () => viewer.dispose();
  }, [item, studies, framesUrl, createViewer]);
  return (
    <div className={style.preview}>
      <div className={style.text}>
        <QuestionText item={item} response={given ?? tried} struck={struck} marks={marks} {...acts} />
      </div>
      {item.panels.length > 0 && (
        <div className={style.images} data-theme="dark">
          <div ref={host} className={style.host} />
          <ImagesMissing program={program} onRetry={program.load} />
        </div>
      )}
    </div>
  );
}
