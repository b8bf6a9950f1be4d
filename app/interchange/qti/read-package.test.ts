import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import type { BankImport, ImportedItem } from "../bank-import.ts";
import { rulesOf } from "#app/exam/item/interactions/registry.ts";
import { openZipBytes } from "../zip.ts";
import { readQtiPackage } from "./read-package.ts";

const shared = process.env["CMR_SHARED"] ?? join(process.cwd(), "..", "shared");
const reference = join(shared, "reference", "qti");
const withReference = existsSync(reference) ? test : test.skip;

async function read(zip: Uint8Array): Promise<BankImport> {
  const opened = await openZipBytes(zip);
  return opened.ok ? readQtiPackage(opened.files) : opened;
}

type Parts = { item?: string; manifest?: string; more?: Record<string, string> };

const choice = (attributes = 'max-choices="1"', options = "AB") => `<qti-choice-interaction response-identifier="RESPONSE" ${attributes}><qti-prompt>Which?</qti-prompt>${[...options]
  .map((id) => `<qti-simple-choice identifier="${id}">Option ${id}</qti-simple-choice>`)
  .join("")}</qti-choice-interaction>`;
const item = (body: string, { key = "B", cardinality = "single", more = "", root = "" } = {}) => `<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q1" title="One" ${root}><qti-response-declaration identifier="RESPONSE" cardinality="${cardinality}" base-type="identifier"><qti-correct-response><qti-value>${key}</qti-value></qti-correct-response></qti-response-declaration>${more}<qti-item-body>${body}</qti-item-body></qti-assessment-item>`;
const manifest = (inside = "", metadata = "") => `<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"><metadata><schemaversion>3.0.0</schemaversion></metadata><resources><resource identifier="r" type="imsqti_item_xmlv3p0" href="items/q1.xml">${metadata}<file href="items/q1.xml"/></resource>${inside}</resources></manifest>`;

function pack({ item: itemXml = item(`<p>Stem</p>${choice()}`), manifest: manifestXml = manifest(), more = {} }: Parts): Uint8Array {
  const files = { "imsmanifest.xml": manifestXml, "items/q1.xml": itemXml, ...more };
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
}

const one = (result: BankImport) => {
  if (!result.ok || !result.imported[0]) throw new Error(JSON.stringify(result));
  return result.imported[0];
};

