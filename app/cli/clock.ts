import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { askClockConfirmation } from "../usecases/admin/ask-clock-confirmation.ts";
import { seeConfirmation, withdrawConfirmation } from "../usecases/admin/see-confirmation.ts";
import { seeClock, type SeenClock } from "../usecases/admin/see-clock.ts";
import { sentenceOf } from "../web/refusals.ts";
import { finish, type CommandIo, type Run } from "./command.ts";

/** A server in doubt looks every second. */
const TAKEN_UP_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 250;

export const clock: Run = async ([verb, ...rest], io) => {
  const context = await io.context();
  const seen = await seeClock(context);
  if (verb === undefined) {
    io.print(io.json ? JSON.stringify(seen) : wordsOfClock(seen));
    return 0;
  }
  const options = { "server-was-down": { type: "boolean" }, "clock-was-wrong": { type: "boolean" } } as const;
  const found = Object.keys(parseArgs({ args: rest, options }).values);
  if (verb !== "confirm" || found.length !== 1) return io.wrongUsage();
  const asked = await askClockConfirmation(context, { finding: found[0]!, shownAheadMs: seen.doubt?.aheadMs ?? 0, personId: null });
  if (!asked.ok) return finish(io, asked, sentenceOf(asked.reason));
  return settled(io, context, asked.id);
};

/** Waits for the server that is in doubt: it alone can move its clock on. */
async function settled(io: CommandIo, context: Awaited<ReturnType<CommandIo["context"]>>, id: string): Promise<number> {
  const end = performance.now() + TAKEN_UP_WITHIN_MS;
  while (!(await seeConfirmation(context, id))?.settled && performance.now() < end) await sleep(LOOK_EVERY_MS);
  const refused = (await withdrawConfirmation(context, id))?.refused ?? null;
  const result: { ok: boolean; reason?: string } = refused === null ? { ok: true } : { ok: false, reason: refused };
  return finish(io, result, refused === null ? "Confirmed. The server is sure of the time." : sentenceOf(refused));
}

function wordsOfClock({ serverTimeMs, doubt }: SeenClock): string {
  const time = new Date(serverTimeMs).toISOString();
  if (doubt === null) return `The server is sure of the time: ${time}.`;
  const { aheadMs, running } = doubt;
  const minutes = (Math.abs(aheadMs) / 60_000).toFixed(1);
  return [
    `The server is not sure of the time. It goes on from the last time that was stored: ${time}.`,
    `The machine's clock is ${minutes} minutes ${aheadMs < 0 ? "behind" : "ahead of"} it. Exams that run: ${running}. Starts wait.`,
    ...(aheadMs < 0 ? [] : [`Was the server down so long, and is the machine's clock right now? Every exam that runs is given ${minutes} minutes:`, "  npm run exam -- clock confirm --server-was-down"]),
    "Is or was the machine's clock wrong? Set it right if it still is; the server's time goes on as it is:",
    "  npm run exam -- clock confirm --clock-was-wrong",
  ].join("\n");
}
