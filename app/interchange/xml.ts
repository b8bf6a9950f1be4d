import { XMLParser, XMLValidator } from "fast-xml-parser";

export type XmlElement = {
  /** Without its prefix. */
  name: string;
  /** By name without prefix, "xml:lang" and "xmlns" apart; entities decoded. */
  attributes: Record<string, string>;
  /** Elements and text in order; comments and processing instructions are gone. */
  children: (XmlElement | string)[];
};

export type ParsedXml = { ok: true; root: XmlElement } | { ok: false; reason: string; detail: string };

export const xmlLimits = { bytes: 8 * 1024 ** 2, depth: 100 };

/**
 * Parses a document that may be hostile. A DOCTYPE is refused before anything is parsed, so neither external nor
 * nested entities exist; only the five entities of XML itself and character references are known.
 */
export function parseXml(source: Uint8Array | string): ParsedXml {
  if (source.length > xmlLimits.bytes) return { ok: false, reason: "xml-too-large", detail: `more than ${xmlLimits.bytes} bytes` };
  const text = typeof source === "string" ? source : decode(source);
  if (text === null) return { ok: false, reason: "xml-not-utf-8", detail: "the bytes are not text in UTF-8 or UTF-16" };
  if (/<!(doctype|entity)/i.test(text)) return { ok: false, reason: "xml-doctype", detail: "a document type or entity declaration is not accepted" };
  const parsed = parse(text);
  if (!parsed.ok && parsed.reason === "xml-too-deep") return parsed;
  const checked = XMLValidator.validate(text);
  if (checked !== true) return { ok: false, reason: "xml-not-well-formed", detail: `${checked.err.msg} (line ${checked.err.line})` };
  return parsed;
}

/** The parser stops at the first element that lies too deep, which the validator would not: so it comes first. */
function parse(text: string): ParsedXml {
  try {
    const elements = convert(parser().parse(text) as OrderedNode[]).filter((node) => typeof node !== "string" || node.trim() !== "");
    const [root] = elements;
    if (root === undefined || typeof root === "string" || elements.length !== 1) {
      return { ok: false, reason: "xml-not-well-formed", detail: "a document has exactly one root element" };
    }
    return { ok: true, root };
  } catch (error) {
    const detail = (error as Partial<Error>).message ?? "unreadable";
    return { ok: false, reason: detail === "Maximum nested tags exceeded" ? "xml-too-deep" : "xml-not-well-formed", detail };
  }
}

type OrderedNode = { [name: string]: OrderedNode[] | string | Record<string, string> };

function parser(): XMLParser {
  return new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    cdataPropName: "#cdata",
    // The parser does not count the element that it is about to open.
    maxNestedTags: xmlLimits.depth - 1,
  });
}

function convert(nodes: OrderedNode[]): (XmlElement | string)[] {
  const result: (XmlElement | string)[] = [];
  for (const node of nodes) {
    const name = Object.keys(node).find((key) => key !== ":@");
    const content = name === undefined ? undefined : node[name];
    if (name === undefined || content === undefined) continue;
    if (name === "#text") result.push(decodeEntities(String(content)));
    else if (name === "#cdata") result.push(textOfCdata(content));
    else if (Array.isArray(content)) result.push({ name: localName(name), attributes: attributesOf(node[":@"]), children: convert(content) });
  }
  return result;
}

function textOfCdata(content: OrderedNode[string]): string {
  return Array.isArray(content) ? content.map((part) => String(part["#text"] ?? "")).join("") : "";
}

function attributesOf(raw: OrderedNode[string] | undefined): Record<string, string> {
  const attributes: Record<string, string> = {};
  if (raw === undefined || typeof raw === "string" || Array.isArray(raw)) return attributes;
  for (const [name, value] of Object.entries(raw)) {
    attributes[name.startsWith("xml:") || name.startsWith("xmlns") ? name : localName(name)] = decodeEntities(String(value));
  }
  return attributes;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

const named = new Map([["lt", "<"], ["gt", ">"], ["amp", "&"], ["quot", '"'], ["apos", "'"]]);

/** An unknown name is a fault: without a DOCTYPE no other entity can be declared. */
function decodeEntities(text: string): string {
  return text.replace(/&([^;\s&]*);?/g, (whole, name: string) => {
    const known = whole.endsWith(";") ? (named.get(name) ?? characterReference(name)) : undefined;
    if (known === undefined) throw new SyntaxError(`the entity ${whole} is not declared`);
    return known;
  });
}

function characterReference(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name);
  if (!digits) return undefined;
  const code = digits[1] ? Number.parseInt(digits[1], 16) : Number(digits[2]);
  const allowed = code === 9 || code === 10 || code === 13 || (code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff);
  return allowed ? String.fromCodePoint(code) : undefined;
}

function decode(bytes: Uint8Array): string | null {
  const encoding = bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Child elements of a name, or all of them. */
export function childElements(element: XmlElement, name?: string): XmlElement[] {
  return element.children.filter((child): child is XmlElement => typeof child !== "string" && (name === undefined || child.name === name));
}

/** Every element below, in document order, that the test accepts; what it accepts is not searched further. */
export function findElements(element: XmlElement, accepts: (candidate: XmlElement) => boolean): XmlElement[] {
  return childElements(element).flatMap((child) => (accepts(child) ? [child] : findElements(child, accepts)));
}

/** All text below, white space folded. */
export function textOf(element: XmlElement): string {
  const gather = (node: XmlElement | string): string => (typeof node === "string" ? node : node.children.map(gather).join(""));
  return gather(element).replace(/\s+/g, " ").trim();
}