describe("an item of a QTI 3 package", () => {
  test("becomes a question with stem, lead-in, options and key", async () => {
    expect(one(await read(pack({})))).toMatchObject({
      sourceId: "q1",
      file: "items/q1.xml",
      kind: "single-best-answer",
      title: "One",
      key: { correct: ["B"], tolerance: null },
      content: {
        stem: "<p>Stem</p>",
        leadIn: "Which?",
        domain: "unassigned",
        level: 1,
        panels: [],
        interaction: { options: [{ id: "A", text: "Option A" }, { id: "B", text: "Option B" }] },
      },
    });
  });

  test("brings its images as panels: a folder is one series, a file is itself", async () => {
    const body = `<p>S</p><object type="application/dicom" data="../images/a/" title="Rest" data-start-frame="3" data-playing="true" data-window-center="40.5" data-window-width="-1" data-zoom="1.8" data-center-column="120.5" data-center-row="-4">A cine.</object><object type="application/dicom" data="../images/b.dcm">A still.</object>${choice()}`;
    const more = { "images/a/2.dcm": "2", "images/a/1.dcm": "1", "images/b.dcm": "b", "images/ab/3.dcm": "3" };
    const { content } = one(await read(pack({ item: item(body), more })));
    expect(content.panels).toEqual([
      { label: "Rest", files: ["images/a/1.dcm", "images/a/2.dcm"], alternativeText: "A cine.", start: { frame: 3, playing: true, windowCenter: 40.5, zoom: 1.8, centerColumn: 120.5 } },
      { label: "Image 2", files: ["images/b.dcm"], alternativeText: "A still.", start: {} },
    ]);
    expect(content.stem).toBe("<p>S</p>");
  });

  test("carries notice, rationale and reference apart from the stem, and domain and level from the metadata", async () => {
    const rubric = (name: string, text: string) => `<qti-rubric-block use="scoring" view="scorer" class="${name}"><qti-content-body><p>${text}</p></qti-content-body></qti-rubric-block>`;
    const taxon = (purpose: string, id: string) => `<l:classification><l:purpose><l:value>${purpose}</l:value></l:purpose><l:taxonPath><l:taxon><l:id>${id}</l:id></l:taxon></l:taxonPath></l:classification>`;
    const metadata = `<metadata><l:lom xmlns:l="http://ltsc.ieee.org/xsd/LOM">${taxon("discipline", "valves")}${taxon("educational level", "3")}</l:lom></metadata>`;
    const body = `${rubric("notice", "Sample")}<p>S</p>${choice()}${rubric("rationale", "Because")}${rubric("reference", "Book")}`;
    expect(one(await read(pack({ item: item(body), manifest: manifest("", metadata) }))).content).toMatchObject({
      notice: "Sample", rationale: "<p>Because</p>", reference: "<p>Book</p>", stem: "<p>S</p>", domain: "valves", level: 3,
    });
  });

  test.each([["0", null], ["2", 2]])("of several answers is multiple response, with at most %s of them (0: any number)", async (limit, maxChoices) => {
    const { kind, content, key } = one(await read(pack({ item: item(choice(`max-choices="${limit}"`), { cardinality: "multiple", key: "B</qti-value><qti-value>A" }) })));
    expect([kind, key.correct]).toEqual(["multiple-response", ["B", "A"]]);
    expect(content.interaction).toMatchObject({ kind: "multiple-response", maxChoices });
  });

  test("loses nothing without a word", async () => {
    const body = `<p>S <img src="x.png" alt=""/> <math>x</math></p>${choice('max-choices="1" shuffle="true"')}<qti-rubric-block view="tutor"><qti-content-body><p>T</p></qti-content-body></qti-rubric-block>`;
    const result = await read(pack({ item: item(body, { more: '<qti-outcome-declaration identifier="MAXSCORE"><qti-default-value><qti-value>3</qti-value></qti-default-value></qti-outcome-declaration><qti-stylesheet href="a.css"/>' }) }));
    expect(result.ok && result.notTakenOver.map(({ what }) => what)).toEqual([
      "qti-stylesheet", "a maximum of 3 marks", "shuffled options", "image x.png", "element <math>", "rubric block for tutor",
    ]);
  });

  test.each([
    ["several answers where one can be given", item(choice('max-choices="0"')), "several options may be chosen, and one can be given"],
    ["an order of answers", item(choice(), { cardinality: "ordered" }), 'a choice of cardinality "ordered" is not supported'],
    ["a limit that is no number", item(choice('max-choices="-1"'), { cardinality: "multiple" }), '"-1" says nothing of how many options may be chosen'],
    ["more right answers than may be chosen", item(choice('max-choices="1"'), { cardinality: "multiple", key: "A</qti-value><qti-value>B" }), "2 options are right and at most 1 may be chosen"],
    ["two right answers of which one may be given", item(choice(), { key: "A</qti-value><qti-value>B" }), "it does not name one of its options as the right answer"],
    ["a right answer named twice", item(choice('max-choices="0"'), { cardinality: "multiple", key: "A</qti-value><qti-value>A" }), "its key names something that is none of its options"],
    ["a key that is no option", item(choice(), { key: "Z" }), "its key names something that is none of its options"],
    ["options of the same identifier", item(choice('max-choices="1"', "AAB")), "its options have no distinct identifiers"],
    ["one option", item(choice('max-choices="1"', "B")), "it has fewer than two options"],
    ["two interactions", item(choice() + choice()), "it has 2 interactions; one is supported"],
    ["no interaction", item("<p>S</p>"), "it has no interaction"],
    ["an interaction of another kind", item('<qti-slider-interaction response-identifier="RESPONSE"/>'), "slider-interaction is not supported"],
    ["adaptive items", item(choice(), { root: 'adaptive="true"' }), "adaptive items are not supported"],
  ])("with %s is refused by its identifier", async (_name, xml, why) => {
    expect(await read(pack({ item: xml }))).toMatchObject({ ok: true, imported: [], refused: [{ sourceId: "q1", file: "items/q1.xml", why }] });
  });

  describe("with a text entry for a number", () => {
    const equal = (attributes: string, more = "") => `<qti-response-processing><qti-response-condition><qti-response-if><qti-equal ${attributes}><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-equal><qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1</qti-base-value></qti-set-outcome-value></qti-response-if>${more}</qti-response-condition></qti-response-processing>`;
    const field = '<qti-text-entry-interaction response-identifier="RESPONSE"/>';
    const number = ({ body = `<p>Stem</p><p>The <em>ejection fraction</em> is ${field} %</p>`, key = "55", type = "float", processing = equal('tolerance-mode="absolute" tolerance="5 2.5"') } = {}) =>
      item(body, { key }).replace('base-type="identifier"', `base-type="${type}"`).replace("</qti-assessment-item>", `${processing}</qti-assessment-item>`);

    test("becomes a number with its unit and tolerance", async () => {
      const { content, key, kind } = one(await read(pack({ item: number() })));
      expect([kind, content.stem, content.leadIn, content.interaction, key]).toEqual([
        "numeric",
        "<p>Stem</p>",
        "The <em>ejection fraction</em> is",
        { kind: "numeric", unit: "%" },
        { correct: ["55"], tolerance: { mode: "absolute", below: "5", above: "2.5" } },
      ]);
    });

    test.each([
      ["no processing", "", null],
      ["match_correct", '<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>', null],
      ["exactly equal", equal('tolerance-mode="exact"'), null],
      ["one tolerance for both ends", equal('tolerance-mode="relative" tolerance="10"'), { mode: "relative", below: "10", above: "10" }],
      ["no marks otherwise", equal('tolerance-mode="exact"', '<qti-response-else><qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">0</qti-base-value></qti-set-outcome-value></qti-response-else>'), null],
    ])("of which the response processing is understood: %s", async (_name, processing, tolerance) => {
      const result = await read(pack({ item: number({ processing }) }));
      expect([one(result).key.tolerance, result.ok && result.notTakenOver]).toEqual([tolerance, []]);
    });

    test.each<[string, Parameters<typeof number>[0], RegExp]>([
      ["text", { type: "string" }, /a text entry of single string is not supported/],
      ["no number as its key", { key: "about 55" }, /right answer "about 55" is no decimal number/],
      ["two keys", { key: "55</qti-value><qti-value>56" }, /does not name one number/],
      ["a tolerance that cannot be read", { processing: equal('tolerance-mode="absolute" tolerance="-5"') }, /the tolerance "-5" \(absolute\) cannot be read/],
      ["a tolerance without its ends", { processing: equal('tolerance-mode="absolute" tolerance="5" include-lower-bound="false"') }, /without its bounds/],
      ["processing that compares with something else", { processing: equal("").replace("<qti-correct", "<qti-base-value") }, /more than one qti-equal/],
      ["processing that also gives marks otherwise", { processing: equal("", '<qti-response-else><qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">0.5</qti-base-value></qti-set-outcome-value></qti-response-else>') }, /more than one qti-equal/],
      ["processing for a wrong answer", { processing: equal("").replace(">1<", ">0<") }, /more than one qti-equal/],
      ["a second condition", { processing: equal("").replace("</qti-response-processing>", "<qti-response-condition/></qti-response-processing>") }, /more than one qti-equal/],
      ["map_response", { processing: '<qti-response-processing template="map_response"/>' }, /map_response is not supported/],
      ["a sentence behind the field", { body: `<p>It is ${field} of the volume at the end of diastole</p>` }, /no unit/],
      ["two fields", { body: `<p>${field} and ${field}</p>` }, /2 interactions/],
    ])("and %s is refused", async (_name, parts, why) => {
      expect(await read(pack({ item: number(parts) }))).toMatchObject({ ok: true, imported: [], refused: [{ why: expect.stringMatching(why) }] });
    });
  });

  test("whose identifier comes twice is imported twice", async () => {
    const second = '<resource identifier="r2" type="imsqti_item_xmlv3p0" href="items/q2.xml"/>';
    const result = await read(pack({ manifest: manifest(second), more: { "items/q2.xml": item(choice(), { key: "A" }) } }));
    expect(result.ok && result.imported.map(({ sourceId, file, key }) => [sourceId, file, ...key.correct])).toEqual([["q1", "items/q1.xml", "B"], ["q1", "items/q2.xml", "A"]]);
  });
});

