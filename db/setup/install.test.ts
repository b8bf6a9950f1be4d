import { describe, expect, it } from "vitest";
import { holdsTheLock } from "./install.js";
import { cleanEnvironment } from "./step.js";

const lock = JSON.stringify({
  packages: {
    "": { version: "0.1.0" },
    "node_modules/kysely": { version: "0.28.18" },
    "node_modules/vitest": { version: "4.1.12", dev: true },
    "node_modules/esbuild-of-another-system": { version: "0.28.2", optional: true },
  },
});
const list = (packages: object): string => JSON.stringify({ packages });
const kysely = { "node_modules/kysely": { version: "0.28.18" } };
const vitest = { "node_modules/vitest": { version: "4.1.12" } };

describe("packages that are installed already", () => {
  it("are taken when every one has the version of the lock, optional ones aside", () => {
    expect(holdsTheLock(lock, list({ ...kysely, ...vitest }))).toBe(true);
  });

  it("are installed again when one is missing, also a development one", () => {
    expect(holdsTheLock(lock, list(kysely))).toBe(false);
  });

  it("are installed again when one has another version, also an optional one", () => {
    expect(holdsTheLock(lock, list({ ...vitest, "node_modules/kysely": { version: "0.28.17" } }))).toBe(false);
    expect(holdsTheLock(lock, list({ ...kysely, ...vitest, "node_modules/esbuild-of-another-system": { version: "0.1.0" } }))).toBe(false);
  });

  it("are installed again when npm left no list or a broken one", () => {
    expect(holdsTheLock(lock, null)).toBe(false);
    expect(holdsTheLock(lock, "{")).toBe(false);
  });
});

describe("the environment of an installation", () => {
  it("does not know that the caller runs in production", () => {
    const caller = { PATH: "/bin", NODE_ENV: "production", npm_config_omit: "dev", npm_config_registry: "https://registry.example" };
    expect(cleanEnvironment(caller)).toEqual({ PATH: "/bin", npm_config_registry: "https://registry.example" });
  });
});
