/**
 * One QTI 3.0 item. What QTI has no place for follows a convention of ours, legal QTI 3 throughout:
 *
 *   images     <object type="application/dicom" data="../images/series/" title="label">alternative text</object>;
 *              `data` names a folder (one series, all its files) or one file; data-start-frame, data-window-center,
 *              data-window-width, data-playing, data-frame-time, data-zoom (1 = fit), data-center-column and
 *              data-center-row say how the panel starts
 *   lead-in    <qti-prompt> of the interaction, or what stands before the field in its paragraph; the rest of the body
 *              is the stem
 *   unit       what stands behind the field of a number in its paragraph
 *   notice     <qti-rubric-block use="instructions" view="candidate ..." class="notice">
 *   rationale  <qti-rubric-block use="scoring" view="scorer ..." class="rationale">
 *   reference  <qti-rubric-block use="scoring" view="scorer ..." class="reference">
 *   domain     LOM classification of the manifest's resource with purpose "discipline", its taxon's id
 *   level      LOM classification with purpose "educational level", its taxon's id (1, 2 or 3)
 */
import type { ImportedContent, ImportedItem, NotTakenOver, RefusedItem } from "../bank-import.ts";
import { richTextOf } from "../rich-text.ts";
import { childElements, findElements, textOf, type XmlElement } from "../xml.ts";
import { isAnswerPlace, readInteraction } from "./kinds/read-interaction.ts";
import { readDomain, readLevel } from "./read-metadata.ts";
import { isDicomObject, readPanels } from "./read-panels.ts";
import { notTakenOverOf } from "./not-taken-over.ts";

export type ItemSource = { root: XmlElement; file: string; metadata: XmlElement | null; packageFiles: string[] };
export type ReadItem =
  | { ok: true; item: ImportedItem; notTakenOver: NotTakenOver[] }
  /** `missing`: image files that the item names and the package does not hold; then the package is malformed. */
  | { ok: false; refused: RefusedItem; missing: string[] };

/** Reads one item; the answer says whether it was imported, and what of it stayed behind. */
export function readItem({ root, file, metadata, packageFiles }: ItemSource): ReadItem {
  const sourceId = root.attributes["identifier"] ?? "";
  const refuse = (why: string, missing: string[] = []): ReadItem => ({ ok: false, refused: { sourceId, file, why }, missing });
  const body = childElements(root, "qti-item-body")[0];
  const hindrance = body ? unsupportedFeature(root) : "it has no body";
  if (!body || hindrance !== null) return refuse(hindrance ?? "it has no body");
  const read = readInteraction(root, body);
  if (!read.ok) return refuse(read.why);
  const panels = readPanels(body, file, packageFiles);
  if (!panels.ok) return refuse("an image is missing", panels.missing);
  const title = root.attributes["title"] ?? sourceId;
  const rubric = (className: string) => rubricText(body, className);
  const content: ImportedContent = {
    title,
    domain: readDomain(metadata),
    level: readLevel(metadata),
    stem: richTextOf(body, isNotStem),
    leadIn: read.leadIn,
    interaction: read.interaction,
    panels: panels.panels,
    notice: noticeText(body),
    rationale: rubric("rationale"),
    reference: rubric("reference"),
  };
  return {
    ok: true,
    item: { sourceId, file, kind: read.interaction.kind, title, content, key: read.key },
    notTakenOver: notTakenOverOf(root, body, metadata, read.processingRead === true).map(({ what, why }) => ({ sourceId, file, what, why })),
  };
}

/** Why an item cannot be ours whatever its scoring, or null. */
function unsupportedFeature(root: XmlElement): string | null {
  if (root.attributes["adaptive"] === "true") return "adaptive items are not supported";
  if (childElements(root, "qti-template-declaration").length > 0) return "item templates are not supported";
  return childElements(root, "qti-assessment-stimulus-ref").length > 0 ? "its stimulus lies in a file of its own" : null;
}

function isNotStem(element: XmlElement): boolean {
  return isAnswerPlace(element) || element.name === "qti-rubric-block" || isDicomObject(element);
}

function rubricsOf(body: XmlElement, className: string): XmlElement[] {
  return findElements(body, ({ name }) => name === "qti-rubric-block").filter(({ attributes }) => (attributes["class"] ?? "").split(/\s+/).includes(className));
}

function rubricText(body: XmlElement, className: string): string {
  return rubricsOf(body, className).map((rubric) => richTextOf(rubric)).join("");
}

function noticeText(body: XmlElement): string | null {
  const text = rubricsOf(body, "notice").map(textOf).join(" ");
  return text === "" ? null : text;
}
