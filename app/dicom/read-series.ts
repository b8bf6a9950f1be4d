import { buildSeries, type Member } from "./build-series.ts";
import { groupBy } from "./group-by.ts";
import type { Instance } from "./instance.ts";
import { parseFile } from "./parse-file.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { FileReport, ReadResult, Series, SourceFile } from "./series.ts";

/**
 * Reads files one after another and sorts them into series: by series identifier, matrix and orientation. Files that cannot
 * be read are refused one by one; a series that cannot be shown is refused with all its files. Pixels are not kept.
 */
export async function readSeries(files: Iterable<SourceFile> | AsyncIterable<SourceFile>): Promise<ReadResult> {
  const reports: FileReport[] = [];
  const members: Member[] = [];
  const warnings: string[] = [];
  const seen = new Set<string>();
  for await (const file of files) {
    const parsed = await parsedFile(file);
    reports.push(reportOf(file, parsed));
    if (!parsed.ok) continue;
    const { data: _pixels, ...source } = parsed.instance.source;
    if (seen.has(parsed.instance.imageIdentity)) warnings.push(`${file.name} is a copy of another file and is left out.`);
    else members.push({ file, instance: { ...parsed.instance, source } });
    seen.add(parsed.instance.imageIdentity);
  }
  const series: Series[] = [];
  for (const group of grouped(members)) {
    const built = buildSeries(`series-${String(series.length + 1).padStart(2, "0")}`, group);
    if (built.ok) {
      series.push(built.series);
      continue;
    }
    const names = new Set(group.map(({ file }) => file.name));
    for (const [index, report] of reports.entries()) {
      if (report.ok && names.has(report.file)) reports[index] = { ...report, ok: false, reason: built.reason, why: built.message };
    }
  }
  if (new Set(members.map(({ instance }) => instance.patient)).size > 1) warnings.push("The files belong to more than one patient.");
  return { files: reports, series, warnings: [...warnings, ...series.flatMap((read) => read.warnings.map((warning) => `${read.seriesKey}: ${warning}`))] };
}

async function parsedFile(file: SourceFile): Promise<ReturnType<typeof parseFile>> {
  try {
    const parsed = parseFile(await file.bytes());
    if (!parsed.ok) return parsed;
    const [first] = parsed.instance.frames;
    const turned = parsed.instance.frames.some(({ orientation }) => !sameOrientation(orientation, first?.orientation ?? null));
    return turned ? refuse("orientation-differs", "The frames of the file differ in orientation; such files cannot be shown yet.") : parsed;
  } catch {
    return refuse("unreadable", "The file could not be read.");
  }
}

/** Groups in an order that does not depend on the order of the files. */
function grouped(members: Member[]): Member[][] {
  const groups: Member[][] = [];
  const matrix = ({ instance: { seriesUid, source } }: Member) => JSON.stringify([seriesUid, source.rows, source.columns, source.samplesPerPixel]);
  const ordered = members.toSorted((a, b) => orderOf(a.instance, b.instance) || (a.file.name < b.file.name ? -1 : 1));
  for (const sameMatrix of groupBy(ordered, matrix).values()) {
    const planes: Member[][] = [];
    for (const member of sameMatrix) {
      const plane = planes.find(([first]) => sameOrientation(first?.instance.frames[0]?.orientation ?? null, member.instance.frames[0]?.orientation ?? null));
      if (plane) plane.push(member);
      else planes.push([member]);
    }
    groups.push(...planes);
  }
  return groups;
}

function orderOf(a: Pick<Instance, "seriesNumber" | "seriesUid" | "instanceNumber">, b: typeof a): number {
  const bySeries = (a.seriesNumber ?? Infinity) - (b.seriesNumber ?? Infinity) || 0;
  if (bySeries !== 0) return bySeries;
  if (a.seriesUid !== b.seriesUid) return a.seriesUid < b.seriesUid ? -1 : 1;
  return (a.instanceNumber ?? 0) - (b.instanceNumber ?? 0);
}

type Orientation = Instance["frames"][number]["orientation"];

/** Equal to about 0.1 degrees, which is more than the rounding of decimals. */
function sameOrientation(a: Orientation, b: Orientation): boolean {
  if (!a || !b) return a === b;
  return a.every((direction, i) => direction.every((cosine, j) => Math.abs(cosine - (b[i]?.[j] ?? Number.NaN)) < 2e-3));
}

function reportOf(file: SourceFile, parsed: { ok: true; instance: Instance } | Refusal): FileReport {
  if (!parsed.ok) {
    const unknown = { transferSyntax: parsed.transferSyntax ?? null, rows: null, columns: null, frames: null, photometric: null };
    return { file: file.name, ok: false, reason: parsed.reason, why: parsed.message, ...unknown };
  }
  const { transferSyntax, photometric, source } = parsed.instance;
  return { file: file.name, ok: true, transferSyntax, rows: source.rows, columns: source.columns, frames: source.frames, photometric };
}
