/**
 * Who may import whom: the table of docs/decisions/0002-the-house.md. A row lists what a room may import; everything
 * else is an error. `types` may be imported as types only. A test may import what its subject may, the test tools and
 * the built-ins of Node.
 */
const TEST = "\\.test\\.tsx?$";
const OURS = "^(app|db|question-bank|tests)/|^(server|config)\\.ts$";
const room = (name) => `^app/${name}/`;
const packages = (...names) => names.map((name) => `(^|/)node_modules/(@types/)?${name}/`);
const builtins = (...names) => names.map((name) => `^(node:)?${name}$`);
const TEST_TOOLS = packages("vitest", "fast-check", "fake-indexeddb", "esbuild");
const TYPES = ["type-only", "type-import"];
const REACT = packages("react", "react-dom", "@remix-run/[^/]+");
const ANY_BUILTIN = ["^"];

const ROWS = [
  { name: "rules-import-only-rules", from: room("exam"), ours: [room("exam")], packages: [], builtins: [] },
  { name: "second-scorer-stands-alone", from: room("second-scorer"), ours: [room("second-scorer")], packages: [], builtins: ANY_BUILTIN },
  { name: "pixels-import-nothing", from: room("pixels"), ours: [room("pixels")], packages: [], builtins: [] },
  {
    name: "dicom-imports-pixels-and-parsers",
    from: room("dicom"),
    ours: [room("dicom"), room("pixels")],
    packages: packages("dicom-parser", "fflate", "dcmjs", "@cornerstonejs/codec-[^/]+"),
    builtins: [],
  },
  {
    name: "interchange-imports-rules-and-formats",
    from: room("interchange"),
    ours: [room("interchange"), room("exam")],
    packages: packages("fast-xml-parser", "@zip.js/zip.js", "fflate", "csv-parse", "csv-stringify", "sanitize-html", "valibot"),
    builtins: ANY_BUILTIN,
  },
  {
    name: "viewer-is-usable-alone",
    from: room("viewer"),
    except: "^app/viewer/demo\\.vite\\.config\\.ts$",
    ours: [room("viewer"), room("pixels")],
    packages: packages("cornerstone-core", "fflate", "@cornerstonejs/codec-[^/]+"),
    builtins: [],
  },
  { name: "messages-are-shapes", from: room("messages"), ours: [room("messages"), "^app/exam/attempt/(protocol|operation-kinds|states)\\.ts$"], packages: packages("valibot"), builtins: [] },
  { name: "player-imports-rules-and-messages", from: room("player"), ours: [room("player"), room("messages"), room("exam")], packages: packages("idb"), builtins: [] },
  // Inside the player the arrows point down: the top joins the rooms, content asks the link, the link sends what the store holds.
  { name: "player-content-stands-on-link", from: room("player/content"), ours: [room("player/(content|link|store|page)"), room("messages"), room("exam")], packages: [], builtins: [] },
  { name: "player-link-stands-on-store", from: room("player/link"), ours: [room("player/(link|store|page)"), room("messages"), room("exam")], packages: [], builtins: [] },
  { name: "player-store-stands-on-page", from: room("player/store"), ours: [room("player/(store|page)"), room("exam")], packages: packages("idb"), builtins: [] },
  { name: "player-page-stands-alone", from: room("player/page"), ours: [room("player/page"), room("exam")], packages: [], builtins: [] },
  {
    name: "database-knows-rules-by-type",
    from: "^db/",
    except: "^db/(setup|build)\\.js$|^db/setup/",
    // The canonical form is hashed here; the projection is the fold of the log, written in the same transaction; stored
    // payloads are converted on reading.
    ours: ["^db/", "^app/exam/attempt/(canonical|attempt|events|event-versions|operation-kinds)\\.ts$"],
    types: [room("exam")],
    packages: packages("kysely", "better-sqlite3", "pg"),
    builtins: builtins("crypto", "fs", "path"),
  },
  {
    name: "set-up-needs-nothing-installed",
    from: "^db/(setup|build)\\.js$|^db/setup/",
    ours: ["^db/setup\\.js$", "^db/setup/"],
    packages: packages("esbuild", "tsx"),
    builtins: ANY_BUILTIN,
  },
  {
    name: "adapters-import-their-library",
    from: room("adapters"),
    ours: [room("adapters")],
    types: [room("exam"), room("pixels")],
    packages: ["^(?!.*node_modules/(@types/)?(react|react-dom|react-aria[^/]*|@remix-run|express|kysely|better-sqlite3|pg)/)"],
    builtins: ANY_BUILTIN,
  },
  {
    name: "use-cases-import-rules-and-database",
    from: room("usecases"),
    ours: [room("usecases"), room("exam"), room("second-scorer"), room("pixels"), room("dicom"), room("interchange"), "^db/"],
    types: [room("adapters")],
    packages: packages("otplib", "uuid"),
    builtins: builtins("crypto"),
  },
  {
    name: "screens-import-no-server",
    from: room("ui"),
    ours: [room("ui"), room("exam"), room("player"), "^app/viewer/index\\.ts$"],
    // What a use case answers is what its screen shows: the shape is written once, where it is made.
    types: [room("usecases")],
    packages: [...REACT, ...packages("@fontsource-variable/inter")],
    builtins: [],
  },
  {
    name: "web-imports-use-cases-and-adapters",
    from: room("web"),
    // Beside db/open: the state of a running server (clock, lock row, presence, checkpoints, counts of tries, sign-ins, settings).
    ours: [room("web"), room("usecases"), room("adapters"), room("messages"), "^db/(open|migrate|server-state|server-clock|presence|checkpoints|seals|attempts|brake-counts|sign-ins|settings)\\.ts$", "^app/exam/attempt/(clock|protocol|operation-kinds)\\.ts$", "^app/exam/demonstration\\.ts$", "^app/exam/text/"],
    types: [room("exam"), "^config\\.ts$"],
    packages: ["^(?!.*node_modules/(@types/)?(react|react-dom|react-aria[^/]*|kysely|better-sqlite3|pg)/)"],
    builtins: ANY_BUILTIN,
  },
  {
    name: "command-line-imports-use-cases",
    from: room("cli"),
    // Commands that only compute touch no database and call the room that computes.
    ours: [room("cli"), room("usecases"), room("adapters"), room("web"), room("interchange"), room("dicom"), room("pixels"), "^app/second-scorer/", "^app/exam/(scoring|psychometrics)/", "^db/(open|migrate|people|examine)\\.ts$", "^config\\.ts$", "^question-bank/build-package\\.ts$"],
    types: [room("exam")],
    packages: ["^(?!.*node_modules/(@types/)?(react|react-dom|react-aria[^/]*|express|kysely|better-sqlite3|pg)/)"],
    builtins: ANY_BUILTIN,
  },
  {
    name: "routes-are-thin",
    from: room("routes"),
    ours: [room("routes"), room("usecases"), room("ui"), room("web")],
    types: [room("exam")],
    packages: [...REACT, ...packages("qrcode")],
    builtins: [],
  },
  {
    name: "sample-bank-makes-its-images",
    from: "^question-bank/",
    // Its test is a round trip: what is built must come back through the import.
    except: TEST,
    ours: ["^question-bank/", room("pixels"), "^app/dicom/write-dicom\\.ts$"],
    packages: packages("dcmjs"),
    builtins: ANY_BUILTIN,
  },
  {
    name: "server-takes-the-application-from-its-build",
    from: "^server\\.ts$",
    ours: ["^config\\.ts$"],
    types: ["^app/"],
    packages: packages("express", "express-static-gzip", "vite", "@remix-run/[^/]+"),
    builtins: ANY_BUILTIN,
  },
  { name: "configuration-stands-alone", from: "^config(\\.test)?\\.ts$", ours: ["^config\\.ts$"], packages: packages("valibot"), builtins: builtins("path") },
];

