import type { ItemContent, Key, PanelStart } from "#app/exam/item/item.ts";
import type { PackageRefusal } from "./package-files.ts";

/** An image area whose images still lie in the package; whoever stores the item turns `files` into a study. */
export type ImportedPanel = {
  label: string;
  /** Package paths, sorted, at least one: one series. */
  files: string[];
  alternativeText: string;
  start: PanelStart;
};

export type ImportedContent = Omit<ItemContent, "panels"> & { panels: ImportedPanel[] };

export type ImportedItem = {
  /** The source's own identifier; may come twice, `file` tells the two apart. */
  sourceId: string;
  file: string;
  kind: ItemContent["interaction"]["kind"];
  title: string;
  content: ImportedContent;
  /** Options in it bear the source's own choice identifiers, as in `content`. */
  key: Key;
};

/** Something of an imported item or of the package that does not exist here; the rest was imported. */
export type NotTakenOver = { sourceId: string; file: string; what: string; why: string };
/** An item that was not imported. */
export type RefusedItem = { sourceId: string; file: string; why: string };

export type BankFormat = "qti-3.0";
export type BankImport = { ok: true; format: BankFormat; imported: ImportedItem[]; notTakenOver: NotTakenOver[]; refused: RefusedItem[] } | PackageRefusal;

/** Domain of an item whose source names none that the blueprint knows; an author has to choose one. */
export const unassignedDomain = "unassigned";
