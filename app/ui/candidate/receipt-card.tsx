import words from "#app/ui/words/candidate.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { KeptReceipt } from "#app/usecases/candidate/see-receipt.ts";
import { Card, Facts, Section } from "../design/parts.tsx";
import { Time } from "../design/time.tsx";
import style from "./candidate.module.css";
import { receiptRows } from "./receipt-text.ts";

const say = wordsOf(words);

/** The proof of what was handed in, on the page and as a file. */
export function ReceiptCard({ receipt }: { receipt: KeptReceipt }) {
  return (
    <Section title={say("receipt-title")}>
      <Card>
        <div className={style.receipt}>
          <Facts rows={receiptRows(receipt, <Time here withSeconds ms={receipt.closedAtMs} timeZone={receipt.timeZone} />)} />
        </div>
        <p className={style.hint}>{say("receipt-hint")}</p>
        <a href={`/my/results/${receipt.attemptId}/receipt`} download>
          {say("receipt-file")}
        </a>
      </Card>
    </Section>
  );
}
