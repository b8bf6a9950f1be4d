import { billionths, readDecimal } from "#app/exam/item/interactions/decimal.ts";
import type { Tolerance } from "#app/exam/item/item.ts";
import { richTextOf } from "../../rich-text.ts";
import { childElements, findElements, textOf, type XmlElement } from "../../xml.ts";
import { refuse, type ReadInteraction } from "./interaction-result.ts";

const LONGEST_UNIT = 20;

/**
 * A text entry whose response is a number. What stands before the field in its paragraph is the lead-in, what stands
 * behind it the unit. The tolerance is that of qti-equal in the item's response processing.
 */
export function readTextEntryInteraction(root: XmlElement, interaction: XmlElement, paragraph: XmlElement | undefined): ReadInteraction {
  const response = interaction.attributes["response-identifier"] ?? "";
  const declaration = childElements(root, "qti-response-declaration").find(({ attributes }) => attributes["identifier"] === response);
  if (!declaration) return refuse(`the response "${response}" is not declared`);
  const { cardinality = "", "base-type": baseType = "" } = declaration.attributes;
  if (cardinality !== "single" || !["float", "integer"].includes(baseType)) return refuse(`a text entry of ${cardinality} ${baseType} is not supported; one number is (float or integer)`);
  const values = childElements(declaration, "qti-correct-response").flatMap((correct) => childElements(correct, "qti-value").map(textOf));
  const [right, ...more] = values.map(readDecimal);
  if (right === undefined || more.length > 0) return refuse("it does not name one number as the right answer");
  if (right === null) return refuse(`its right answer "${values[0]}" is no decimal number of at most twelve places and nine behind the point`);
  const processing = readTolerance(root, response);
  if (!processing.ok) return processing;
  const around = paragraph?.children ?? [interaction];
  const at = around.indexOf(interaction);
  const part = (children: XmlElement["children"]): XmlElement => ({ name: "p", attributes: {}, children });
  const unit = textOf(part(around.slice(at + 1))).replace(/[.,;:]$/, "");
  if (unit.length > LONGEST_UNIT) return refuse(`the text behind the field is no unit: it has more than ${LONGEST_UNIT} characters`);
  const leadIn = richTextOf(part(around.slice(0, at)));
  return { ok: true, leadIn, interaction: { kind: "numeric", unit: unit === "" ? null : unit }, key: { correct: [right], tolerance: processing.tolerance }, processingRead: true };
}

type ReadTolerance = { ok: true; tolerance: Tolerance | null } | { ok: false; why: string };

/** Only what is understood wholly may score: anything else in the response processing is a reason to refuse the item. */
function readTolerance(root: XmlElement, response: string): ReadTolerance {
  const fault = (why: string): ReadTolerance => ({ ok: false, why });
  const [processing] = childElements(root, "qti-response-processing");
  if (processing === undefined || processing.children.every((child) => typeof child === "string")) {
    const template = processing?.attributes["template"] ?? "match_correct";
    return /match_correct(\.xml)?$/.test(template) ? { ok: true, tolerance: null } : fault(`response processing ${template} is not supported for a number`);
  }
  const condition = onlyChild(processing, "qti-response-condition");
  const whenRight = childElements(condition ?? processing, "qti-response-if")[0];
  const equal = whenRight === undefined ? undefined : childElements(whenRight)[0];
  if (condition === null || equal?.name !== "qti-equal" || !comparesWithKey(equal, response) || !scores(whenRight, true) || !otherwiseNothing(condition)) {
    return fault("its response processing is more than one qti-equal between the response and the right answer");
  }
  const { "tolerance-mode": mode = "exact", tolerance = "" } = equal.attributes;
  if (equal.attributes["include-lower-bound"] === "false" || equal.attributes["include-upper-bound"] === "false") return fault("a tolerance without its bounds is not supported");
  if (mode === "exact") return { ok: true, tolerance: null };
  const [below, above = below, ...rest] = tolerance.trim().split(/\s+/).map(readDecimal);
  const good = below !== undefined && below !== null && above !== null && above !== undefined && rest.length === 0 && billionths(below) >= 0n && billionths(above) >= 0n;
  if ((mode !== "absolute" && mode !== "relative") || !good) return fault(`the tolerance "${tolerance}" (${mode}) cannot be read`);
  return { ok: true, tolerance: { mode, below, above } };
}

function onlyChild(element: XmlElement, name: string): XmlElement | null {
  const [child, ...more] = childElements(element);
  return child?.name === name && more.length === 0 ? child : null;
}

function comparesWithKey(equal: XmlElement, response: string): boolean {
  const [variable, correct, ...more] = childElements(equal);
  const names = (element: XmlElement | undefined, name: string) => element?.name === name && element.attributes["identifier"] === response;
  return more.length === 0 && names(variable, "qti-variable") && names(correct, "qti-correct");
}

/** Whether a branch gives the score and does nothing else: one mark where it is right, none where it is not. */
function scores(branch: XmlElement | undefined, right: boolean): boolean {
  const acts = childElements(branch ?? NOTHING).filter(({ name }) => name !== "qti-equal");
  const [act, ...more] = acts;
  const value = findElements(act ?? NOTHING, ({ name }) => name === "qti-base-value")[0];
  const given = act?.name === "qti-set-outcome-value" && act.attributes["identifier"] === "SCORE" && value !== undefined ? Number(textOf(value)) : Number.NaN;
  return more.length === 0 && (right ? given > 0 : given === 0);
}

function otherwiseNothing(condition: XmlElement): boolean {
  const [, otherwise, ...more] = childElements(condition);
  return more.length === 0 && (otherwise === undefined || (otherwise.name === "qti-response-else" && scores(otherwise, false)));
}

const NOTHING: XmlElement = { name: "", attributes: {}, children: [] };
