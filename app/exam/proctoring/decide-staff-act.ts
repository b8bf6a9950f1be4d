import type { SittingEnd } from "../attempt/longest-break.ts";
import { isClosed, isRunning } from "../attempt/states.ts";
import { applyEvent, type Attempt } from "../attempt/attempt.ts";
import { endsWhenComplete } from "../attempt/end-when-complete.ts";
import type { EventKind, NewEvent } from "../attempt/events.ts";
import { refuse, type Refusal } from "../refusal.ts";
import { faultInReason } from "../text/reason.ts";
import { extendTime } from "./extend-time.ts";
import { reopenAttempt } from "./reopen-attempt.ts";

/** How long another browser may take a released seat. */
export const SEAT_RELEASED_FOR_MS = 10 * 60_000;

/** What staff may do to an attempt; every act has a reason. Durations are milliseconds. */
export type StaffAct = { reason: string } & (
  | { kind: "admit" }
  | { kind: "release-seat" }
  | { kind: "pause" }
  | { kind: "resume" }
  /** Live minutes for time that was lost. */
  | { kind: "extend"; extensionMs: number }
  | { kind: "terminate" }
  /** `extraMs` is added to the time that was left at the close. */
  | { kind: "reopen"; extraMs: number }
  | { kind: "void" }
);

/** The event that each act of staff appends. */
const STAFF_EVENTS = {
  admit: "admitted",
  "release-seat": "seat-released",
  pause: "paused",
  resume: "resumed",
  extend: "extended",
  terminate: "terminated",
  reopen: "reopened",
  void: "voided",
} as const satisfies Record<StaffAct["kind"], EventKind>;

export function isStaffAct<Other extends { kind: string }>(act: StaffAct | Other): act is StaffAct {
  return Object.hasOwn(STAFF_EVENTS, act.kind);
}

/** What a member of staff may do in the sitting of the attempt, read in the moment of the act. */
export type StaffRights = { proctorsSitting: boolean; isAdmin: boolean; isBoard: boolean };

export type StaffFacts = {
  /** Who acts: the identifier of a person. */
  by: string;
  /** Identifier of the act: the same again gets the same answer. */
  actId: string;
  /** The event that the log holds under this identifier, or null. */
  knownAs: EventKind | null;
  rights: StaffRights;
  sitting: SittingEnd;
  nowMs: number;
};

type Decided = { ok: true; events: NewEvent[] } | Refusal;

/** Decides an act of staff on an attempt whose expired time has been closed before. Pure: nothing is read or stored here. */
export function decideStaffAct(attempt: Attempt, act: StaffAct, facts: StaffFacts): Decided {
  if (!mayDo(act, facts.rights)) return refuse("not-your-sitting");
  if (facts.knownAs !== null) return facts.knownAs === STAFF_EVENTS[act.kind] ? { ok: true, events: [] } : refuse("id-used");
  const reason = act.reason.trim();
  const fault = faultInReason(reason);
  if (fault !== null) return refuse(fault);
  const { by, actId, nowMs } = facts;
  const event = { serverTimeMs: nowMs, text: reason };
  const facet = { by, actId };
  switch (act.kind) {
    case "admit":
      if (isClosed(attempt.state)) return refuse("closed");
      if (attempt.state !== "waiting") return refuse("already-admitted");
      return { ok: true, events: [{ kind: "admitted", payload: facet, ...event }] };
    case "release-seat":
      if (isClosed(attempt.state)) return refuse("closed");
      return { ok: true, events: [{ kind: "seat-released", payload: { ...facet, untilMs: nowMs + SEAT_RELEASED_FOR_MS }, ...event }] };
    case "pause":
      if (attempt.state === "paused") return refuse("already-paused");
      if (attempt.state !== "active") return refuse("not-running");
      return { ok: true, events: [{ kind: "paused", payload: facet, ...event }] };
    case "resume":
      if (attempt.state !== "paused") return refuse("not-paused");
      return resume(attempt, facts.sitting, { kind: "resumed", payload: facet, ...event });
    case "terminate":
      if (!isRunning(attempt.state)) return refuse("not-running");
      return { ok: true, events: [{ kind: "terminated", payload: facet, ...event }] };
    case "void":
      if (attempt.state === "voided") return refuse("already-voided");
      return { ok: true, events: [{ kind: "voided", payload: facet, ...event }] };
    case "extend": {
      const extended = extendTime(attempt, act.extensionMs);
      return extended.ok ? { ok: true, events: [{ kind: "extended", payload: { ...facet, extensionMs: extended.extensionMs }, ...event }] } : extended;
    }
    case "reopen": {
      const reopened = reopenAttempt(attempt, act.extraMs, facts.sitting.lastStartAtMs, nowMs);
      return reopened.ok ? { ok: true, events: [{ kind: "reopened", payload: { ...facet, extensionMs: reopened.extensionMs }, ...event }] } : reopened;
    }
  }
}

/** What was asked for before the pause, and has become complete in it, takes effect with its end. */
function resume(attempt: Attempt, sitting: SittingEnd, resumed: NewEvent): Decided {
  const { attempt: after } = applyEvent({ attempt, responses: new Map() }, resumed);
  return { ok: true, events: [resumed, ...endsWhenComplete(after, sitting, resumed.serverTimeMs)] };
}

/** Proctors act in their own sittings and admins in all; only the board takes an attempt out of the exam. */
function mayDo({ kind }: StaffAct, { proctorsSitting, isAdmin, isBoard }: StaffRights): boolean {
  return kind === "void" ? isBoard : proctorsSitting || isAdmin;
}
