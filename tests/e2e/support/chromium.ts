import { existsSync } from "node:fs";

const places = [process.env.CMR_CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"];
const executablePath = places.find((place) => place !== undefined && existsSync(place));

/** How every browser test starts Chromium: no GPU, no talk with the world outside. */
export const CHROMIUM = {
  browserName: "chromium" as const,
  launchOptions: {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
};

/** For stories that do not look at playing images: cines drawn without a GPU take the processor from the stories beside them. */
export const STILL_IMAGES = { contextOptions: { reducedMotion: "reduce" as const } };
