import { chromium, type Page } from "@playwright/test";
import { CHROMIUM } from "../e2e/support/chromium.ts";
import { startServer, type ExamServer } from "../e2e/support/server.ts";
import { practiceCandidate } from "../e2e/support/visitors.ts";

const ROUNDS = 3;
const PATIENCE_MS = 120_000;

export type ExamPageFigures = {
  /** All JavaScript and CSS that a cold browser fetches from the address of the exam to its running first question: as sent, without headers. */
  programBytes: number;
  files: { name: string; bytes: number }[];
  /** From opening the page to the sentence that all images are here, with none kept: the middle of three rounds. */
  imagesReadyMs: number;
  images: string;
};

/** One candidate's exam page in a real browser, on a server that does nothing else. */
export async function measureExamPage(): Promise<ExamPageFigures> {
  const server = await startServer();
  const browser = await chromium.launch(CHROMIUM.launchOptions);
  try {
    const page = await (await browser.newContext({ viewport: { width: 1_280, height: 720 } })).newPage();
    const address = await openWaitingRoom(page, server);
    const times: number[] = [];
    let images = "";
    for (let round = 0; round < ROUNDS; round += 1) {
      // Nobody may fetch a form more than three times an hour; a new process has counted nothing.
      await server.restart("SIGTERM");
      await page.evaluate(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
      await page.goto(address);
      ({ ms: times[round], words: images } = await allImagesReady(page));
    }
    const files = await programFetched(page, address);
    return {
      files,
      programBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      imagesReadyMs: times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!,
      images,
    };
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function openWaitingRoom(page: Page, server: ExamServer): Promise<string> {
  const { candidateNumber, admissionCode } = practiceCandidate(server);
  await page.goto(`${server.baseUrl}/sign-in`);
  await page.getByLabel("Candidate number").fill(candidateNumber);
  await page.getByLabel("Admission code").fill(admissionCode);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Open the exam" }).first().click();
  await page.getByRole("checkbox", { name: /I accept/ }).check({ force: true });
  await page.getByRole("button", { name: "Accept and go to the waiting room" }).click();
  await allImagesReady(page);
  return page.url();
}

async function allImagesReady(page: Page): Promise<{ ms: number; words: string }> {
  const ready = await page.waitForFunction(
    () => {
      const words = document.querySelector('[data-testid="images-ready"]')?.textContent ?? "";
      return /\ball\b/i.test(words) ? { ms: performance.now(), words } : null;
    },
    undefined,
    { timeout: PATIENCE_MS },
  );
  return (await ready.jsonValue())!;
}

/** The browser forgets every file first, also those that the service worker keeps. */
async function programFetched(page: Page, address: string): Promise<{ name: string; bytes: number }[]> {
  await page.evaluate(async () => {
    for (const name of await caches.keys()) if (name === "cmr-exam-page") await caches.delete(name);
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.clearBrowserCache");
  const names = new Map<string, string>();
  const heads = new Map<string, number>();
  const sizes = new Map<string, number>();
  devtools.on("Network.responseReceived", ({ requestId, response, type }) => {
    if (type !== "Script" && type !== "Stylesheet") return;
    names.set(requestId, new URL(response.url).pathname);
    heads.set(requestId, response.encodedDataLength);
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  await page.goto(address);
  await page.getByRole("button", { name: /^Start the practice exam$/ }).click();
  await page.getByText(/Question 1 of \d+/).first().waitFor();
  await page.locator(".viewer canvas").first().waitFor();
  const unknown = [...names].filter(([id]) => !sizes.has(id));
  if (unknown.length > 0) throw new Error(`these files were not fetched to their end: ${unknown.map(([, name]) => name).join(", ")}`);
  return [...names].map(([id, name]) => ({ name, bytes: sizes.get(id)! - heads.get(id)! })).toSorted((a, b) => b.bytes - a.bytes);
}