describe("a malformed package is refused whole:", () => {
  test.each<[string, Parts, string, RegExp]>([
    ["an item cut off", { item: item(choice()).slice(0, -40) }, "xml-not-well-formed", /items\/q1\.xml/],
    ["an external entity", { item: `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${item(`<p>&e;</p>${choice()}`)}` }, "xml-doctype", /items\/q1\.xml/],
    ["a manifest that names a missing file", { manifest: manifest('<resource identifier="x" type="webcontent" href="gone.png"/>') }, "file-missing", /gone\.png/],
    ["a manifest that points outside", { manifest: manifest('<resource identifier="x" type="webcontent" href="../../etc/passwd"/>') }, "path-outside-package", /etc\/passwd/],
    ["an item that names a missing image", { item: item(`<object type="application/dicom" data="../images/a/">x</object>${choice()}`) }, "file-missing", /images\/a/],
    ["an image outside the package", { item: item(`<object type="application/dicom" data="../../etc/passwd">x</object>${choice()}`) }, "file-missing", /etc\/passwd/],
    ["no manifest of a content package", { manifest: "<other/>" }, "manifest-not-a-manifest", /other/],
    ["an item resource that is no item", { item: "<p/>" }, "not-an-item", /items\/q1\.xml/],
    ["another version of QTI", { manifest: manifest().replace("imsqti_item_xmlv3p0", "imsqti_item_xmlv2p2") }, "qti-version-not-supported", /2\.2/],
    ["no items", { manifest: "<manifest><metadata><schemaversion>3.0</schemaversion></metadata><resources/></manifest>" }, "no-items", /no item/],
  ])("%s", async (_name, parts, reason, detail) => {
    const result = await read(pack(parts));
    expect(result).toMatchObject({ ok: false, reason });
    expect(!result.ok && result.details.join(" ")).toMatch(detail);
  });
});

