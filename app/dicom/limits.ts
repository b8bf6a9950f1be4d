/** Every bound of the import in one place. Sizes in pixels or bytes. */
export const limits = {
  /** One DICOM file. */
  fileBytes: 512 * 1024 * 1024,
  /** Sequences inside sequences. */
  sequenceDepth: 60,
  /** Elements of one file, items of sequences included. */
  elements: 1_000_000,
  /** Rows or columns of a cine or stack: above the first a warning, above the second a refusal. */
  matrixWarn: 512,
  matrixRefuse: 1024,
  /** Rows or columns of a single image. */
  stillMatrixRefuse: 4096,
  /** Frames of one series. */
  frames: 2000,
  /** Decoded pixels of one series, which is what a candidate's browser holds. */
  seriesBytes: 64 * 1024 * 1024,
  /** Windows kept of one image. */
  windows: 8,
  /** Milliseconds a frame may take to be believed. */
  frameTimeMs: { smallest: 1, largest: 10_000 },
} as const;
