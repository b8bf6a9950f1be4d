import type { PanelStart } from "#app/exam/item/item.ts";
import type { ImportedPanel } from "../bank-import.ts";
import { resolvePackagePath } from "../package-files.ts";
import { findElements, textOf, type XmlElement } from "../xml.ts";

type Panels = { ok: true; panels: ImportedPanel[] } | { ok: false; missing: string[] };

/** Whether an element shows DICOM images. */
export function isDicomObject({ name, attributes }: XmlElement): boolean {
  return name === "object" && attributes["type"] === "application/dicom";
}

/** The image panels of an item body; `missing` lists what the package does not hold. */
export function readPanels(body: XmlElement, itemFile: string, packageFiles: string[]): Panels {
  const panels: ImportedPanel[] = [];
  const missing: string[] = [];
  for (const [index, element] of findElements(body, isDicomObject).entries()) {
    const data = element.attributes["data"] ?? "";
    const path = resolvePackagePath(itemFile, data);
    const files = path === null ? [] : packageFiles.filter((file) => file === path || (path.endsWith("/") && file.startsWith(path)));
    if (files.length === 0) missing.push(path ?? data);
    panels.push({
      label: element.attributes["title"] ?? `Image ${index + 1}`,
      files: files.toSorted(),
      alternativeText: element.attributes["aria-label"] ?? textOf(element),
      start: readStart(element.attributes),
    });
  }
  return missing.length > 0 ? { ok: false, missing } : { ok: true, panels };
}

function readStart(attributes: Record<string, string>): PanelStart {
  const start: PanelStart = {};
  const number = (name: string) => {
    const value = Number(attributes[name]);
    return attributes[name] !== undefined && Number.isFinite(value) ? value : undefined;
  };
  const frame = number("data-start-frame");
  const windowCenter = number("data-window-center");
  const windowWidth = number("data-window-width");
  const frameTimeMs = number("data-frame-time");
  if (frame !== undefined && Number.isInteger(frame) && frame >= 0) start.frame = frame;
  if (windowCenter !== undefined) start.windowCenter = windowCenter;
  if (windowWidth !== undefined && windowWidth > 0) start.windowWidth = windowWidth;
  if (frameTimeMs !== undefined && frameTimeMs > 0) start.frameTimeMs = frameTimeMs;
  const zoom = number("data-zoom");
  const centerColumn = number("data-center-column");
  const centerRow = number("data-center-row");
  if (zoom !== undefined && zoom > 0) start.zoom = zoom;
  if (centerColumn !== undefined && centerColumn >= 0) start.centerColumn = centerColumn;
  if (centerRow !== undefined && centerRow >= 0) start.centerRow = centerRow;
  if (attributes["data-playing"] !== undefined) start.playing = attributes["data-playing"] === "true";
  return start;
}
