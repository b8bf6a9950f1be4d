import { readFaultReason, resolvePackagePath, type PackageFiles, type PackageRefusal } from "../package-files.ts";
import { childElements, findElements, parseXml, textOf, type XmlElement } from "../xml.ts";

export type Resource = {
  identifier: string;
  type: string;
  /** Package path of the main file, or null for a resource that only groups files. */
  href: string | null;
  metadata: XmlElement | null;
};

export type Manifest = { schemaVersion: string; resources: Resource[] };

const manifestFile = "imsmanifest.xml";
const refuse = (reason: string, ...details: string[]): PackageRefusal => ({ ok: false, reason, details });

/** Reads an IMS content package manifest; every file it names must lie in the package, or the whole is refused. */
export async function readManifest(files: PackageFiles): Promise<{ ok: true; manifest: Manifest } | PackageRefusal> {
  const present = new Set(files.list());
  if (!present.has(manifestFile)) return refuse("manifest-missing", `there is no ${manifestFile} at the top of the package`);
  const parsed = await readXml(files, manifestFile);
  if (!parsed.ok) return parsed;
  if (parsed.root.name !== "manifest") return refuse("manifest-not-a-manifest", `the root element is <${parsed.root.name}>`);
  const resources: Resource[] = [];
  for (const element of childElements(parsed.root, "resources").flatMap((list) => childElements(list, "resource"))) {
    const hrefs = [element.attributes["href"], ...childElements(element, "file").map((file) => file.attributes["href"])].filter((href) => href !== undefined);
    for (const href of hrefs) {
      const path = resolvePackagePath(manifestFile, href);
      if (path === null) return refuse("path-outside-package", href);
      if (!present.has(path)) return refuse("file-missing", path);
    }
    const href = element.attributes["href"];
    resources.push({
      identifier: element.attributes["identifier"] ?? "",
      type: element.attributes["type"] ?? "",
      href: href === undefined ? null : resolvePackagePath(manifestFile, href),
      metadata: childElements(element, "metadata")[0] ?? null,
    });
  }
  const schemaVersion = findElements(parsed.root, ({ name }) => name === "schemaversion").map(textOf)[0] ?? "";
  return { ok: true, manifest: { schemaVersion, resources } };
}

/** Reads and parses one XML file of the package; a fault becomes a refusal that names the file. */
export async function readXml(files: PackageFiles, path: string): Promise<{ ok: true; root: XmlElement } | PackageRefusal> {
  const bytes = await readOrRefuse(files, path);
  if (!(bytes instanceof Uint8Array)) return bytes;
  const parsed = parseXml(bytes);
  return parsed.ok ? parsed : refuse(parsed.reason, `${path}: ${parsed.detail}`);
}

async function readOrRefuse(files: PackageFiles, path: string): Promise<Uint8Array | PackageRefusal> {
  try {
    return await files.read(path);
  } catch (error) {
    const reason = readFaultReason(error);
    if (reason === null) throw error;
    return refuse(reason, path);
  }
}
