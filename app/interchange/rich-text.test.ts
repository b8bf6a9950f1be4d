import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { richTextOf, toRichText } from "./rich-text.ts";
import { parseXml } from "./xml.ts";

function wellFormed(fragment: string): boolean {
  return parseXml(`<div>${fragment}</div>`).ok;
}

describe("rich text", () => {
  test("keeps structure and emphasis, with language and spans of cells", () => {
    const html = `<p lang="fr">a<br>b <em>c</em> m<sup>2</sup></p><table><tr><td colspan="2" class="x">d</td></tr></table>`;
    expect(toRichText(html)).toBe(`<p lang="fr">a<br />b <em>c</em> m<sup>2</sup></p><table><tr><td colspan="2">d</td></tr></table>`);
  });

  test.each([
    ["<script>alert(1)</script>x", "x"],
    ['<p onclick="x()" style="color:red" id="a">x</p>', "<p>x</p>"],
    ['<a href="javascript:x()">x</a>', "x"],
    ['<img src="x" onerror="y()">x', "x"],
    ["<style>p{}</style><iframe src=x></iframe>x", "x"],
    ["<svg><p>x</p></svg>y", "y"],
    ["<b>x</b><i>y</i>", "<strong>x</strong><em>y</em>"],
    ["<p>x", "<p>x</p>"],
    ["a < b & c > d", "a &lt; b &amp; c &gt; d"],
    ["<!-- <p>x</p> -->y", "y"],
    ["<p></p>y", "y"],
  ])("%j becomes %j", (html, expected) => {
    expect(toRichText(html)).toBe(expected);
  });

  test("of an XML element leaves out what the caller says and maps xml:lang", () => {
    const parsed = parseXml(`<body><p xml:lang="de">a &lt; b</p><q>x</q></body>`);
    if (!parsed.ok) throw new Error(parsed.reason);
    expect(richTextOf(parsed.root, ({ name }) => name === "q")).toBe(`<p lang="de">a &lt; b</p>`);
  });

  test("is well-formed XHTML without anything active, whatever comes in, and cleaning it again changes nothing", () => {
    const scrap = fc.constantFrom("<p>", "</p>", "<td colspan=2>", "<script>", "</script>", "<br>", "<", ">", "&", "&lt;", "&#0;", "\u0001", '"', "<em onclick=x>", "<svg/onload=x>", "<!--", "-->", "a", " ");
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 25 }), (parts) => {
        const text = toRichText(parts.join(""));
        expect(wellFormed(text)).toBe(true);
        expect(text).not.toMatch(/<[^>]*(script|on\w+=|svg|style)/i);
        expect(toRichText(text)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
