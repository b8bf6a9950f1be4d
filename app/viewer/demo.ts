import { heartFrame } from "./demo-heart.ts";
import { memoryStudy, type MemoryStudy, type Shape } from "./demo-study.ts";
import { loadViewer, type ViewerApi, type ViewerConfig, type ViewerEvent, type ViewerPanel } from "./index.ts";

const SIZE = 256;
const HEART: Shape = {
  kind: "cine",
  rows: SIZE,
  columns: SIZE,
  samplesPerPixel: 1,
  storage: "uint16",
  bitsStored: 12,
  inverted: false,
  rescale: { slope: 1, intercept: 0, unit: null },
  windows: [
    { center: 850, width: 1700, shape: "LINEAR" },
    { center: 600, width: 900, shape: "LINEAR" },
  ],
  padding: null,
  pixelSpacing: { row: 1.4, column: 1.4 },
  slices: 1,
  phases: 25,
  frameTimeMs: 40,
  frameTimeSource: "frame-time",
};

const files = new Map<string, Uint8Array>();
/** Milliseconds a frame takes to come, and whether frames are lost: both to be tried from the address line. */
const search = new URLSearchParams(location.search);
const delayMs = Number(search.get("delay") ?? 0);
const lost = new Set<string>();

async function panel(label: string, alternativeText: string, study: Promise<MemoryStudy>, start: ViewerPanel["start"] = {}): Promise<ViewerPanel> {
  const made = await study;
  for (const [hash, bytes] of made.files) files.set(hash, bytes);
  return { label, alternativeText, manifest: made.manifest, start };
}

const cine = () => memoryStudy(HEART, (_, phase) => heartFrame({ size: SIZE, beat: phase / 25, depth: 0.25, scar: false }));
const stack = () =>
  memoryStudy({ ...HEART, kind: "stack-of-cines", slices: 4, phases: 16, frameTimeMs: 62.5 }, (slice, phase) =>
    heartFrame({ size: SIZE, beat: phase / 16, depth: 0.05 + slice * 0.24, scar: false }),
  );
const late = () =>
  memoryStudy({ ...HEART, kind: "stack", slices: 8, phases: 1, windows: [{ center: 900, width: 1800, shape: "LINEAR" }] }, (slice) =>
    heartFrame({ size: SIZE, beat: 0, depth: slice / 9, scar: true }),
  );

async function loadFrame(hash: string): Promise<Uint8Array> {
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  const bytes = files.get(hash);
  if (bytes === undefined || lost.delete(hash)) throw new Error("The frame did not come");
  return bytes;
}

declare global {
  interface Window {
    demo?: { viewer: ViewerApi; events: ViewerEvent[] };
  }
}

const all = [
  await panel("SSFP cine, mid", "Short-axis cine of the heart, middle level", cine(), { playing: true }),
  await panel("SSFP cine, stack", "Short-axis cines of the heart, four levels", stack(), { frame: 16 }),
  await panel("Late enhancement", "Short-axis late enhancement images, eight levels", late(), { frame: 3 }),
];
const panels = all.slice(0, Number(search.get("panels") ?? 3));
const missing = panels[0]?.manifest.frames[Number(search.get("lost") ?? -1)];
if (missing !== undefined) lost.add(missing.hash);

const host = document.querySelector<HTMLElement>("#viewer");
if (host !== null) {
  const events: ViewerEvent[] = [];
  const layout = search.get("layout");
  const config: ViewerConfig = { panels, loadFrame, onEvent: (event) => events.push(event) };
  if (layout === "1" || layout === "1x2" || layout === "2x2") config.layout = layout;
  const createViewer = await loadViewer();
  window.demo = { viewer: createViewer(host, config), events };
}
