/** Longest reason in characters; it stands beside the log and can be erased. */
export const MAX_REASON_LENGTH = 500;

/** Why a text is no reason for an act, or null. */
export function faultInReason(reason: string): "reason-needed" | "reason-too-long" | null {
  const text = reason.trim();
  if (text === "") return "reason-needed";
  return text.length > MAX_REASON_LENGTH ? "reason-too-long" : null;
}
