import { childElements, findElements, type XmlElement } from "../../xml.ts";
import { readChoiceInteraction } from "./choice-interaction.ts";
import { refuse, type ReadInteraction } from "./interaction-result.ts";
import { readTextEntryInteraction } from "./text-entry-interaction.ts";

/** By element name; a new one joins here. `paragraph` is the one in which the interaction stands, if any. */
const READERS: Readonly<Record<string, (root: XmlElement, interaction: XmlElement, paragraph: XmlElement | undefined) => ReadInteraction>> = {
  "qti-choice-interaction": readChoiceInteraction,
  "qti-text-entry-interaction": readTextEntryInteraction,
};

const isInteraction = ({ name }: XmlElement) => name.endsWith("-interaction");

/** Whether an element is the place of the answer and so no part of the stem: an interaction, or the paragraph around a field. */
export function isAnswerPlace(element: XmlElement): boolean {
  return isInteraction(element) || (element.name === "p" && childElements(element).some(isInteraction));
}

/** The one interaction of an item's body. */
export function readInteraction(root: XmlElement, body: XmlElement): ReadInteraction {
  const interactions = findElements(body, isInteraction);
  const [interaction] = interactions;
  if (interaction === undefined) return refuse("it has no interaction");
  if (interactions.length > 1) return refuse(`it has ${interactions.length} interactions; one is supported`);
  const read = Object.hasOwn(READERS, interaction.name) ? READERS[interaction.name] : undefined;
  const [paragraph] = findElements(body, (element) => isAnswerPlace(element) && element !== interaction);
  return read === undefined ? refuse(`${interaction.name.replace(/^qti-/, "")} is not supported`) : read(root, interaction, paragraph);
}
