import type { Option } from "#app/exam/item/item.ts";
import { richTextOf } from "../rich-text.ts";
import { childElements, findElements, textOf, type XmlElement } from "../xml.ts";

type Choices = { ok: true; leadIn: string; options: Option[]; key: string[] } | { ok: false; why: string };

const refuse = (why: string): Choices => ({ ok: false, why });

/** The options, the prompt and the key of the item's one choice interaction; only one single right answer is ours. */
export function readChoices(root: XmlElement, body: XmlElement): Choices {
  const interaction = findElements(body, ({ name }) => name === "qti-choice-interaction")[0];
  if (!interaction) return refuse("it has no choice interaction");
  const response = interaction.attributes["response-identifier"] ?? "";
  const declaration = childElements(root, "qti-response-declaration").find(({ attributes }) => attributes["identifier"] === response);
  if (!declaration) return refuse(`the response "${response}" is not declared`);
  const cardinality = declaration.attributes["cardinality"] ?? "";
  const maxChoices = interaction.attributes["max-choices"] ?? "1";
  if (cardinality !== "single" || maxChoices !== "1") return refuse("a choice of several answers is not supported");
  const elements = childElements(interaction, "qti-simple-choice");
  const options = elements.map((choice) => ({ id: choice.attributes["identifier"] ?? "", text: richTextOf(choice) }));
  if (options.length < 2) return refuse("it has fewer than two options");
  if (options.some(({ id }) => id === "") || new Set(options.map(({ id }) => id)).size !== options.length) return refuse("its options have no distinct identifiers");
  if (elements.some((choice) => textOf(choice) === "")) return refuse("an option has no text");
  const key = childElements(declaration, "qti-correct-response").flatMap((correct) => childElements(correct, "qti-value").map(textOf));
  if (key.length !== 1 || !options.some(({ id }) => id === key[0])) return refuse("it does not name one of its options as the right answer");
  const prompt = childElements(interaction, "qti-prompt")[0];
  return { ok: true, leadIn: prompt ? richTextOf(prompt) : "", options, key };
}
