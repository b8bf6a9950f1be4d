import { strToU8 } from "fflate";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findElements, parseXml, textOf, xmlLimits } from "./xml.ts";

function root(xml: string) {
  const parsed = parseXml(xml);
  if (!parsed.ok) throw new Error(`${parsed.reason}: ${parsed.detail}`);
  return parsed.root;
}

const reason = (xml: string | Uint8Array) => {
  const parsed = parseXml(xml);
  return parsed.ok ? "parsed" : parsed.reason;
};

describe("an XML document", () => {
  test("keeps order, white space, attributes and CDATA, and loses prefixes and comments", () => {
    const a = root(`<?xml version="1.0"?><q:a xmlns:q="u" q:x="1 &lt; 2" xml:lang="en">t &amp; <b/> <!-- c --><![CDATA[<x>&amp;]]></q:a>`);
    expect(a.name).toBe("a");
    expect(a.attributes).toMatchObject({ x: "1 < 2", "xml:lang": "en" });
    expect(a.children).toEqual(["t & ", { name: "b", attributes: {}, children: [] }, " ", "<x>&amp;"]);
    expect(findElements(a, ({ name }) => name === "b")).toHaveLength(1);
  });

  test("knows character references and the five entities, no other", () => {
    expect(textOf(root("<a>&#233;&#x2264;&quot;&apos;&gt;</a>"))).toBe(`é≤"'>`);
    for (const bad of ["&nbsp;", "&constructor;", "&#0;", "&#xD800;", "&#99999999;", "a & b", "&lt"]) expect(reason(`<a>${bad}</a>`)).toBe("xml-not-well-formed");
  });

  test("may be UTF-16 with a mark, and must be text", () => {
    expect(reason(new Uint8Array([0xff, 0xfe, ...Buffer.from("<a>é</a>", "utf16le")]))).toBe("parsed");
    expect(reason(new Uint8Array([0x3c, 0x61, 0xff, 0x3e]))).toBe("xml-not-utf-8");
  });

  test.each(["", "   ", "text", "<a>", "<a></b>", "<a/><b/>", "<a x=1/>", '<a x="1" x="2"/>', "<a></a>junk"])("%j is not well-formed", (xml) => {
    expect(reason(xml)).toBe("xml-not-well-formed");
  });
});

describe("a hostile document is refused", () => {
  // Each goes on with a fault that would be the answer, had the reader come so far: the answer tells where it stopped.
  const unread = "</b>";

  test("for an external entity, before it is parsed", () => {
    expect(reason(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;${unread}`)).toBe("xml-doctype");
    expect(reason(`<!doctype a SYSTEM "http://example.com/x.dtd"><a>${unread}`)).toBe("xml-doctype");
  });

  test("for a billion laughs, before it is parsed", () => {
    const lines = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("");
    expect(reason(`<!DOCTYPE a [<!ENTITY l0 "lol">${lines}]><a>&l9;${unread}`)).toBe("xml-doctype");
  });

  test("for a document type in UTF-16", () => {
    const text = `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`;
    expect(reason(new Uint8Array([0xff, 0xfe, ...Buffer.from(text, "utf16le")]))).toBe("xml-doctype");
  });

  test("for more elements inside each other than the limit, at the first that is too many", () => {
    const nested = (depth: number) => `${"<a>".repeat(depth)}${"</a>".repeat(depth)}`;
    expect([reason(nested(xmlLimits.depth)), reason(nested(xmlLimits.depth + 1))]).toEqual(["parsed", "xml-too-deep"]);
    expect(reason(nested(200_000))).toBe("xml-too-deep");
    expect(reason(`${"<a>".repeat(xmlLimits.depth)}${unread}`)).toBe("xml-not-well-formed");
    expect(reason(`${"<a>".repeat(xmlLimits.depth + 1)}${unread}`)).toBe("xml-too-deep");
  });

  test("as not well-formed where it only speaks of being nested", () => {
    expect(reason("<a>&nested;</a>")).toBe("xml-not-well-formed");
  });

  test("for more than eight megabytes, before they are decoded", () => {
    const neverText = new Uint8Array(xmlLimits.bytes + 1).fill(0xff);
    expect([reason(neverText.subarray(1)), reason(neverText)]).toEqual(["xml-not-utf-8", "xml-too-large"]);
  });

  test("any bytes give an answer, never a fault", () => {
    const scrap = fc.constantFrom("<", ">", "/", "a", "!", "[", "]", "CDATA", "&", ";", "--", '"', "=", " ", "?", "x:", "</a>", "<a>");
    fc.assert(fc.property(fc.array(scrap, { maxLength: 30 }), (parts) => typeof parseXml(parts.join("")).ok === "boolean"));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => typeof parseXml(bytes).ok === "boolean"));
    expect(reason(strToU8("<a/>"))).toBe("parsed");
  });
});
