import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { build } from "vite";

const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
/** As strict as the exam page: the viewer needs neither inline scripts nor style elements. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; connect-src 'self'; base-uri 'none'";
/** By so much the clocks of a page, which browsers make coarse, may differ. */
const CLOCK_STEP_MS = 1;
const root = resolve(".");

let folder: string;
let server: Server;
let origin: string;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "viewer-"));
  for (const input of ["app/viewer/demo.html", "tests/fixtures/viewer/page.html"]) {
    await build({ configFile: false, root, logLevel: "error", build: { target: "es2022", outDir: folder, emptyOutDir: false, rollupOptions: { input: join(root, input) } } });
  }
  server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    try {
      const body = readFileSync(join(folder, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", "content-security-policy": POLICY }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

let faults: string[];
test.beforeEach(({ page }) => {
  faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.text().includes("Content Security Policy") && faults.push(message.text()));
});
test.afterEach(() => expect(faults).toEqual([]));

async function openDemo(page: Page, search = "") {
  await page.goto(`${origin}/app/viewer/demo.html${search}`);
  await expect.poll(() => page.evaluate(() => document.querySelectorAll(".viewer-panel:not([data-waiting]):not([hidden])").length), { timeout: 20_000 }).toBeGreaterThan(0);
  await expect(page.locator("[data-part=loading]:visible")).toHaveCount(0, { timeout: 20_000 });
}

const state = (page: Page, panel = 0) => page.evaluate((index) => window.demo?.viewer.getState().panels[index], panel);
const panelAt = (page: Page, index: number) => page.locator(".viewer-panel").nth(index);
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

test.describe("what the canvas shows at one screen pixel per image pixel", () => {
  const cases: [string, object][] = [
    ["8 bit, window over everything", { storage: "uint8", bitsStored: 8, windows: [{ center: 128, width: 256, shape: "LINEAR" }] }],
    ["16 bit signed with rescale", { storage: "int16", rescale: { slope: 2, intercept: -100, unit: null }, windows: [{ center: 40, width: 400, shape: "LINEAR" }] }],
    ["16 bit signed with a broken rescale", { storage: "int16", rescale: { slope: 0.37, intercept: 0.5, unit: null }, windows: [{ center: 40, width: 300, shape: "LINEAR" }] }],
    ["MONOCHROME1", { inverted: true, windows: [{ center: 1000.5, width: 1001, shape: "LINEAR" }] }],
    ["window width 1", { windows: [{ center: 2000, width: 1, shape: "LINEAR" }] }],
    ["LINEAR_EXACT", { windows: [{ center: 2000, width: 510, shape: "LINEAR_EXACT" }] }],
    ["SIGMOID", { windows: [{ center: 2000, width: 800, shape: "SIGMOID" }] }],
    ["padding far below", { storage: "int16", padding: -2048, windows: [{ center: 500, width: 1000, shape: "LINEAR" }] }],
  ];
  for (const [name, shape] of cases) {
    test(`equals the reference in every pixel: ${name}`, async ({ page }) => {
      await page.goto(`${origin}/tests/fixtures/viewer/page.html`);
      const result = await page.evaluate((part) => window.fixture?.compare(part), shape);
      expect(result).toMatchObject({ different: 0, largest: 0 });
      expect(result?.levels).toBeGreaterThan(1);
    });
  }

  test("equals the stored colours", async ({ page }) => {
    await page.goto(`${origin}/tests/fixtures/viewer/page.html`);
    const shape = { storage: "uint8" as const, bitsStored: 8, samplesPerPixel: 3 as const, windows: [{ center: 127.5, width: 255, shape: "LINEAR_EXACT" as const }] };
    expect(await page.evaluate((part) => window.fixture?.compare(part), shape)).toMatchObject({ different: 0, levels: 256 });
  });
});

test("draws pixels of 2 x 1 mm twice as high as wide", async ({ page }) => {
  await page.goto(`${origin}/tests/fixtures/viewer/page.html`);
  const shape = { rows: 128, columns: 192, pixelSpacing: { row: 2, column: 1 } };
  expect(await page.evaluate((part) => window.fixture?.extent(part), shape)).toEqual({ width: 192, height: 256 });
});

test("leaves no canvas and no animation loop behind after being made and taken away ten times", async ({ page }) => {
  await page.goto(`${origin}/tests/fixtures/viewer/page.html`);
  expect(await page.evaluate(() => window.fixture?.remount(5))).toEqual({ canvases: 0, callbacks: 0 });
});

test("plays at the author's rate, pauses and steps by keys", async ({ page }) => {
  await openDemo(page);
  await panelAt(page, 0).focus();
  await page.keyboard.press(" ");
  expect((await state(page))?.playing).toBe(false);
  const counts = await page.evaluate(() => window.demo?.viewer.cineCounts(0));
  expect(counts?.due).toBeGreaterThan(0);

  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  expect((await state(page))?.phase).toBe(2);
  await expect(panelAt(page, 0).locator("[data-part=position]")).toHaveText("Frame 3 / 25");
  await expect(page.getByRole("status")).toHaveText("frame 3 of 25, window 1700 / 850");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowLeft");
  expect((await state(page))?.phase).toBe(24);

  // The rate is read off the picture at a known time, never off the number of pictures drawn: a machine under load draws
  // few. The viewer chose the picture between the start of the frame of the browser and the look at it here.
  const { from, pictures } = await page.evaluate(async () => {
    const viewer = window.demo!.viewer;
    const phaseNow = () => viewer.getState().panels[0]?.phase ?? Number.NaN;
    const from = { phase: phaseNow(), earliest: performance.now(), latest: 0 };
    viewer.play(0);
    from.latest = performance.now();
    const pictures: { phase: number; due: number; earliest: number; latest: number }[] = [];
    // Looks on until ten pictures tell the rate to 3 per cent each: with the time of one picture at either end.
    for (let telling = 0; telling < 10; ) {
      const earliest = await new Promise<number>(requestAnimationFrame);
      const picture = { phase: phaseNow(), due: viewer.cineCounts(0).due, earliest, latest: performance.now() };
      pictures.push(picture);
      if ((picture.latest - earliest + 40) / (earliest - from.latest) < 0.03) telling++;
    }
    return { from, pictures };
  });
  const untimely = pictures.filter(({ phase, due, earliest, latest }) => {
    const least = Math.floor(Math.max(0, earliest - CLOCK_STEP_MS - from.latest) / 40);
    const most = Math.floor((latest + CLOCK_STEP_MS - from.earliest) / 40);
    const possible = Array.from({ length: most - least + 1 }, (_, more) => (from.phase + least + more) % 25);
    return !possible.includes(phase) || due < least || due > most;
  });
  expect(untimely).toEqual([]);
});

test("goes on stepping while a key is held, and inverts or starts once", async ({ page }) => {
  await openDemo(page);
  await panelAt(page, 0).focus();
  const hold = async (key: string, times: number) => {
    for (let time = 0; time < times; time += 1) await page.keyboard.down(key);
    await page.keyboard.up(key);
  };
  // Played from the start; an even number of presses would leave both as they were.
  await hold(" ", 4);
  expect((await state(page))?.playing).toBe(false);
  await hold("i", 4);
  expect((await state(page))?.inverted).toBe(true);
  await page.keyboard.press("Home");
  await hold("ArrowRight", 4);
  expect((await state(page))?.phase).toBe(4);

  await button(page, "Invert grey scale").focus();
  await hold("Enter", 4);
  expect((await state(page))?.inverted).toBe(false);
  await button(page, "Next frame").focus();
  await hold("Enter", 4);
  expect((await state(page))?.phase).toBe(8);
});

test("moves slice and phase separately in a stack of cines", async ({ page }) => {
  await openDemo(page);
  await panelAt(page, 1).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.mouse.move(900, 200);
  await page.mouse.wheel(0, 100);
  await expect(panelAt(page, 1).locator("[data-part=position]")).toHaveText("Slice 4 / 4   Frame 2 / 16");
});

test("keys do nothing while the focus is elsewhere", async ({ page }) => {
  await openDemo(page);
  const before = await state(page, 2);
  await page.evaluate(() => (document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined));
  for (const key of ["i", "b", "ArrowDown", "2"]) await page.keyboard.press(key);
  expect(await state(page, 2)).toEqual(before);
});

test("changes window, size and place by buttons alone, and resets", async ({ page }) => {
  await openDemo(page);
  await panelAt(page, 2).click({ position: { x: 20, y: 120 } });
  const start = await state(page, 2);
  await button(page, "More buttons").click();
  await button(page, "Brighter").click();
  await button(page, "More contrast").click();
  expect((await state(page, 2))?.window).toMatchObject({ center: 900 - 180, width: 1500 });
  await button(page, "Larger").click();
  await button(page, "Move left").click();
  expect((await state(page, 2))?.view.zoom).toBeCloseTo(1.25);
  expect((await state(page, 2))?.view.pan.x).toBeLessThan(0);
  await button(page, "Invert grey scale").click();
  await button(page, "Reset image").click();
  expect(await state(page, 2)).toEqual(start);
});

test("drags: level with the middle button, speed in a running cine, place with Shift", async ({ page }) => {
  await openDemo(page, "?layout=1");
  const box = (await panelAt(page, 0).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const drag = async (x: number, y: number, options: { button?: "left" | "middle" } = {}) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down(options);
    await page.mouse.move(from.x + x, from.y + y, { steps: 6 });
    await page.mouse.up(options);
  };
  await drag(0, -60, { button: "middle" });
  expect((await state(page))?.window.center).toBeLessThan(850);
  await drag(90, 0);
  expect((await state(page))?.frameTimeMs).toBeLessThan(30);
  expect((await state(page))?.playing).toBe(true);
  await page.keyboard.down("Shift");
  await drag(50, 0);
  await page.keyboard.up("Shift");
  expect((await state(page))?.view.pan.x).toBeGreaterThan(10);
  await panelAt(page, 0).dblclick({ position: { x: 40, y: 200 } });
  expect((await state(page))?.playing).toBe(false);
});

test("says which frame is missing, goes on without it, and gets it on request", async ({ page }) => {
  await page.goto(`${origin}/app/viewer/demo.html?panels=1&lost=3`);
  await expect(page.getByRole("alert")).toContainText("1 of 25 frames could not be loaded.", { timeout: 20_000 });
  await expect(page.locator("[data-part=rate]")).toHaveText("");
  const phases = await page.evaluate(async () => {
    const seen = new Set<number>();
    for (let round = 0; round < 90; round++) {
      seen.add(window.demo?.viewer.getState().panels[0]?.phase ?? -1);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return [...seen];
  });
  expect(phases.length).toBeGreaterThan(10);
  expect(phases).not.toContain(3);
  await panelAt(page, 0).focus();
  for (const key of [" ", "Home", "ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await expect(page.getByRole("alert")).toContainText("This frame could not be loaded.");
  await button(page, "Try again").click();
  await expect(page.getByRole("alert")).toBeHidden();
  await expect(page.locator("[data-part=rate]")).toHaveText("25 fps");
});

test("keeps what was done for the next time", async ({ page }) => {
  await openDemo(page);
  const equal = await page.evaluate(() => {
    const viewer = window.demo?.viewer;
    viewer?.setWindow(500, 700, 2);
    viewer?.scroll(2, 2);
    viewer?.setLayout("1x2");
    const kept = viewer?.stateForResume();
    return JSON.stringify(kept) === JSON.stringify(structuredClone(kept)) && kept?.panels[2]?.slice === 5 && kept.layout === "1x2";
  });
  expect(equal).toBe(true);
});

test("reports a drag as one event and the missing pictures of a starved cine", async ({ page }) => {
  await openDemo(page, "?panels=1");
  const events = await page.evaluate(async () => {
    const viewer = window.demo?.viewer;
    for (let count = 0; count < 5; count++) viewer?.setWindow(800 + count, 1000);
    const until = performance.now() + 400;
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 100));
    viewer?.pause();
    return window.demo?.events;
  });
  expect(events?.filter(({ kind }) => kind === "window")).toEqual([{ kind: "window", panel: 0, center: 804, width: 1000 }]);
  const dropped = events?.find((event) => event.kind === "frames-dropped");
  expect(dropped?.kind === "frames-dropped" && dropped.due - dropped.shown).toBeGreaterThanOrEqual(8);
});

test("has no finding of axe, with and without the help, and targets of at least 24 pixels", async ({ page }) => {
  await openDemo(page);
  await button(page, "Window").click();
  for (const open of [false, true]) {
    if (open) await page.keyboard.press("?");
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
    expect(violations.map(({ id, impact, nodes }) => `${impact} ${id} ${nodes[0]?.html}`)).toEqual([]);
  }
  await page.keyboard.press("Escape");
  const sizes = await page.locator("button:visible, select:visible").evaluateAll((all) => all.map((each) => [each.clientWidth, each.clientHeight]));
  for (const [width = 0, height = 0] of sizes) expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
});

test("says the state after a reset", async ({ page }) => {
  await openDemo(page);
  const status = page.locator(".viewer [role=status]");
  await panelAt(page, 0).press(" ");
  await panelAt(page, 0).press("+");
  await expect(status).toHaveText(/^zoom 1\d\d percent$/);
  await panelAt(page, 0).press("r");
  await expect(status).toHaveText("reset, playing, window 1700 / 850, zoom 100 percent");
});

test("shows what is pressed where the system forces its colours", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await openDemo(page);
  const colour = (name: string) => button(page, name).evaluate((each) => getComputedStyle(each).backgroundColor);
  expect(await colour("Scroll")).not.toBe(await colour("Window"));
  await button(page, "Window").click();
  await expect.poll(async () => (await colour("Window")) !== (await colour("Scroll"))).toBe(true);
});

test("less motion asked for in between stops the cine, and a reset leaves it paused", async ({ page }) => {
  await openDemo(page);
  await button(page, "One panel").click();
  expect((await state(page))?.playing).toBe(true);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect.poll(async () => (await state(page))?.playing).toBe(false);
  await button(page, "Reset image").click();
  expect((await state(page))?.playing).toBe(false);
  await expect(button(page, "Play")).toBeVisible();
});
