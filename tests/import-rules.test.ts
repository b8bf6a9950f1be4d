import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** One file with one import, and the rule that must refuse it; null where the house allows it. */
type Example = { from: string; line: string; rule: string | null };

const EXAMPLES: Example[] = [
  { from: "app/exam/a/reads-file.ts", line: 'import "node:fs";', rule: "rules-import-only-rules--built-ins" },
  { from: "app/exam/a/checks-shape.ts", line: 'import "valibot";', rule: "rules-import-only-rules--packages" },
  { from: "app/exam/a/asks-database.ts", line: 'import "#db/open.ts";', rule: "rules-import-only-rules" },
  { from: "app/exam/a/types-of-database.ts", line: 'import type { open } from "#db/open.ts";', rule: "rules-import-only-rules" },
  { from: "app/exam/a/property.test.ts", line: 'import "fast-check";', rule: null },
  { from: "app/exam/a/wide.test.ts", line: 'import "#app/web/web.ts";', rule: "rules-import-only-rules" },
  { from: "app/second-scorer/peeks.ts", line: 'import "#app/exam/rule.ts";', rule: "second-scorer-stands-alone" },
  { from: "app/pixels/peeks.ts", line: 'import type { rule } from "#app/exam/rule.ts";', rule: "pixels-import-nothing" },
  { from: "app/dicom/asks-use-case.ts", line: 'import "#app/usecases/author/act.ts";', rule: "dicom-imports-pixels-and-parsers" },
  { from: "app/dicom/reads-folder.ts", line: 'import "node:fs";', rule: "dicom-imports-pixels-and-parsers--built-ins" },
  { from: "app/dicom/reads-with-dcmjs.ts", line: 'import "dcmjs";', rule: "dicom-is-written-in-one-place" },
  { from: "app/dicom/parses.ts", line: 'import "dicom-parser";', rule: null },
  { from: "app/interchange/stores.ts", line: 'import "#db/open.ts";', rule: "interchange-imports-rules-and-formats" },
  { from: "app/interchange/shows.ts", line: 'import "react";', rule: "interchange-imports-rules-and-formats--packages" },
  { from: "app/viewer/core/knows-rules.ts", line: 'import "#app/exam/rule.ts";', rule: "viewer-is-usable-alone" },
  { from: "app/viewer/core/rasterises.ts", line: 'export const load = () => import("cornerstone-core");', rule: "rasteriser-has-one-room" },
  { from: "app/viewer/render/eager.ts", line: 'import "cornerstone-core";', rule: "viewer-loads-libraries-lazily" },
  { from: "app/viewer/render/lazy.ts", line: 'export const load = () => import("cornerstone-core");', rule: null },
  { from: "app/player/shows.ts", line: 'import "react";', rule: "player-imports-rules-and-messages--packages" },
  { from: "app/player/asks-web.ts", line: 'import "#app/web/web.ts";', rule: "player-imports-rules-and-messages" },
  { from: "app/messages/keeps.ts", line: 'import "#db/open.ts";', rule: "messages-are-shapes" },
  { from: "app/messages/checks.ts", line: 'import "valibot";', rule: null },
  { from: "app/player/content/reaches-up.ts", line: 'import "../player.ts";', rule: "player-content-stands-on-link" },
  { from: "app/player/link/asks-content.ts", line: 'import type { fetch } from "../content/fetch.ts";', rule: "player-link-stands-on-store" },
  { from: "app/player/store/sends.ts", line: 'import "../link/send.ts";', rule: "player-store-stands-on-page" },
  { from: "app/player/page/keeps.ts", line: 'import "../store/keep.ts";', rule: "player-page-stands-alone" },
  { from: "app/player/content/asks-below.ts", line: 'import "../link/send.ts";', rule: null },
  { from: "db/decides.ts", line: 'import "#app/exam/rule.ts";', rule: "database-knows-rules-by-type--types-only" },
  { from: "db/knows-type.ts", line: 'import type { rule } from "#app/exam/rule.ts";', rule: null },
  { from: "db/hashes.ts", line: 'import "#app/exam/attempt/canonical.ts";', rule: null },
  { from: "db/knows-use-case.ts", line: 'import "#app/usecases/author/act.ts";', rule: "database-knows-rules-by-type" },
  { from: "db/drives.ts", line: 'import "better-sqlite3";', rule: "drivers-have-one-place" },
  { from: "db/dialect.ts", line: 'import "pg";', rule: null },
  { from: "db/setup.js", line: 'import "valibot";', rule: "set-up-needs-nothing-installed--packages" },
  { from: "app/adapters/mail/stores.ts", line: 'import "#db/open.ts";', rule: "adapters-import-their-library" },
  { from: "app/adapters/mail/decides.ts", line: 'import "#app/exam/rule.ts";', rule: "adapters-import-their-library--types-only" },
  { from: "app/adapters/mail/shows.ts", line: 'import "react";', rule: "adapters-import-their-library--packages" },
  { from: "app/adapters/mail/logs.ts", line: 'import "pino";', rule: null },
  { from: "app/usecases/author/sends.ts", line: 'import "#app/adapters/mail/send.ts";', rule: "use-cases-import-rules-and-database--types-only" },
  { from: "app/usecases/author/answers.ts", line: 'import "express";', rule: "use-cases-import-rules-and-database--packages" },
  { from: "app/usecases/author/queries.ts", line: 'import "kysely";', rule: "use-cases-import-rules-and-database--packages" },
  { from: "app/usecases/author/knows-web.ts", line: 'import "#app/web/web.ts";', rule: "use-cases-import-rules-and-database" },
  { from: "app/usecases/author/calls-neighbour.ts", line: 'import "./act.ts";', rule: "use-cases-do-not-call-each-other" },
  { from: "app/usecases/board/calls-another.ts", line: 'import "../author/act.ts";', rule: "use-cases-do-not-call-each-other" },
  { from: "app/usecases/author/uses-vocabulary.ts", line: 'import "../context.ts";', rule: null },
  { from: "app/ui/asks.tsx", line: 'import "#app/usecases/author/act.ts";', rule: "screens-import-no-server--types-only" },
  { from: "app/ui/knows-shape.tsx", line: 'import type { act } from "#app/usecases/author/act.ts";', rule: null },
  { from: "app/ui/reaches-in.tsx", line: 'import "#app/viewer/state.ts";', rule: "screens-import-no-server" },
  { from: "app/ui/opens-door.tsx", line: 'import "#app/viewer/index.ts";', rule: null },
  { from: "app/web/decides.ts", line: 'import "#app/exam/rule.ts";', rule: "web-imports-use-cases-and-adapters--types-only" },
  { from: "app/web/queries.ts", line: 'import "#db/items.ts";', rule: "web-imports-use-cases-and-adapters" },
  { from: "app/web/opens.ts", line: 'import "#db/open.ts";', rule: null },
  { from: "app/cli/queries.ts", line: 'import "#db/items.ts";', rule: "command-line-imports-use-cases" },
  { from: "app/routes/queries.ts", line: 'import "#db/open.ts";', rule: "routes-are-thin" },
  { from: "app/routes/builds-sql.ts", line: 'import "kysely";', rule: "routes-are-thin--packages" },
  { from: "app/routes/decides.ts", line: 'import "#app/exam/rule.ts";', rule: "routes-are-thin--types-only" },
  { from: "app/routes/knows-type.ts", line: 'import type { rule } from "#app/exam/rule.ts";', rule: null },
  { from: "question-bank/phantom/stores.ts", line: 'import "#db/open.ts";', rule: "sample-bank-makes-its-images" },
  { from: "app/usecases/author/fakes-images.ts", line: 'import "../../../question-bank/heart.ts";', rule: "phantom-is-for-the-seed" },
  { from: "server.ts", line: 'import "./app/web/web.ts";', rule: "server-takes-the-application-from-its-build--types-only" },
  { from: "app/web/tests-itself.ts", line: 'import "./web.test.ts";', rule: "code-imports-no-tests" },
  { from: "app/web/lost.ts", line: 'import "./not-there.ts";', rule: "no-import-goes-nowhere" },
  { from: "app/web/and-round.ts", line: 'import "./round.ts";', rule: "no-cycles" },
];

