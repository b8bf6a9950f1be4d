import sanitizeHtml from "sanitize-html";
import type { RichText } from "#app/exam/item/item.ts";
import { RICH_TEXT_ATTRIBUTES, RICH_TEXT_TAGS } from "#app/exam/item/rich-text.ts";
import type { XmlElement } from "./xml.ts";

const options: sanitizeHtml.IOptions = {
  allowedTags: [...RICH_TEXT_TAGS],
  allowedAttributes: Object.fromEntries(Object.entries(RICH_TEXT_ATTRIBUTES).map(([tag, names]) => [tag, [...names]])),
  transformTags: { b: "strong", i: "em" },
  selfClosing: ["br"],
  nonTextTags: ["script", "style", "textarea", "option", "noscript", "object", "iframe", "svg", "math", "audio", "video"],
  parser: { lowerCaseTags: true, lowerCaseAttributeNames: true },
  disallowedTagsMode: "discard",
};

const emptyElement = /<(p|span|em|strong|sub|sup)>\s*<\/\1>/g;

/** Reduces HTML or XHTML to the allow-list; the answer is a well-formed XHTML fragment, safe to put into a page. */
export function toRichText(html: string): RichText {
  const clean = sanitizeHtml(html, options).replace(/[\p{Cc}\uFFFE\uFFFF]/gu, (character) => (/[\t\n\r]/.test(character) ? character : ""));
  let text = clean;
  for (let before = ""; text !== before; ) {
    before = text;
    text = text.replace(emptyElement, "");
  }
  return text.trim();
}

/** Whether an element's own meaning survives in rich text; blocks that only group are let through without a trace. */
export function isKeptInRichText(name: string): boolean {
  return (RICH_TEXT_TAGS as readonly string[]).includes(name) || ["b", "i", "div", "section", "figure", "figcaption", "qti-content-body", "qti-prompt", "qti-stimulus-body"].includes(name);
}

/** The element's content as rich text. */
export function richTextOf(element: XmlElement, leaveOut: (child: XmlElement) => boolean = () => false): RichText {
  return toRichText(serialise(element.children, leaveOut));
}

function serialise(nodes: (XmlElement | string)[], leaveOut: (child: XmlElement) => boolean): string {
  return nodes
    .map((node) => {
      if (typeof node === "string") return escape(node);
      if (leaveOut(node)) return "";
      const lang = node.attributes["lang"] ?? node.attributes["xml:lang"];
      const attributes = Object.entries({ ...node.attributes, ...(lang ? { lang } : {}) })
        .filter(([name]) => !name.includes(":"))
        .map(([name, value]) => ` ${name}="${escape(value)}"`)
        .join("");
      if (node.name === "br") return `<br${attributes} />`;
      return `<${node.name}${attributes}>${serialise(node.children, leaveOut)}</${node.name}>`;
    })
    .join("");
}

function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
