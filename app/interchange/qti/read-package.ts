import type { BankImport, NotTakenOver } from "../bank-import.ts";
import type { PackageFiles, PackageRefusal } from "../package-files.ts";
import { childElements, findElements } from "../xml.ts";
import { readManifest, readXml, type Manifest } from "./manifest.ts";
import { readItem } from "./read-item.ts";

const refuse = (reason: string, ...details: string[]): PackageRefusal => ({ ok: false, reason, details });
const itemType = /^imsqti_item_xmlv3p0/;
const testType = /^imsqti_test_xmlv3p0/;

/**
 * Reads a QTI 3.0 package. A malformed package is refused whole; an item of a kind we do not have stands under
 * `refused` by its source identifier, and whatever else stays behind under `notTakenOver`.
 */
export async function readQtiPackage(files: PackageFiles): Promise<BankImport> {
  const read = await readManifest(files);
  if (!read.ok) return read;
  const { manifest } = read;
  const version = qtiVersion(manifest);
  if (version !== "3.0") return refuse("qti-version-not-supported", version === null ? "no QTI resource was found" : `QTI ${version}`);
  const result: BankImport = { ok: true, format: "qti-3.0", imported: [], notTakenOver: [], refused: [] };
  for (const { href, type, metadata } of manifest.resources) {
    if (href === null) continue;
    if (itemType.test(type)) {
      const xml = await readXml(files, href);
      if (!xml.ok) return xml;
      if (xml.root.name !== "qti-assessment-item") return refuse("not-an-item", `${href}: the root element is <${xml.root.name}>`);
      const item = readItem({ root: xml.root, file: href, metadata, packageFiles: files.list() });
      if (item.ok) result.imported.push(item.item);
      else if (item.missing.length > 0) return refuse("file-missing", ...item.missing);
      else result.refused.push(item.refused);
      if (item.ok) result.notTakenOver.push(...item.notTakenOver);
    } else if (testType.test(type)) {
      const test = await readTest(files, href);
      if (!test.ok) return test;
      result.notTakenOver.push(test.note);
    } else if (!/^webcontent|^associatedcontent|^controlfile/i.test(type)) {
      result.notTakenOver.push({ sourceId: "", file: href, what: `resource of type ${type}`, why: "only items and their images are taken over" });
    }
  }
  return result.imported.length + result.refused.length === 0 ? refuse("no-items", "the package holds no item") : result;
}

/** "3.0", "2.2", "2.1", "1.2" by the types of the resources, else by the schema version, or null. */
function qtiVersion({ resources, schemaVersion }: Manifest): string | null {
  for (const { type } of resources) {
    const version = /^imsqti_(?:item|test|section|assessment)?_?xmlv(\d)p(\d)/.exec(type);
    if (version) return `${version[1]}.${version[2]}`;
  }
  return /^(\d\.\d)/.exec(schemaVersion)?.[1] ?? null;
}

async function readTest(files: PackageFiles, file: string): Promise<{ ok: true; note: NotTakenOver } | PackageRefusal> {
  const xml = await readXml(files, file);
  if (!xml.ok) return xml;
  const sections = findElements(xml.root, ({ name }) => name === "qti-assessment-section").length;
  const timed = childElements(xml.root, "qti-time-limits").length > 0;
  const what = `test "${xml.root.attributes["title"] ?? ""}" with ${sections} section${sections === 1 ? "" : "s"}${timed ? " and a time limit" : ""}`;
  return { ok: true, note: { sourceId: xml.root.attributes["identifier"] ?? "", file, what, why: "the order, sections and time limit of an exam are set on its form" } };
}