/** What the examples import. */
const SCENE: Record<string, string> = {
  "app/exam/rule.ts": "export const rule = 1;",
  "app/exam/attempt/canonical.ts": "export const canonical = 1;",
  "app/usecases/context.ts": "export const context = 1;",
  "app/usecases/author/act.ts": "export const act = 1;",
  "app/adapters/mail/send.ts": "export const send = 1;",
  "app/player/player.ts": "export const player = 1;",
  "app/player/content/fetch.ts": "export const fetch = 1;",
  "app/player/link/send.ts": "export const send = 1;",
  "app/player/store/keep.ts": "export const keep = 1;",
  "app/viewer/index.ts": "export const door = 1;",
  "app/viewer/state.ts": "export const state = 1;",
  "app/web/web.ts": "export const web = 1;",
  "app/web/round.ts": 'import "./and-round.ts";',
  "app/web/web.test.ts": "export const webTest = 1;",
  "db/open.ts": "export const open = 1;",
  "db/items.ts": "export const items = 1;",
  "question-bank/heart.ts": "export const heart = 1;",
};

describe("the import rules of the house", () => {
  let folder: string;
  const broken = new Map<string, string[]>();

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "exam-imports-")));
    for (const name of ["package.json", "tsconfig.json", ".dependency-cruiser.cjs"]) cpSync(join(root, name), join(folder, name));
    symlinkSync(realpathSync(join(root, "node_modules")), join(folder, "node_modules"), "dir");
    for (const [path, text] of [...Object.entries(SCENE), ...EXAMPLES.map(({ from, line }) => [from, `${line}\n`] as const)]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const program = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
    const args = [program, "app", "db", "question-bank", "server.ts", "--config", ".dependency-cruiser.cjs", "--output-type", "json"];
    const { summary } = JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 })) as {
      summary: { violations: { from: string; rule: { name: string } }[] };
    };
    for (const { from, rule } of summary.violations) broken.set(from, [...(broken.get(from) ?? []), rule.name]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(EXAMPLES.filter(({ rule }) => rule !== null))("refuse in $from: $line", ({ from, rule }) => {
    expect(broken.get(from)).toContain(rule);
  });

  it.each(EXAMPLES.filter(({ rule }) => rule === null))("allow in $from: $line", ({ from }) => {
    expect(broken.get(from)).toBeUndefined();
  });

  it("find nothing to refuse in the files that the examples import", () => {
    expect(Object.keys(SCENE).filter((path) => broken.has(path))).toEqual([]);
  });
});
