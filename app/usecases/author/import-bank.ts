import type { ItemContent, ImagePanel } from "#app/exam/item/item.ts";
import { canonical } from "#app/exam/attempt/canonical.ts";
import { encodeStudy, type EncodedStudy } from "#app/dicom/encode-study.ts";
import { readSeries } from "#app/dicom/read-series.ts";
import { contradictingStarts } from "#app/pixels/one-heartbeat.ts";
import type { BankImport, ImportedItem, ImportedPanel, NotTakenOver, RefusedItem } from "#app/interchange/bank-import.ts";
import type { PackageFiles, PackageRefusal } from "#app/interchange/package-files.ts";
import { appendAudit } from "#db/audit.ts";
import { insertItem } from "#db/items.ts";
import { transact } from "#db/open.ts";
import { insertStudy } from "#db/studies.ts";
import type { Context } from "../context.ts";

export type ImportOrder = {
  result: BankImport;
  files: PackageFiles;
  /** Who imports; null for the sample bank. */
  by: string | null;
  /** The sample bank is accepted as it comes; everything else begins as a draft. */
  state: "draft" | "accepted";
  /** Who says that the images may be used, and that no pixel identifies a person. */
  declaration: { source: string; cleared: boolean };
  onProgress?: (done: number, of: number, title: string) => void;
};

export type ImportReport =
  | {
      ok: true;
      format: string;
      imported: { sourceId: string; file: string; itemId: string; kind: string; key: readonly string[]; title: string }[];
      notTakenOver: NotTakenOver[];
      refused: RefusedItem[];
    }
  | PackageRefusal;

/**
 * Stores the items of a package with their images. A series is turned into an exam study once, however many items show
 * it; an item whose images cannot be shown is refused alone, with the reason. Frames are stored first (a frame that
 * nobody names does no harm), everything else in one transaction: the bank holds all accepted items or none.
 */
export async function importBank(context: Context, order: ImportOrder): Promise<ImportReport> {
  const { result } = order;
  if (!result.ok) return result;
  const { db, images, newId, now } = context;
  const studies = new Map<string, EncodedStudy | string>();
  const refused = [...result.refused];
  const notTakenOver = [...result.notTakenOver];
  const accepted: { item: ImportedItem; content: ItemContent; itemId: string; versionId: string }[] = [];
  for (const [index, item] of result.imported.entries()) {
    order.onProgress?.(index + 1, result.imported.length, item.title);
    const panels = await panelsOf(item.content.panels, order.files, studies);
    if (typeof panels === "string") refused.push({ sourceId: item.sourceId, file: item.file, why: panels });
    else {
      accepted.push({ item, content: { ...item.content, panels }, itemId: newId(), versionId: newId() });
      notTakenOver.push(...startsNotHeard(panels, studies).map((note) => ({ sourceId: item.sourceId, file: item.file, ...note })));
    }
  }
  const encoded = [...studies.values()].filter((study) => typeof study !== "string");
  for (const { frames } of encoded) for (const [hash, bytes] of frames) await images.put(hash, bytes);
  const { by, declaration } = order;
  const keyOf = ({ versionId }: { versionId: string }): string => `${versionId}/1`;
  await transact(db, async (trx) => {
    for (const { studyId, manifest, frames } of encoded) {
      const bytes = [...frames.values()].reduce((sum, frame) => sum + frame.length, 0);
      const clearedBy = declaration.cleared ? (by ?? "sample-bank") : null;
      await insertStudy(trx, { id: studyId, manifest: canonical(manifest), bytes, declaration, clearedBy, nowMs: now() });
    }
    for (const { item, content, itemId, versionId } of accepted) {
      const stored = { id: itemId, versionId, sourceId: item.sourceId, state: order.state, content };
      await insertItem(trx, { ...stored, key: item.key, createdBy: by, nowMs: now() });
    }
    const payload = { items: accepted.length, studies: encoded.length, refused: refused.length };
    await appendAudit(trx, { kind: "items-imported", actorId: by, subjectId: null, payload, records: { key: accepted.map(keyOf), study: encoded.map(({ studyId }) => studyId) }, nowMs: now() });
  });
  return {
    ok: true,
    format: result.format,
    imported: accepted.map(({ item: { sourceId, file, kind, key, title }, itemId }) => ({ sourceId, file, itemId, kind, key: key.correct, title })),
    notTakenOver,
    refused,
  };
}

/** The panels with their studies, or a sentence that says why one cannot be shown. */
async function panelsOf(
  panels: readonly ImportedPanel[],
  files: PackageFiles,
  studies: Map<string, EncodedStudy | string>,
): Promise<ImagePanel[] | string> {
  const ready: ImagePanel[] = [];
  for (const { label, files: paths, alternativeText, start } of panels) {
    const name = paths.join("\n");
    const study = studies.get(name) ?? (await studyOf(paths, files));
    studies.set(name, study);
    if (typeof study === "string") return `${label}: ${study}`;
    ready.push({ label, studyId: study.studyId, alternativeText, start });
  }
  return ready;
}

const PARTS = { frame: "frame", playing: "play", frameTimeMs: "rate" };

/** Panels of one heartbeat start together: what a panel's author says otherwise is not followed, and is told. */
function startsNotHeard(panels: readonly ImagePanel[], studies: Map<string, EncodedStudy | string>): { what: string; why: string }[] {
  const manifests = new Map([...studies.values()].flatMap((study) => (typeof study === "string" ? [] : [[study.studyId, study.manifest] as const])));
  const shown = panels.flatMap(({ label, studyId, start }) => {
    const manifest = manifests.get(studyId);
    return manifest === undefined ? [] : [{ label, manifest, start }];
  });
  const contradictions = contradictingStarts(shown.map(({ manifest }) => manifest), shown.map(({ start }) => start));
  return contradictions.map(({ panel, part, heard }) => ({
    what: `starting ${PARTS[part]} of panel ${panel + 1} (${shown[panel]?.label})`,
    why: `it is linked to panel ${heard + 1} (${shown[heard]?.label}), which has the same heartbeat and says otherwise`,
  }));
}

async function studyOf(paths: readonly string[], files: PackageFiles): Promise<EncodedStudy | string> {
  const read = await readSeries(paths.map((path) => ({ name: path, bytes: () => files.read(path) })));
  const bad = read.files.find((file) => !file.ok);
  if (bad) return `${bad.file}: ${bad.why ?? "cannot be read"}`;
  const [series, ...more] = read.series;
  if (!series) return "no image could be read";
  if (more.length > 0) return `${read.series.length} series where one panel shows one`;
  return encodeStudy(series);
}
