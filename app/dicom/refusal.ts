/** Why something cannot be imported: a kebab-case reason for programs, a sentence for people. No text of the file is repeated in it. */
export type Refusal = { ok: false; reason: string; message: string; transferSyntax?: string };

export function refuse(reason: string, message: string): Refusal {
  return { ok: false, reason, message };
}
