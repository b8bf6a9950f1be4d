import words from "#app/ui/words/candidate.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { KeptReceipt } from "#app/usecases/candidate/see-receipt.ts";
import { timeText } from "../design/times.ts";

const say = wordsOf(words);

/** The rows of a receipt: on the page and in the file the same, but for how each says when it was closed. */
export function receiptRows<Moment>(receipt: KeptReceipt, closedAt: Moment): [string, string | Moment][] {
  return [
    [say("receipt-sitting"), receipt.sittingTitle],
    [say("receipt-candidate"), `${receipt.candidateName}, ${receipt.candidateNumber}`],
    [say("receipt-closed"), closedAt],
    [say("receipt-answered"), say("receipt-answered-value", { answered: receipt.answered, questions: receipt.questions })],
    [say("receipt-entries"), String(receipt.entries)],
    [say("receipt-fingerprint"), receipt.fingerprint],
  ];
}

/** The moment of the close in a file that is read anywhere: in the zone of the exam, which is named, and in UTC. */
function closedAtText({ closedAtMs, timeZone }: KeptReceipt): string {
  const at = (zone: string) => timeText(closedAtMs, zone, { withSeconds: true });
  return `${at(timeZone)} (${timeZone}) = ${at("UTC")}`;
}

/** The receipt as the text of a file. */
export function receiptText(receipt: KeptReceipt): string {
  const rows = receiptRows(receipt, closedAtText(receipt));
  const width = Math.max(...rows.map(([term]) => term.length));
  const lines = rows.map(([term, value]) => `${`${term}:`.padEnd(width + 2)}${value}`);
  return [say("receipt-title"), "", ...lines, "", say("receipt-hint"), ""].join("\n");
}
