import { isKeptInRichText } from "../rich-text.ts";
import { childElements, findElements, textOf, type XmlElement } from "../xml.ts";
import { unknownDomains } from "./read-metadata.ts";
import { isDicomObject } from "./read-panels.ts";

type Note = { what: string; why: string };

const readParts = new Set(["qti-response-declaration", "qti-outcome-declaration", "qti-item-body", "qti-response-processing"]);
const readElements = new Set(["qti-rubric-block", "qti-choice-interaction", "qti-simple-choice", "qti-text-entry-interaction"]);
const ourRubrics = ["notice", "rationale", "reference"];

/** Everything in an imported item that has no counterpart here, so that nothing is lost without a word. */
export function notTakenOverOf(root: XmlElement, body: XmlElement, metadata: XmlElement | null, processingRead: boolean): Note[] {
  return [
    ...childElements(root)
      .filter(({ name }) => !readParts.has(name))
      .map(({ name }) => ({ what: name, why: "the exam has no counterpart" })),
    ...scoringNotes(root, processingRead),
    ...findElements(body, ({ name }) => name === "qti-choice-interaction")
      .filter(({ attributes }) => attributes["shuffle"] === "true")
      .map(() => ({ what: "shuffled options", why: "the order of options is set on the form" })),
    ...bodyNotes(body),
    ...unknownDomains(metadata).map((id) => ({ what: `domain "${id}"`, why: "the blueprint has no such domain" })),
  ];
}

function scoringNotes(root: XmlElement, processingRead: boolean): Note[] {
  const notes: Note[] = [];
  for (const processing of processingRead ? [] : childElements(root, "qti-response-processing")) {
    const template = processing.attributes["template"] ?? "";
    if (!/match_correct(\.xml)?$/.test(template) && (template !== "" || processing.children.length > 0)) {
      notes.push({ what: template === "" ? "response processing of its own" : `response processing ${template}`, why: "the right answer counts one mark, any other none" });
    }
  }
  const maximum = childElements(root, "qti-outcome-declaration").find(({ attributes }) => attributes["identifier"] === "MAXSCORE");
  const marks = maximum ? Number(textOf(maximum)) : 1;
  if (marks !== 1) notes.push({ what: `a maximum of ${marks} marks`, why: "every question counts one mark" });
  return notes;
}

function bodyNotes(element: XmlElement): Note[] {
  return childElements(element).flatMap((child): Note[] => {
    const { name, attributes } = child;
    if (isDicomObject(child)) return [];
    if (name === "img") return [{ what: `image ${attributes["src"] ?? ""}`, why: "only DICOM images are taken over" }];
    if (name === "object") return [{ what: `object of type ${attributes["type"] ?? "unknown"}`, why: "only DICOM images are taken over" }];
    if (name === "qti-rubric-block" && !ourRubrics.some((known) => (attributes["class"] ?? "").split(/\s+/).includes(known))) {
      return [{ what: `rubric block for ${attributes["view"] ?? "nobody"}`, why: "it is none of notice, rationale and reference" }];
    }
    const known = isKeptInRichText(name) || readElements.has(name);
    return [...(known ? [] : [{ what: `element <${name}>`, why: "it is not on the list of permitted text elements" }]), ...bodyNotes(child)];
  });
}
