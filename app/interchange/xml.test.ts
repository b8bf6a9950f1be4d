import { strToU8 } from "fflate";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findElements, parseXml, textOf } from "./xml.ts";

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

describe("a hostile document is refused in less than a second:", () => {
  const timed = (xml: string) => {
    const started = performance.now();
    const answer = reason(xml);
    expect(performance.now() - started).toBeLessThan(1000);
    return answer;
  };

  test("an external entity", () => {
    expect(timed(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`)).toBe("xml-doctype");
    expect(timed(`<!doctype a SYSTEM "http://example.com/x.dtd"><a/>`)).toBe("xml-doctype");
  });

  test("a billion laughs", () => {
    const lines = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("");
    expect(timed(`<!DOCTYPE a [<!ENTITY l0 "lol">${lines}]><a>&l9;</a>`)).toBe("xml-doctype");
  });

  test("a document type in UTF-16", () => {
    const text = `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`;
    expect(reason(new Uint8Array([0xff, 0xfe, ...Buffer.from(text, "utf16le")]))).toBe("xml-doctype");
  });

  test("200,000 nested elements", () => {
    expect(timed(`${"<a>".repeat(200_000)}${"</a>".repeat(200_000)}`)).toBe("xml-too-deep");
  });

  test("more than eight megabytes", () => {
    expect(timed(`<a>${"x".repeat(9 * 1024 ** 2)}</a>`)).toBe("xml-too-large");
  });

  test("any bytes give an answer, never a fault", () => {
    const scrap = fc.constantFrom("<", ">", "/", "a", "!", "[", "]", "CDATA", "&", ";", "--", '"', "=", " ", "?", "x:", "</a>", "<a>");
    fc.assert(fc.property(fc.array(scrap, { maxLength: 30 }), (parts) => typeof parseXml(parts.join("")).ok === "boolean"));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => typeof parseXml(bytes).ok === "boolean"));
    expect(reason(strToU8("<a/>"))).toBe("parsed");
  });
});
