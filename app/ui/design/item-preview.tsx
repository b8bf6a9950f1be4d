import "#app/viewer/viewer.css";
import { useEffect, useRef } from "react";
import type { ItemVersion } from "#app/exam/item/item.ts";
import type { ViewerPanel } from "#app/viewer/index.ts";
import style from "./item-preview.module.css";
import { RichText } from "./rich-text.tsx";
import { useViewerProgram } from "./use-viewer-program.ts";
import { ImagesMissing } from "./images-missing.tsx";

export type PreviewedItem = Pick<ItemVersion, "stem" | "leadIn" | "interaction" | "panels" | "notice">;

export type ItemPreviewProps = {
  item: PreviewedItem;
  studies: Record<string, ViewerPanel["manifest"]>;
  /** Where a frame is fetched from: this, then its hash. */
  framesUrl: string;
  /** Words beside an option, by its identifier: the key, the own answer. */
  marks?: Readonly<Record<string, string>>;
};

/** An item with its images in the candidate's own viewer. */
export function ItemPreview({ item, studies, framesUrl, marks = {} }: ItemPreviewProps) {
  const place = useRef<HTMLDivElement>(null);
  const program = useViewerProgram();
  const { createViewer } = program;
  useEffect(() => {
    if (place.current === null || createViewer === null || item.panels.length === 0) return;
    const panels = item.panels.flatMap(({ label, studyId, alternativeText, start }) => {
      const manifest = studies[studyId];
      return manifest ? [{ label, manifest, alternativeText, start }] : [];
    });
    async function loadFrame(hash: string): Promise<Uint8Array> {
      const response = await fetch(`${framesUrl}${hash}`);
      if (!response.ok) throw new Error(`frame: ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    }
    const viewer = createViewer(place.current, { panels, loadFrame });
    return () => viewer.dispose();
  }, [item, studies, framesUrl, createViewer]);
  return (
    <div className={style.preview}>
      <div>
        {item.notice !== null && <p className={style.notice}>{item.notice}</p>}
        <RichText html={item.stem} />
        <strong>
          <RichText html={item.leadIn} />
        </strong>
        <ol type="A">
          {item.interaction.options.map((option) => (
            <li key={option.id} className={marks[option.id] === undefined ? undefined : style.marked}>
              <RichText html={option.text} />
              {marks[option.id] !== undefined && <span className={style.mark}>{marks[option.id]}</span>}
            </li>
          ))}
        </ol>
      </div>
      {item.panels.length > 0 && (
        <div className={style.images} data-theme="dark">
          <div ref={place} className={style.place} />
          <ImagesMissing program={program} onRetry={program.load} />
        </div>
      )}
    </div>
  );
}
