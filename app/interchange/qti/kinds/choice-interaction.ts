import type { Interaction } from "#app/exam/item/item.ts";
import { richTextOf } from "../../rich-text.ts";
import { childElements, textOf, type XmlElement } from "../../xml.ts";
import { refuse, type ReadInteraction } from "./interaction-result.ts";

/** A choice interaction: its options, its prompt and its key. One answer of one is single best answer, else multiple response. */
export function readChoiceInteraction(root: XmlElement, interaction: XmlElement): ReadInteraction {
  const response = interaction.attributes["response-identifier"] ?? "";
  const declaration = childElements(root, "qti-response-declaration").find(({ attributes }) => attributes["identifier"] === response);
  if (!declaration) return refuse(`the response "${response}" is not declared`);
  const cardinality = declaration.attributes["cardinality"] ?? "";
  const maxChoices = interaction.attributes["max-choices"] ?? "1";
  if (!/^\d{1,4}$/.test(maxChoices)) return refuse(`"${maxChoices}" says nothing of how many options may be chosen`);
  if (cardinality !== "single" && cardinality !== "multiple") return refuse(`a choice of cardinality "${cardinality}" is not supported`);
  if (cardinality === "single" && maxChoices !== "1") return refuse("several options may be chosen, and one can be given");
  const elements = childElements(interaction, "qti-simple-choice");
  const options = elements.map((choice) => ({ id: choice.attributes["identifier"] ?? "", text: richTextOf(choice) }));
  if (options.length < 2) return refuse("it has fewer than two options");
  if (options.some(({ id }) => id === "") || new Set(options.map(({ id }) => id)).size !== options.length) return refuse("its options have no distinct identifiers");
  if (elements.some((choice) => textOf(choice) === "")) return refuse("an option has no text");
  const key = childElements(declaration, "qti-correct-response").flatMap((correct) => childElements(correct, "qti-value").map(textOf));
  if (new Set(key).size !== key.length || !key.every((right) => options.some(({ id }) => id === right))) return refuse("its key names something that is none of its options");
  const several = cardinality === "multiple";
  if (several ? key.length === 0 : key.length !== 1) return refuse(several ? "it names no right answer" : "it does not name one of its options as the right answer");
  const limit = Number(maxChoices);
  if (several && limit !== 0 && key.length > limit) return refuse(`${key.length} options are right and at most ${limit} may be chosen`);
  const prompt = childElements(interaction, "qti-prompt")[0];
  const read: Interaction = several ? { kind: "multiple-response", options, maxChoices: limit === 0 ? null : limit } : { kind: "single-best-answer", options };
  return { ok: true, leadIn: prompt ? richTextOf(prompt) : "", interaction: read, key: { correct: key, tolerance: null } };
}
