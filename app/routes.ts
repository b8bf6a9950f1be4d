import { index, layout, route, type RouteConfig } from "@remix-run/route-config";

/** Every page of the site. The requests of the exam page are not here: they are the hot path, before Remix. */
export default [
  layout("routes/site.tsx", [
    index("routes/home.tsx"),
    route("levels", "routes/levels.tsx"),
    route("exam-format", "routes/exam-format.tsx"),
    route("sign-in", "routes/sign-in.tsx"),
    route("sign-out", "routes/sign-out.ts"),
    route("my", "routes/my.tsx"),
    route("my/results/:attemptId", "routes/my.result.tsx"),
    route("my/results/:attemptId/receipt", "routes/my.result.receipt.ts"),
    route("my/results/:attemptId/frames/:hash", "routes/my.result.frame.ts"),
    route("exam/open", "routes/exam.open.ts"),
    route("exam/sign-in-again", "routes/exam.sign-in-again.ts"),
    route("staff/sign-in", "routes/staff.sign-in.tsx"),
    route("staff/second-factor", "routes/staff.second-factor.tsx"),
    route("staff/stay", "routes/staff.stay.ts"),
    route("staff/sign-in-again", "routes/staff.sign-in-again.ts"),
    route("staff", "routes/staff.tsx"),
    route("office", "routes/office.tsx"),
    route("office/sittings/:sittingId", "routes/office.sitting.tsx"),
    route("board", "routes/board.tsx"),
    route("board/sittings/:sittingId", "routes/board.sitting.tsx"),
    route("proctor", "routes/proctor.tsx"),
    route("proctor/sittings/:sittingId", "routes/proctor.sitting.tsx"),
    route("admin/clock", "routes/admin.clock.tsx"),
    route("author", "routes/author.tsx"),
    route("author/items/:versionId", "routes/author.item.tsx"),
    route("author/frames/:hash", "routes/author.frame.ts"),
    route("*", "routes/not-found.tsx"),
  ]),
  // Outside of the frame of the site, which it never shows and would download.
  route("exam/:attemptId", "routes/exam.tsx"),
] satisfies RouteConfig;