const error = (name, comment, from, to) => ({ name, severity: "error", comment, from, to });
const anyOf = (patterns) => (patterns.length > 0 ? patterns : ["(?!)"]);

/** The rules of one row: code of ours, what may be imported as a type only, packages, built-ins; then the same for its tests. */
function rulesOf({ name, from, except = "(?!)", ours, types = [], packages: libraries, builtins: core }) {
  const comment = `${name.replaceAll("-", " ")} (docs/decisions/0002-the-house.md)`;
  const code = { path: from, pathNot: [TEST, except] };
  const tests = { path: `(${from}).*${TEST}`, pathNot: except };
  const npm = ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-no-pkg", "npm-unknown"];
  return [
    error(name, comment, { path: from, pathNot: except }, { path: OURS, pathNot: [...ours, ...types] }),
    ...(types.length > 0 ? [error(`${name}--types-only`, comment, code, { path: types, pathNot: ours, dependencyTypesNot: TYPES })] : []),
    error(`${name}--packages`, comment, code, { dependencyTypes: npm, pathNot: anyOf(libraries) }),
    error(`${name}--built-ins`, comment, code, { dependencyTypes: ["core"], pathNot: anyOf(core) }),
    error(`${name}--test-packages`, comment, tests, { dependencyTypes: npm, pathNot: [...libraries, ...TEST_TOOLS] }),
  ];
}

