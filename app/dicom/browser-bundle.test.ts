import { build } from "esbuild";
import { describe, expect, it } from "vitest";

describe("the image code in a browser", () => {
  it("bundles without a built-in of Node and without the writer", async () => {
    const contents = `
      export { readSeries } from "#app/dicom/read-series.ts";
      export { encodeStudy } from "#app/dicom/encode-study.ts";
      export { renderFrame } from "#app/pixels/render.ts";
      export { frameAt } from "#app/pixels/cine.ts";`;
    const { outputFiles, metafile } = await build({
      stdin: { contents, resolveDir: process.cwd() },
      bundle: true,
      format: "esm",
      platform: "browser",
      minify: true,
      write: false,
      metafile: true,
    });
    const external = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter((one) => one.external).map((one) => one.path));
    expect(external).toEqual([]);
    expect(outputFiles[0]?.contents.length).toBeLessThan(70_000);
  });

  it("reads, encodes and shows an image without Buffer", async () => {
    const { writeMrImage } = await import("./write-dicom.ts");
    const bytes = writeMrImage({ rows: 1, columns: 2, frames: [[1, 2]], bitsStored: 12, signed: false, seriesInstanceUid: "2.25.3", instanceNumber: 1, position: [0, 0, 0], orientation: [1, 0, 0, 0, 1, 0], spacing: { row: 1, column: 1 } });
    const { readSeries } = await import("./read-series.ts");
    const { encodeStudy } = await import("./encode-study.ts");
    const kept = globalThis.Buffer;
    try {
      Reflect.deleteProperty(globalThis, "Buffer");
      const { series } = await readSeries([{ name: "a", bytes: () => bytes }]);
      const [one] = series;
      expect(one && (await encodeStudy(one)).manifest.frames).toMatchObject([{ minimum: 1, maximum: 2 }]);
    } finally {
      globalThis.Buffer = kept;
    }
  });
});