describe("the reference packages (skipped where they are absent)", () => {
  type Expected = { package: string; items: { identifier: string; file: string; interactions: { type: string; max_choices?: number; choices?: string[] }[]; responses: Record<string, { correct: string[] }> }[] };

  withReference("of QTI 3: every item is imported with its key or refused by its identifier", async () => {
    const expected = (JSON.parse(readFileSync(join(reference, "expected.json"), "utf8")) as Expected[]).find((one) => one.package === "cmr-mini-qti30.zip");
    const result = await read(readFileSync(join(reference, "cmr-mini-qti30.zip")));
    if (!result.ok || !expected) throw new Error("the package was refused");
    const ours = expected.items.filter(({ interactions: [only] }) => ["choiceInteraction", "textEntryInteraction"].includes(only?.type ?? ""));
    const options = ({ content: { interaction } }: ImportedItem) => rulesOf(interaction).strikeable(interaction).map(({ id }) => id);
    expect(result.imported.map((item) => ({ sourceId: item.sourceId, file: item.file, key: item.key.correct, choices: options(item) }))).toEqual(
      ours.map(({ identifier, file, responses, interactions }) => ({ sourceId: identifier, file, key: responses["RESPONSE"]?.correct, choices: interactions[0]?.choices ?? [] })),
    );
    expect(result.imported.find(({ sourceId }) => sourceId === "cmr-q05")).toMatchObject({
      content: { stem: "", leadIn: "LVEDV 150 ml, LVESV 60 ml. The ejection fraction is", interaction: { kind: "numeric", unit: "%" } },
      key: { tolerance: { mode: "absolute", below: "0.5", above: "0.5" } },
    });
    expect(result.refused.map(({ sourceId }) => sourceId)).toEqual(expected.items.filter((one) => !ours.includes(one)).map(({ identifier }) => identifier));
    expect(result.notTakenOver.map(({ what }) => what)).toContain("image img/sax.png");
  });

  withReference("that are malformed are refused and the fault is named", async () => {
    const faults: Record<string, [string, RegExp]> = {
      "BadManifest.zip": ["xml-not-well-formed", /imsmanifest\.xml/],
      "MissingFile.zip": ["file-missing", /missing\.xml/],
      "NotContentPackage.zip": ["manifest-missing", /imsmanifest\.xml/],
    };
    const names = readdirSync(join(reference, "malformed"));
    expect(names.sort()).toEqual(Object.keys(faults).sort());
    for (const name of names) {
      const result = await read(readFileSync(join(reference, "malformed", name)));
      expect(result).toMatchObject({ ok: false, reason: faults[name]?.[0] });
      expect(!result.ok && result.details.join(" ")).toMatch(faults[name]?.[1] ?? /never/);
    }
  });
});
