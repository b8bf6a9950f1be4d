import { expect, test } from "vitest";
import { programLoader, type ProgramState } from "./program-loader.ts";

const soon = () => new Promise((next) => setTimeout(next, 0));

test("an older load that fails late takes nothing from a newer one that is ready", async () => {
  let now: ProgramState<string> = { state: "loading", failures: 0, createViewer: null };
  const ends: { resolve(): void; reject(fault: Error): void }[] = [];
  const loadProgram = () => new Promise<void>((resolve, reject) => void ends.push({ resolve, reject }));
  const load = programLoader<string>({ loadViewer: async () => "viewer", loadProgram }, (change) => (now = change(now)));
  load();
  load();
  await soon();
  ends[1]!.resolve();
  await soon();
  expect(now).toEqual({ state: "ready", failures: 0, createViewer: "viewer" });
  ends[0]!.reject(new Error("timed out"));
  await soon();
  expect(now).toEqual({ state: "ready", failures: 0, createViewer: "viewer" });

  load();
  await soon();
  expect(now.state).toBe("loading");
  ends[2]!.reject(new Error("offline"));
  await soon();
  expect(now).toMatchObject({ state: "failed", failures: 1 });
});
