import { expect, test } from "vitest";
import { framesInFormOrder } from "./frames.ts";

const frame = (hash: string) => ({ hash, bytes: hash.length });

test("frames come once, in the order in which questions need them", () => {
  const { frames, questionFrames } = framesInFormOrder([[frame("a"), frame("bb")], [frame("ccc")]]);
  expect(frames).toEqual([frame("a"), frame("bb"), frame("ccc")]);
  expect(questionFrames).toEqual([[1, 2], [3]]);
});

test("a frame that two questions need keeps its first place and counts for both", () => {
  const { frames, questionFrames } = framesInFormOrder([[frame("a"), frame("b"), frame("a")], [frame("c"), frame("b")]]);
  expect(frames.map(({ hash }) => hash)).toEqual(["a", "b", "c"]);
  expect(questionFrames).toEqual([[1, 2], [3, 2]]);
});

test("questions without images are left out", () => {
  expect(framesInFormOrder([[], [frame("a")], []]).questionFrames).toEqual([[1]]);
  expect(framesInFormOrder([[], []])).toEqual({ frames: [], questionFrames: [] });
});
