import { findElements, type XmlElement } from "../../xml.ts";
import { readChoiceInteraction } from "./choice-interaction.ts";
import { refuse, type ReadInteraction } from "./interaction-result.ts";

/** By element name; a new one joins here. */
const READERS: Readonly<Record<string, (root: XmlElement, interaction: XmlElement) => ReadInteraction>> = {
  "qti-choice-interaction": readChoiceInteraction,
};

/** Whether an element is an interaction that can be read: it is no part of the stem. */
export function isReadInteraction({ name }: XmlElement): boolean {
  return Object.hasOwn(READERS, name);
}

/** The one interaction of an item's body. */
export function readInteraction(root: XmlElement, body: XmlElement): ReadInteraction {
  const interactions = findElements(body, ({ name }) => name.endsWith("-interaction"));
  const [interaction] = interactions;
  if (interaction === undefined) return refuse("it has no interaction");
  if (interactions.length > 1) return refuse(`it has ${interactions.length} interactions; one is supported`);
  const read = isReadInteraction(interaction) ? READERS[interaction.name] : undefined;
  return read === undefined ? refuse(`${interaction.name.replace(/^qti-/, "")} is not supported`) : read(root, interaction);
}
