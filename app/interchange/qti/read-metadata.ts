import domains from "#app/exam/item/domains.json" with { type: "json" };
import { unassignedDomain } from "../bank-import.ts";
import { childElements, findElements, textOf, type XmlElement } from "../xml.ts";

/** Identifiers of the taxa of one purpose in the LOM record (IEEE 1484.12.1, category 9). */
function taxonIds(metadata: XmlElement | null, purpose: string): string[] {
  if (!metadata) return [];
  return findElements(metadata, ({ name }) => name === "classification")
    .filter((classification) => childElements(classification, "purpose").some((element) => childElements(element, "value").some((value) => textOf(value) === purpose)))
    .flatMap((classification) => findElements(classification, ({ name }) => name === "taxon"))
    .flatMap((taxon) => childElements(taxon, "id").map(textOf));
}

export function readDomain(metadata: XmlElement | null): string {
  return taxonIds(metadata, "discipline").find((id) => domains.some((domain) => domain.id === id)) ?? unassignedDomain;
}

/** Level 1 where the source says nothing. */
export function readLevel(metadata: XmlElement | null): 1 | 2 | 3 {
  const level = Number(taxonIds(metadata, "educational level")[0]);
  return level === 2 || level === 3 ? level : 1;
}

/** Domains the source names that the blueprint does not know. */
export function unknownDomains(metadata: XmlElement | null): string[] {
  return taxonIds(metadata, "discipline").filter((id) => !domains.some((domain) => domain.id === id));
}