module.exports = {
  forbidden: [
    ...ROWS.flatMap(rulesOf),
    error("no-cycles", "A cycle has no beginning to read.", {}, { circular: true }),
    error("no-import-goes-nowhere", "Every import is found.", { pathNot: "^build/" }, { couldNotResolve: true, pathNot: "^virtual:" }),
    error("code-imports-no-tests", "Code does not import tests.", { pathNot: [TEST, "^tests/"] }, { path: [TEST, "^tests/"] }),
    error(
      "use-cases-do-not-call-each-other",
      "What two use cases share is a rule in exam/ or a query in db/. Their tests may set a scene with others.",
      { path: "^app/usecases/[^/]+/([^/.]+)", pathNot: [TEST, "^app/usecases/attempt/"] },
      { path: "^app/usecases/[^/]+/", pathNot: "^app/usecases/[^/]+/$1(/|\\.)" },
    ),
    error(
      "write-path-is-reached-by-the-context",
      "The write path of attempts is one thing in several files; use cases reach it by context.record, the context knows its types, the server makes it.",
      { path: ["^app/", "^db/"], pathNot: [TEST, "^app/usecases/(attempt/|context\\.ts$)", "^app/web/"] },
      { path: "^app/usecases/attempt/" },
    ),
    error("write-path-knows-no-other-use-case", "The write path decides by rules.", { path: "^app/usecases/attempt/", pathNot: TEST }, { path: "^app/usecases/[^/]+/", pathNot: "^app/usecases/attempt/" }),
    error(
      "phantom-is-for-the-seed",
      "Images that a program made reach people only through the sample bank.",
      { pathNot: ["^question-bank/", "^app/cli/seed\\.ts$", "^app/usecases/admin/[^/]*seed"] },
      { path: "^question-bank/" },
    ),
    error("rasteriser-has-one-room", "cornerstone-core stands behind one adapter.", { pathNot: "^app/viewer/render/" }, { path: packages("cornerstone-core") }),
    error(
      "viewer-loads-libraries-lazily",
      "The viewer's door opens before its libraries are there.",
      { path: "^app/viewer/", pathNot: TEST },
      { path: packages("cornerstone-core", "@cornerstonejs/codec-[^/]+"), dynamic: false, dependencyTypesNot: TYPES },
    ),
    error("dicom-is-written-in-one-place", "dcmjs writes and never reads.", { path: "^app/dicom/", pathNot: ["write-dicom", TEST] }, { path: packages("dcmjs") }),
    error("drivers-have-one-place", "db/dialect.ts knows which database runs.", { path: "^(app|db)/", pathNot: ["^db/(dialect|file-lock|open)\\.ts$", TEST] }, { path: packages("better-sqlite3", "pg") }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.(css|json|html)$" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"], extensions: [".ts", ".tsx", ".js", ".json", ".d.ts"] },
  },
};
