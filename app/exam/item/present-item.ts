import { rulesOf } from "./interactions/registry.ts";
import type { ItemVersion, PresentedItem } from "./item.ts";

/**
 * The item as a candidate may see it. Built field by field, so that a field added to ItemVersion stays on the
 * server until someone adds it here on purpose; neither key, rationale, reference, title, domain nor level pass.
 */
export function presentItem(item: ItemVersion, position: number): PresentedItem {
  return {
    position,
    stem: item.stem,
    leadIn: item.leadIn,
    interaction: rulesOf(item.interaction).present(item.interaction),
    panels: item.panels.map(({ label, studyId, alternativeText, start }) => ({
      label,
      studyId,
      alternativeText,
      start: {
        frame: start.frame,
        windowCenter: start.windowCenter,
        windowWidth: start.windowWidth,
        playing: start.playing,
        frameTimeMs: start.frameTimeMs,
        zoom: start.zoom,
        centerColumn: start.centerColumn,
        centerRow: start.centerRow,
      },
    })),
    notice: item.notice,
  };
}
