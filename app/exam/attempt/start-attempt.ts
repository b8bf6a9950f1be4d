import { refuse, type Refusal } from "../refusal.ts";
import { isClosed, type Attempt } from "./attempt.ts";
import type { NewEvent } from "./events.ts";
import type { DisplayTest } from "./protocol.ts";

/** What of a sitting decides whether a candidate may begin. */
export type SittingWindow = {
  opensAtMs: number;
  /** Last moment at which a candidate may start by themselves, or null where the sitting never ends (practice). */
  lastStartAtMs: number | null;
  /** Whether accepting the rules admits (practice) or a proctor must admit. */
  admits: "automatic" | "proctor";
};

/** Stores the acceptance of the rules and, where the sitting admits by itself, the admission. */
export function acceptRules(
  attempt: Attempt,
  { version, currentVersion }: { version: string; currentVersion: string },
  sitting: SittingWindow,
  nowMs: number,
): { ok: true; events: NewEvent[] } | Refusal {
  if (version !== currentVersion) return refuse("rules-changed");
  const events: NewEvent[] = [];
  if (attempt.rulesVersion !== version) events.push({ kind: "rules-accepted", payload: { version }, serverTimeMs: nowMs });
  if (attempt.state === "waiting" && sitting.admits === "automatic") {
    events.push({ kind: "admitted", payload: { by: "sitting" }, serverTimeMs: nowMs });
  }
  return { ok: true, events };
}

/**
 * Starts the attempt with one event, or its next part when the one before is left; else it is only told where it stands,
 * so that the same request serves a reload.
 */
export function startAttempt(
  attempt: Attempt,
  { display, part, ...request }: { lease: number; version: string; build: string; display?: DisplayTest | undefined; part?: number | undefined },
  sitting: SittingWindow,
  nowMs: number,
): { ok: true; events: NewEvent[] } | Refusal {
  if (request.lease > attempt.lease) return refuse("unknown-lease");
  if (attempt.lease !== request.lease || request.lease === 0) return refuse("seat-taken");
  if (attempt.startedAtMs !== null) return part === undefined || part === attempt.part ? { ok: true, events: [] } : startPart(attempt, { part, ...request }, nowMs);
  if (attempt.rulesVersion === null) return refuse("rules-not-accepted");
  if (attempt.state !== "admitted") return refuse("not-admitted");
  if (nowMs < sitting.opensAtMs) return refuse("not-open-yet");
  if (sitting.lastStartAtMs !== null && nowMs > sitting.lastStartAtMs) return refuse("last-start-passed");
  const payload = display === undefined ? request : { ...request, display };
  return { ok: true, events: [{ kind: "started", payload, serverTimeMs: nowMs }] };
}

function startPart(attempt: Attempt, request: { part: number; lease: number; version: string; build: string }, nowMs: number): { ok: true; events: NewEvent[] } | Refusal {
  if (isClosed(attempt.state)) return { ok: true, events: [] };
  if (attempt.state === "paused") return refuse("paused");
  if (request.part !== attempt.part + 1 || request.part > attempt.parts.length) return refuse("unknown-part");
  if (attempt.running !== null) return refuse("part-not-left");
  return { ok: true, events: [{ kind: "part-started", payload: request, serverTimeMs: nowMs }] };
}
