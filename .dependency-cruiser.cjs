/** Who may import whom: the table of docs/decisions/0002-the-house.md, one rule a row. Tests are free of the table, not of cycles. */
const TEST = "\\.test\\.tsx?$";
const room = (name) => `^app/${name}/`;

/** Everything of ours that `from` may not reach: all but the listed places. */
function only(name, from, allowed, comment) {
  return {
    name,
    comment,
    severity: "error",
    from: { path: from, pathNot: TEST },
    to: { path: "^(app|db|question-bank|server\\.ts|config\\.ts)", pathNot: allowed },
  };
}

function packages(name, from, allowed, comment) {
  return {
    name,
    comment,
    severity: "error",
    from: { path: from, pathNot: TEST },
    to: { dependencyTypes: ["npm", "npm-dev", "core"], pathNot: allowed },
  };
}

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", comment: "A cycle has no beginning to read.", from: {}, to: { circular: true } },
    { name: "no-tests-in-code", severity: "error", comment: "Code does not import tests.", from: { pathNot: `${TEST}|^tests/` }, to: { path: `${TEST}|^tests/` } },
    only("rules-are-pure", room("exam"), [room("exam")], "app/exam knows exams and nothing else."),
    packages("rules-use-no-package", room("exam"), ["^$"], "app/exam uses no npm package and no node built-in."),
    only("second-scorer-stands-alone", room("second-scorer"), [room("second-scorer")], "The second scorer shares nothing with the first."),
    only("pixels-stand-alone", room("pixels"), [room("pixels")], "app/pixels imports nothing of ours."),
    packages("pixels-use-no-package", room("pixels"), ["^$"], "app/pixels uses no package."),
    only("dicom", room("dicom"), [room("dicom"), room("pixels")], "app/dicom knows pixels only."),
    only("interchange", room("interchange"), [room("interchange"), room("exam")], "app/interchange knows the rules only."),
    only("viewer-is-usable-alone", room("viewer"), [room("viewer"), room("pixels")], "app/viewer knows pixels only."),
    only("player", room("player"), [room("player"), room("exam")], "app/player knows the rules only."),
    packages("player-uses-no-package", room("player"), ["^$"], "app/player uses browser APIs only."),
    only("database", "^db/", ["^db/", room("exam")], "db/ knows the types of the rules."),
    packages("database-drivers", "^db/.*\\.ts$", ["node_modules/(kysely|better-sqlite3|@types/better-sqlite3|pg|@types/pg)/", "^(node:)?(crypto|fs|path)$", "^(crypto|fs|path)$"], "db/ uses kysely, its drivers and three built-ins."),
    only("adapters", room("adapters"), [room("adapters"), room("exam")], "Adapters know the world outside and the rules' types."),
    only("use-cases", room("usecases"), [room("usecases"), room("exam"), room("second-scorer"), room("pixels"), room("dicom"), room("interchange"), "^db/"], "Use cases reach adapters only through the context."),
    packages("use-cases-without-http", room("usecases"), ["node_modules/(otplib|kysely|@types/node|uuid)/", "^(node:)?(crypto)$"], "Use cases know no React, Remix or Express."),
    {
      name: "use-cases-do-not-call-each-other",
      severity: "error",
      comment: "What two use cases share is a rule in exam/ or a query in db/.",
      from: { path: "^app/usecases/([^/]+)/", pathNot: TEST },
      to: { path: "^app/usecases/[^/]+/" },
    },
    only("screens", room("ui"), [room("ui"), room("exam"), room("player"), "^app/viewer/index\\.ts$"], "Screens know rules, player and the door of the viewer."),
    only("web", room("web"), [room("web"), room("usecases"), room("adapters"), room("exam"), "^db/", "^config\\.ts$"], "HTTP only."),
    only("command-line", room("cli"), [room("cli"), room("usecases"), room("adapters"), room("web"), room("exam"), room("interchange"), room("dicom"), room("pixels"), "^db/(open|migrate|people)\\.ts$", "^config\\.ts$", "^question-bank/"], "The command line calls use cases."),
    only("routes", room("routes"), [room("routes"), room("usecases"), room("ui"), room("web"), room("exam")], "Routes are thin."),
    packages("routes-without-database", room("routes"), ["node_modules/(react|@remix-run|@types/react|qrcode|@types/qrcode)"], "Routes know no database."),
    {
      name: "one-rasteriser-file",
      severity: "error",
      comment: "cornerstone-core stands behind one adapter.",
      from: { pathNot: "^app/viewer/render/" },
      to: { path: "node_modules/cornerstone-core" },
    },
    {
      name: "one-place-knows-the-drivers",
      severity: "error",
      comment: "db/dialect.ts is the only file that knows which database runs.",
      from: { path: "^(app|db)/", pathNot: ["^db/dialect\\.ts$", TEST] },
      to: { path: "node_modules/(better-sqlite3|pg)/" },
    },
    only("sample-bank", "^question-bank/", ["^question-bank/", room("pixels"), room("dicom"), room("interchange"), room("exam")], "The sample bank is data and what makes its images."),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "\\.(css|json|html)$" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"], extensions: [".ts", ".tsx", ".js", ".json", ".d.ts"] },
  },
};
