/** The files of an exchange package, whether it came as a zip or lies in a folder. Paths use "/" and are relative to its root. */
export type PackageFiles = {
  /** Every file, sorted; folders are not listed. */
  list(): string[];
  /** Throws PackageReadError when the file is absent or damaged. */
  read(path: string): Promise<Uint8Array>;
  /** Gives back what reading holds open; may be called twice. */
  close(): Promise<void>;
};

export type PackageRefusal = { ok: false; reason: string; details: string[] };
export type OpenedPackage = { ok: true; files: PackageFiles } | PackageRefusal;

/** What one package may be; more is refused before anything is unpacked. */
export const packageLimits = {
  entries: 20_000,
  /** Bytes of all files together, unpacked. */
  totalBytes: 2 * 1024 ** 3,
  /** Bytes of one file, unpacked. */
  fileBytes: 512 * 1024 ** 2,
  /** Unpacked to packed size; deflate of images reaches about 20, of emptiness 1,032. */
  ratio: 250,
  /** Files below this size are not held to the ratio. */
  ratioFromBytes: 1024 ** 2,
};

/** A file of a package could not be read: `reason` is kebab-case. */
export class PackageReadError extends Error {
  override name = "PackageReadError";
  constructor(
    readonly reason: string,
    readonly path: string,
  ) {
    super(`${path}: ${reason}`);
  }
}

/** The reason of a PackageReadError, or null for any other fault. */
export function readFaultReason(error: unknown): string | null {
  const fault = error as Partial<PackageReadError> | null;
  return fault?.name === "PackageReadError" ? (fault.reason ?? "file-damaged") : null;
}

/** Whether a name from a package stays inside its root on every system: relative, no "..", no backslash, no drive, no control character. */
export function isSafePath(path: string): boolean {
  if (path === "" || path.length > 1024 || /[\\:\p{Cc}]/u.test(path)) return false;
  return path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

/**
 * The package path an `href` means when it stands in the file `from`; null when it leaves the package, is a URL or
 * is not a path. A trailing "/" is kept: it names a folder.
 */
export function resolvePackagePath(from: string, href: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith("/") || href.includes("\\")) return null;
  const segments = from.split("/").slice(0, -1);
  for (const segment of decodeHref(href.replace(/[?#].*$/, "")).split("/")) {
    if (segment === "..") {
      if (segments.pop() === undefined) return null;
    } else if (segment !== "." && segment !== "") segments.push(segment);
  }
  const path = segments.join("/");
  return isSafePath(path) ? (href.endsWith("/") ? `${path}/` : path) : null;
}

function decodeHref(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href;
  }
}
