/**
 * The part of cornerstone-core 2.6.1 that the adapter uses; the package has no types of its own. Its minified file is
 * named: the other one stays a fifth larger whatever minifies it.
 */
declare module "cornerstone-core/dist/cornerstone.min.js" {
  export type CornerstoneLut = {
    lutArray: Uint8ClampedArray;
    windowCenter: number;
    windowWidth: number;
    invert: boolean;
    modalityLUT: undefined;
    voiLUT: undefined;
  };
  export type CornerstoneImage = {
    imageId: string;
    minPixelValue: number;
    maxPixelValue: number;
    slope: number;
    intercept: number;
    windowCenter: number;
    windowWidth: number;
    rows: number;
    columns: number;
    width: number;
    height: number;
    color: boolean;
    rgba: boolean;
    rowPixelSpacing: number;
    columnPixelSpacing: number;
    invert: boolean;
    sizeInBytes: number;
    getPixelData(): ArrayLike<number>;
    cachedLut?: CornerstoneLut | undefined;
  };
  export type CornerstoneViewport = {
    scale: number;
    translation: { x: number; y: number };
    voi: { windowCenter: number; windowWidth: number };
    invert: boolean;
    pixelReplication: boolean;
  };
  export type Cornerstone = {
    enable(element: HTMLElement): void;
    disable(element: HTMLElement): void;
    displayImage(element: HTMLElement, image: CornerstoneImage, viewport?: CornerstoneViewport): void;
    resize(element: HTMLElement, forceFitToWindow?: boolean): void;
  };
  const cornerstone: Cornerstone;
  export default cornerstone;
}
