import { expect, test } from "vitest";
import { endOfStart, ownEnd } from "./own-end.ts";

const MINUTE = 60_000;
const at = (minute: number) => minute * MINUTE;
const window = { opensAtMs: at(100), lastStartAtMs: at(160) };
const terms = { state: "waiting", startedAtMs: null, limitMs: at(180), extensionMs: 0, pausedMs: 0, pausedAtMs: null, running: null, betweenMs: 0, breakEndsAtMs: null } as const;

test("before the opening the example is the opening, then the next full minute, at last the last start", () => {
  const end = (nowMs: number) => endOfStart(at(180), window, nowMs);
  expect(end(at(50))).toEqual({ kind: "to-start", spanMs: at(180), latestMs: at(340), example: { startAtMs: at(100), endAtMs: at(280) } });
  expect(end(at(120) + 1)).toMatchObject({ example: { startAtMs: at(121), endAtMs: at(301) } });
  expect(end(at(160))).toMatchObject({ example: { startAtMs: at(160), endAtMs: at(340) } });
  expect(endOfStart(at(30), { opensAtMs: 0, lastStartAtMs: null }, at(7))).toMatchObject({ latestMs: null, example: { endAtMs: at(37) } });
});

test("without a time to start from there is no example, and the latest end is known all the same", () => {
  expect(endOfStart(at(180), window, null)).toEqual({ kind: "to-start", spanMs: at(180), latestMs: at(340), example: null });
});

test("a running attempt has its own end, and a pause moves it", () => {
  const begun = { ...terms, state: "active", startedAtMs: at(110), extensionMs: at(10), running: { startedAtMs: at(110), limitMs: null, extensionMs: at(10), pausedMs: 0 } } as const;
  expect(ownEnd(terms, window, at(105))).toMatchObject({ kind: "to-start", example: { startAtMs: at(105) } });
  expect(ownEnd(begun, window, at(120))).toEqual({ kind: "begun", atMs: at(300), paused: false });
  expect(ownEnd({ ...begun, state: "paused", pausedAtMs: at(115) }, window, at(120))).toEqual({ kind: "begun", atMs: at(305), paused: true });
});
