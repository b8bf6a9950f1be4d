import type { VoiWindow } from "#app/pixels/study.ts";
import type { Area, View } from "../core/image-geometry.ts";
import type { Pixels } from "../decode/decoder.ts";

/**
 * Draws stored values on a canvas. Small on purpose: whatever draws can be replaced behind these five methods. Nothing
 * is drawn at once; the picture is there with the next frame of the screen.
 */
export type Rasteriser = {
  setFrame(hash: string, pixels: Pixels): void;
  /** `inverted` is what a person asked for; how the study is stored is known already. */
  setVoi(window: VoiWindow, inverted: boolean): void;
  setTransform(view: View): void;
  /** The area has another size, in CSS pixels. */
  resize(area: Area): void;
  dispose(): void;
};
