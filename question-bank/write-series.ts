import { createHash } from "node:crypto";
import { writeMrImage } from "#app/dicom/write-dicom.ts";
import type { PhantomSeries } from "./phantom/series.ts";

export type SeriesFile = { name: string; bytes: Uint8Array };

/** The series as single-frame DICOM files, one per slice and phase, named in order; the same series gives the same bytes. */
export function writeSeries(series: PhantomSeries): SeriesFile[] {
  const { columns, pixelMm, sliceSpacingMm, phaseMs, signed, window, rescale, name } = series;
  const edge = -(columns / 2 - 0.5) * pixelMm;
  return series.frames().map(({ slice, phase, pixels }, index) => ({
    name: `image-${String(index + 1).padStart(3, "0")}.dcm`,
    bytes: writeMrImage({
      rows: columns,
      columns,
      frames: [pixels],
      bitsStored: 12,
      signed,
      seriesInstanceUid: seriesUid(name),
      instanceNumber: index + 1,
      position: [edge, edge, slice * sliceSpacingMm],
      orientation: [1, 0, 0, 0, 1, 0],
      spacing: { row: pixelMm, column: pixelMm },
      sliceThickness: 8,
      triggerTimeMs: phaseMs === null ? undefined : Math.round(phase * phaseMs),
      window,
      rescale,
    }),
  }));
}

/** A UID under 2.25 (PS3.5 annex B.2) made from the name, so that two builds agree. */
function seriesUid(name: string): string {
  const digest = createHash("sha256").update(`european-cmr-exam phantom ${name}`).digest("hex");
  return `2.25.${BigInt(`0x${digest.slice(0, 28)}`)}`;
}
