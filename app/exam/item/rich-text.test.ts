import fc from "fast-check";
import { expect, it } from "vitest";
import { parseRichText, plainText, RICH_TEXT_TAGS, type RichTextNode, type RichTextTag } from "./rich-text.ts";

const element = (tag: RichTextTag, children: RichTextNode[] = [], attributes = {}) => ({ tag, attributes, children });

it("reads elements, their attributes and their text", () => {
  expect(parseRichText('<p lang="de" dir="ltr">T<sub>1</sub> &lt; 950&#160;ms</p><br />')).toEqual([
    element("p", ["T", element("sub", ["1"]), " < 950\u00a0ms"], { lang: "de", dir: "ltr" }),
    element("br"),
  ]);
});

it("keeps cells that span, reads rows as a browser does, and takes no white space between them for text", () => {
  expect(parseRichText('<table>\n<tr> <td colspan="2" rowspan="3">a</td>\n</tr><tr><th>b</th></tr></table>')).toEqual([
    element("table", [element("tbody", [element("tr", [element("td", ["a"], { colspan: "2", rowspan: "3" })]), element("tr", [element("th", ["b"])])])]),
  ]);
});

it("shows of what is not on the list its content only, and no attribute that is not", () => {
  expect(parseRichText('<a href="javascript:alert(1)">x</a><script>y</script><p onclick="z" style="color:red" colspan="2">w</p>')).toEqual(["x", "y", element("p", ["w"])]);
});

it("takes what is no markup for text, and closes what was left open", () => {
  expect(parseRichText("a < b & c &nope; &#0; &#xd800;")).toEqual(["a ", "<", " b & c &nope; &#0; &#xd800;"]);
  expect(parseRichText("<p>a<em>b</p>c</em></p>d")).toEqual([element("p", ["a", element("em", ["b"])]), "c", "d"]);
});

it("counts the characters of the text alone", () => {
  expect(plainText(parseRichText("<p>One &amp; two.</p><ul><li>Three</li></ul>"))).toBe("One & two.Three");
});

it("holds nothing but elements and attributes of the list, whatever it reads, in bounded depth", () => {
  const tags = new Set<string>(RICH_TEXT_TAGS);
  const piece = fc.oneof(fc.constantFrom("<p>", "</p>", "<table>", "<tr>", "<script>", "</script>", '<td colspan="2" onload="x">', "<", ">", "&", "&lt;", "</", "<br/>", '"'), fc.string());
  const check = (nodes: readonly RichTextNode[], depth: number): void => {
    expect(depth).toBeLessThan(250);
    for (const node of nodes) {
      if (typeof node === "string") continue;
      expect(tags.has(node.tag)).toBe(true);
      for (const name of Object.keys(node.attributes)) expect(["lang", "dir", "colspan", "rowspan"]).toContain(name);
      check(node.children, depth + 1);
    }
  };
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => check(parseRichText(pieces.join("")), 0)));
  check(parseRichText("<p>".repeat(50_000)), 0);
});
