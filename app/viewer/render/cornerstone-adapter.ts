import type { Cornerstone, CornerstoneImage } from "cornerstone-core/dist/cornerstone.min.js";
import type { StudyManifest } from "#app/pixels/study.ts";
import { fitScale, snappedPan, type Area, type View } from "../core/image-geometry.ts";
import type { Pixels } from "../decode/decoder.ts";
import type { Rasteriser } from "./rasteriser.ts";
import { storedExtremes, tableForRasteriser } from "./stored-values.ts";

/** Loads the library in the browser, once, and after a failure when it is asked for again; in Node its mere import throws. */
export function cornerstoneLoader(): () => Promise<Cornerstone> {
  let loading: Promise<Cornerstone> | null = null;
  const load = async () => (await import("cornerstone-core/dist/cornerstone.min.js")).default;
  return () => {
    loading ??= load().catch((fault: unknown) => {
      loading = null;
      throw fault;
    });
    return loading;
  };
}

/**
 * The frozen rasteriser behind our own interface. `host` is empty or holds the canvas to be used (class
 * `cornerstone-canvas`); it is enabled here and disabled by `dispose`, each once.
 */
export function createCornerstoneRasteriser(cornerstone: Cornerstone, host: HTMLElement, study: StudyManifest, area: Area): Rasteriser {
  const ratio = Math.max(1, host.ownerDocument.defaultView?.devicePixelRatio ?? 1);
  let size = sized(host, area, ratio);
  let pixels: Pixels | null = null;
  let frame = "";
  let shape = "";
  let view: View = { zoom: 1, pan: { x: 0, y: 0 } };
  let voi = { windowCenter: 127.5, windowWidth: 255 };
  let invert = study.inverted;
  // One image object per panel: its table lives on it and must not be rebuilt for another panel's window.
  const image = imageOf(study, () => pixels ?? []);
  cornerstone.enable(host);

  const apply = () => {
    if (pixels === null) return;
    image.imageId = `${frame} ${shape}`;
    const scale = fitScale(study, size) * view.zoom;
    const translation = snappedPan(view, scale, study, size);
    cornerstone.displayImage(host, image, { scale, translation, voi: { ...voi }, invert, pixelReplication: false });
  };
  return {
    setFrame(hash, values) {
      if (hash === frame) return;
      frame = hash;
      pixels = values;
      apply();
    },
    setVoi(window, inverted) {
      invert = study.inverted !== inverted;
      shape = window.shape;
      voi = { windowCenter: window.center, windowWidth: window.width };
      // The library's own formula is LINEAR_EXACT, rounds halves to even and knows no sigmoid. A finished table that
      // bears the numbers of the viewport is used as it is, so the picture is what `pixels/voi.ts` says, for every shape.
      image.cachedLut = { lutArray: tableForRasteriser(study, window, invert), ...voi, invert, modalityLUT: undefined, voiLUT: undefined };
      apply();
    },
    setTransform(next) {
      view = next;
      apply();
    },
    resize(next) {
      size = sized(host, next, ratio);
      cornerstone.resize(host);
      apply();
    },
    dispose: () => cornerstone.disable(host),
  };
}

function imageOf(study: StudyManifest, getPixelData: () => ArrayLike<number>): CornerstoneImage {
  const color = study.samplesPerPixel === 3;
  const { minimum, maximum } = storedExtremes(study);
  const spacing = study.pixelSpacing ?? { row: 1, column: 1 };
  return {
    imageId: "",
    minPixelValue: minimum,
    maxPixelValue: maximum,
    slope: color ? 1 : study.rescale.slope,
    intercept: color ? 0 : study.rescale.intercept,
    windowCenter: 127.5,
    windowWidth: 255,
    rows: study.rows,
    columns: study.columns,
    width: study.columns,
    height: study.rows,
    color,
    rgba: false,
    rowPixelSpacing: spacing.row,
    columnPixelSpacing: spacing.column,
    invert: study.inverted,
    sizeInBytes: study.rows * study.columns * (color ? 4 : 2),
    getPixelData,
  };
}

/**
 * The library makes its canvas as large as the host in CSS pixels. The host therefore gets the size in screen pixels
 * and is scaled down: on a dense screen every screen pixel is drawn.
 */
function sized(host: HTMLElement, area: Area, ratio: number): Area {
  const size = { width: Math.max(1, Math.round(area.width * ratio)), height: Math.max(1, Math.round(area.height * ratio)) };
  host.style.width = `${size.width}px`;
  host.style.height = `${size.height}px`;
  host.style.transformOrigin = "0 0";
  host.style.transform = ratio === 1 ? "" : `scale(${1 / ratio})`;
  return size;
}
