/** Thin line drawings in a box of 20 x 20; they take the colour of the text. */
const PATHS = {
  play: "M6 4l10 6-10 6z",
  pause: "M6.5 4v12M13.5 4v12",
  previous: "M14 4l-7 6 7 6zM5 4v12",
  next: "M6 4l7 6-7 6zM15 4v12",
  slower: "M4 10h12",
  faster: "M4 10h12M10 4v12",
  scroll: "M10 3l7 3.5-7 3.5-7-3.5zM3 10l7 3.5 7-3.5M3 13.5L10 17l7-3.5",
  window: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 3v14M10 6h4.5M10 9h6.5M10 12h6.5M10 15h4",
  zoom: "M8.5 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12.2 12.2L17 17",
  pan: "M10 2.5v15M2.5 10h15M10 2.5L8 4.5M10 2.5l2 2M10 17.5l-2-2M10 17.5l2-2M2.5 10l2-2M2.5 10l2 2M17.5 10l-2-2M17.5 10l-2 2",
  brighter: "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.5v2.5M10 16v2.5M1.5 10H4M16 10h2.5M4 4l1.8 1.8M14.2 14.2L16 16M4 16l1.8-1.8M14.2 5.8L16 4",
  darker: "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 3v.5M10 16.5v.5M3 10h.5M16.5 10h.5",
  moreContrast: "M3 15L8 15 12 5 17 5",
  lessContrast: "M3 14L17 6",
  larger: "M8.5 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12.2 12.2L17 17M8.5 6v5M6 8.5h5",
  smaller: "M8.5 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12.2 12.2L17 17M6 8.5h5",
  left: "M12 4l-6 6 6 6",
  right: "M8 4l6 6-6 6",
  up: "M4 12l6-6 6 6",
  down: "M4 8l6 6 6-6",
  invert: "M3.5 3.5h13v13h-13zM3.5 16.5l13-13M12 16V10M14 16V8",
  reset: "M4.5 7.5A6.5 6.5 0 1 1 3.5 11M4.5 3.5v4h4",
  layout1: "M3.5 4.5h13v11h-13z",
  layout1x2: "M3.5 4.5h13v11h-13zM10 4.5v11",
  layout2x2: "M3.5 4.5h13v11h-13zM10 4.5v11M3.5 10h13",
  link: "M8.5 11.5l3-3M9.5 6.5l2-2a2.8 2.8 0 0 1 4 4l-2 2M10.5 13.5l-2 2a2.8 2.8 0 0 1-4-4l2-2",
  fill: "M3.5 8V3.5H8M12 3.5h4.5V8M16.5 12v4.5H12M8 16.5H3.5V12",
  more: "M4 12.5l6-6 6 6M4 16.5h12",
  help: "M7.5 7.5a2.5 2.5 0 1 1 3.7 2.2c-.8.4-1.2 1-1.2 2M10 14.6v.6",
  close: "M5 5l10 10M15 5L5 15",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(document: Document, name: IconName): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("viewer-icon");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Another drawing in the same place. */
export function setIcon(svg: SVGSVGElement, name: IconName): void {
  svg.firstElementChild?.setAttribute("d", PATHS[name]);
}
