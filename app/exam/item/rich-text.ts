import type { RichText } from "./item.ts";

/** What an item's text may hold: structure and emphasis, nothing that loads, links, scripts or styles. */
export const RICH_TEXT_TAGS = ["p", "br", "em", "strong", "sub", "sup", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "span"] as const;
export type RichTextTag = (typeof RICH_TEXT_TAGS)[number];

/** Attributes by element; "*" stands for all. */
export const RICH_TEXT_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = { "*": ["lang", "dir"], th: ["colspan", "rowspan"], td: ["colspan", "rowspan"] };

export type RichTextElement = { tag: RichTextTag; attributes: Record<string, string>; children: RichTextNode[] };
export type RichTextNode = string | RichTextElement;

const TOKEN = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|[^<]+|</g;
const ATTRIBUTE = /([\w:-]+)="([^"]*)"/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };
/** Between their parts stands white space that is no text. */
const HOLDS_NO_TEXT: readonly string[] = ["ul", "ol", "table", "thead", "tbody", "tfoot", "tr"];
const DEEPEST = 100;

const isTag = (name: string): name is RichTextTag => (RICH_TEXT_TAGS as readonly string[]).includes(name);

/**
 * The elements of a rich text, for whoever shows it: never as raw markup. An element that is not on the list shows its
 * content only, an attribute that is not is left out, and what is no markup at all is text.
 */
export function parseRichText(text: RichText): RichTextNode[] {
  const root: RichTextNode[] = [];
  const open: { name: string; tag: RichTextTag | null; children: RichTextNode[] }[] = [{ name: "", tag: null, children: root }];
  for (const [token, closing, name, attributes = "", empty] of text.matchAll(TOKEN)) {
    const { tag: parent, children } = open.at(-1)!;
    if (name === undefined) {
      if (parent === null || !HOLDS_NO_TEXT.includes(parent) || token.trim() !== "") children.push(decoded(token));
      continue;
    }
    const tag = name.toLowerCase();
    if (closing !== "") {
      const begun = open.findLastIndex((element) => element.name === tag);
      if (begun > 0) open.length = begun;
      continue;
    }
    // As a browser reads it: the same elements on the server and on the screen.
    if (tag === "tr" && parent === "table") {
      const body: RichTextElement = { tag: "tbody", attributes: {}, children: [] };
      children.push(body);
      open.push({ name: "tbody", tag: "tbody", children: body.children });
    }
    const { tag: within, children: siblings } = open.at(-1)!;
    const element = isTag(tag) ? { tag, attributes: attributesOf(tag, attributes), children: [] as RichTextNode[] } : null;
    if (element !== null) siblings.push(element);
    const hasContent = tag !== "br" && empty === "" && open.length <= DEEPEST;
    if (hasContent) open.push({ name: tag, tag: element === null ? within : element.tag, children: element?.children ?? siblings });
  }
  return root;
}

/** The text alone, in the characters that highlights count. */
export function plainText(nodes: readonly RichTextNode[]): string {
  return nodes.map((node) => (typeof node === "string" ? node : plainText(node.children))).join("");
}

function attributesOf(tag: string, text: string): Record<string, string> {
  const allowed = [...(RICH_TEXT_ATTRIBUTES["*"] ?? []), ...(RICH_TEXT_ATTRIBUTES[tag] ?? [])];
  return Object.fromEntries([...text.matchAll(ATTRIBUTE)].flatMap(([, name = "", value = ""]) => (allowed.includes(name) ? [[name, decoded(value)]] : [])));
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,10}));/gi, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole;
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}
