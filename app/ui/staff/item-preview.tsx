import "#app/viewer/viewer.css";
import { useEffect, useRef } from "react";
import type { ItemVersion } from "#app/exam/item/item.ts";
import { createViewer, type ViewerPanel } from "#app/viewer/index.ts";
import { RichText } from "../design/rich-text.tsx";
import style from "./item-preview.module.css";

export type ItemPreviewProps = {
  item: Pick<ItemVersion, "stem" | "leadIn" | "interaction" | "panels" | "notice">;
  studies: Record<string, ViewerPanel["manifest"]>;
};

async function loadFrame(hash: string): Promise<Uint8Array> {
  const response = await fetch(`/author/frames/${hash}`);
  if (!response.ok) throw new Error(`frame: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** An item with its images in the candidate's own viewer. */
export function ItemPreview({ item, studies }: ItemPreviewProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null || item.panels.length === 0) return;
    const panels = item.panels.flatMap(({ label, studyId, alternativeText, start }) => {
      const manifest = studies[studyId];
      return manifest ? [{ label, manifest, alternativeText, start }] : [];
    });
    const viewer = createViewer(place.current, { panels, loadFrame });
    return () => viewer.dispose();
  }, [item, studies]);
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
            <li key={option.id}>
              <RichText html={option.text} />
            </li>
          ))}
        </ol>
      </div>
      {item.panels.length > 0 && <div ref={place} className={style.images} data-theme="dark" />}
    </div>
  );
}
