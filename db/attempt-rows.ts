import type { Selectable } from "kysely";
import type { Attempt, AttemptState } from "#app/exam/attempt/attempt.ts";
import { readPayload } from "#app/exam/attempt/event-versions.ts";
import type { EventKind, StoredEvent } from "#app/exam/attempt/events.ts";
import type { ResponseKind } from "#app/exam/attempt/operation-kinds.ts";
import type { StoredResponse } from "#app/exam/attempt/protocol.ts";
import type { AttemptEventTable, AttemptTable, ResponseTable } from "./schema/attempts.ts";

/** An attempt with its place in the log: how many events, and the hash of the last. */
export type LoadedAttempt = { attempt: Attempt; version: number; head: string };

export function attemptOfRow(row: Selectable<AttemptTable>): LoadedAttempt {
  return {
    version: row.version,
    head: row.head,
    attempt: {
      id: row.id,
      sittingId: row.sitting_id,
      registrationId: row.registration_id,
      formId: row.form_id,
      number: row.number,
      state: row.state as AttemptState,
      questions: row.questions,
      parts: JSON.parse(row.parts),
      part: row.part,
      running: row.running === null ? null : JSON.parse(row.running),
      partLeftAtMs: row.part_left_at_ms,
      betweenMs: row.between_ms,
      breakEndsAtMs: row.break_ends_at_ms,
      limitMs: row.limit_ms,
      graceMs: row.grace_ms,
      extensionMs: row.extension_ms,
      pausedMs: row.paused_ms,
      pausedAtMs: row.paused_at_ms,
      rulesVersion: row.rules_version,
      startedAtMs: row.started_at_ms,
      deadlineAtMs: row.deadline_at_ms,
      closedAtMs: row.closed_at_ms,
      lease: row.lease,
      leaseTakenAtMs: row.lease_taken_at_ms,
      browserId: row.browser_id,
      seatReleasedUntilMs: row.seat_released_until_ms,
      received: JSON.parse(row.received),
      submitAsked: row.submit_asked === null ? null : JSON.parse(row.submit_asked),
      leaveAsked: row.leave_asked === null ? null : JSON.parse(row.leave_asked),
      visit: JSON.parse(row.visit),
      seen: JSON.parse(row.seen),
      firstVisits: JSON.parse(row.first_visits),
      answered: row.answered,
      flagged: row.flagged,
      lastEventAtMs: row.last_event_at_ms,
      textBytes: row.text_bytes,
    },
  };
}

export function rowOfAttempt({ attempt, version, head }: LoadedAttempt): AttemptTable {
  return {
    id: attempt.id,
    sitting_id: attempt.sittingId,
    registration_id: attempt.registrationId,
    form_id: attempt.formId,
    number: attempt.number,
    state: attempt.state,
    questions: attempt.questions,
    parts: JSON.stringify(attempt.parts),
    part: attempt.part,
    running: attempt.running === null ? null : JSON.stringify(attempt.running),
    part_left_at_ms: attempt.partLeftAtMs,
    between_ms: attempt.betweenMs,
    break_ends_at_ms: attempt.breakEndsAtMs,
    limit_ms: attempt.limitMs,
    grace_ms: attempt.graceMs,
    extension_ms: attempt.extensionMs,
    paused_ms: attempt.pausedMs,
    paused_at_ms: attempt.pausedAtMs,
    rules_version: attempt.rulesVersion,
    started_at_ms: attempt.startedAtMs,
    deadline_at_ms: attempt.deadlineAtMs,
    closed_at_ms: attempt.closedAtMs,
    lease: attempt.lease,
    lease_taken_at_ms: attempt.leaseTakenAtMs,
    browser_id: attempt.browserId,
    seat_released_until_ms: attempt.seatReleasedUntilMs,
    received: JSON.stringify(attempt.received),
    submit_asked: attempt.submitAsked === null ? null : JSON.stringify(attempt.submitAsked),
    leave_asked: attempt.leaveAsked === null ? null : JSON.stringify(attempt.leaveAsked),
    visit: JSON.stringify(attempt.visit),
    seen: JSON.stringify(attempt.seen),
    first_visits: JSON.stringify(attempt.firstVisits),
    answered: attempt.answered,
    flagged: attempt.flagged,
    last_event_at_ms: attempt.lastEventAtMs,
    text_bytes: attempt.textBytes,
    version,
    head,
  };
}

export function responseOfRow(row: Selectable<ResponseTable>): StoredResponse {
  return {
    position: row.position,
    kind: row.kind as ResponseKind,
    value: JSON.parse(row.value),
    answered: row.answered === 1,
    lease: row.lease,
    seq: row.seq,
    savedAtMs: row.saved_at_ms,
  };
}

export function rowOfResponse(attemptId: string, response: StoredResponse): ResponseTable {
  return {
    attempt_id: attemptId,
    position: response.position,
    kind: response.kind,
    value: JSON.stringify(response.value),
    answered: Number(response.answered === true),
    lease: response.lease,
    seq: response.seq,
    saved_at_ms: response.savedAtMs,
  };
}

/** `text` is what stands beside the log for this event, if it still does. */
export function eventOfRow(row: Selectable<AttemptEventTable>, text: string | null): StoredEvent {
  return {
    kind: row.kind,
    payload: readPayload(row.kind as EventKind, JSON.parse(row.payload)),
    serverTimeMs: row.server_time_ms,
    attemptId: row.attempt_id,
    number: row.number,
    previousHash: row.previous_hash,
    hash: row.hash,
    ...(text === null ? {} : { text }),
  } as StoredEvent;
}
