/**
 * What an item is. Words: GLOSSARY.md. A version of an item never changes once a form uses it; its key lives
 * apart (ItemKey) so that no object that reaches a candidate can carry it by accident.
 */

/** Well-formed XHTML fragment from the allow-list of rich-text.ts; cleaned by `interchange/rich-text.ts`, never raw input. */
export type RichText = string;

export type Option = {
  /** Stable within the item version; letters A-E are display only. */
  id: string;
  text: RichText;
};

/** How a panel looks before the candidate touches it. Missing values: first frame, first window of the study. */
export type PanelStart = {
  frame?: number;
  windowCenter?: number;
  windowWidth?: number;
  playing?: boolean;
  frameTimeMs?: number;
  /** 1 fits the whole image into the panel. */
  zoom?: number;
  /** The image point in the middle of the panel, in columns and rows from the upper left corner. */
  centerColumn?: number;
  centerRow?: number;
};

/** One labelled image area of an item ("rest", "stress", "LGE"). */
export type ImagePanel = {
  label: string;
  /** Identifier of the prepared images: the SHA-256 (hex) of the study's manifest. */
  studyId: string;
  /** Says what kind of image it is without giving the answer. */
  alternativeText: string;
  start: PanelStart;
};

export type SingleBestAnswer = { kind: "single-best-answer"; options: Option[] };
/** `maxChoices`: how many options may be chosen, or null for any number. */
export type MultipleResponse = { kind: "multiple-response"; options: Option[]; maxChoices: number | null };
/** A number to be typed; `unit` stands behind the field, or null for a bare number. */
export type Numeric = { kind: "numeric"; unit: string | null };
/** Later kinds join this union; each has one file in interactions/. */
export type Interaction = SingleBestAnswer | MultipleResponse | Numeric;

/**
 * What a candidate has answered: the values of a QTI response variable, each as text (option identifiers in the order of
 * choice, or a number as in interactions/decimal.ts). The empty list is a cleared answer.
 */
export type Response = readonly string[];

/** How far below and above a number of the key is still right: in its own unit, or in percent of it. Decimals as text. */
export type Tolerance = { mode: "absolute" | "relative"; below: string; above: string };
/** What makes a response right. `correct` holds values as a response does; `tolerance` null: exactly those. */
export type Key = { correct: readonly string[]; tolerance: Tolerance | null };

export type ItemContent = {
  title: string;
  domain: string;
  /** Level of competency the item aims at. */
  level: 1 | 2 | 3;
  stem: RichText;
  leadIn: RichText;
  interaction: Interaction;
  panels: ImagePanel[];
  /** Shown with the item wherever it appears, for example "Sample, not reviewed by the board". */
  notice: string | null;
  rationale: RichText;
  reference: RichText;
};

export type ItemVersion = ItemContent & { id: string; itemId: string; number: number };

/** Append-only beside the version. */
export type ItemKey = Key & { itemVersionId: string; number: number };

/** What a candidate's browser receives of an item: everything that is not listed here does not leave the server. */
export type PresentedItem = {
  position: number;
  stem: RichText;
  leadIn: RichText;
  interaction: Interaction;
  panels: ImagePanel[];
  notice: string | null;
};
