import { useEffect, useRef, useState } from "react";
import { rulesOf } from "#app/exam/item/interactions/registry.ts";
import words from "#app/ui/words/candidate.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { Review, ReviewedItem } from "#app/usecases/candidate/see-review.ts";
import { Section } from "../design/parts.tsx";
import { RichText } from "../design/rich-text.tsx";
import { ItemPreview } from "../exam/item-preview.tsx";
import style from "./candidate.module.css";

const say = wordsOf(words);

/** Each question of a practice exam with the own answer, the key, the rationale and the images; one is opened at a time. */
export function ReviewList({ review, attemptId }: { review: Review; attemptId: string }) {
  return (
    <Section title={say("review-title")}>
      {review.items.map((reviewed, index) => (
        <ReviewedQuestion key={reviewed.item.position} reviewed={reviewed} number={index + 1} studies={review.studies} framesUrl={`/my/results/${attemptId}/frames/`} />
      ))}
    </Section>
  );
}

type QuestionProps = { reviewed: ReviewedItem; number: number; studies: Review["studies"]; framesUrl: string };

function ReviewedQuestion({ reviewed: { item, response, solution }, number, studies, framesUrl }: QuestionProps) {
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLDetailsElement>(null);
  // It may have been opened before the page came alive, or be remembered as open by the browser.
  useEffect(() => setOpen(whole.current?.open === true), []);
  const rules = rulesOf(item.interaction);
  const own = response.length === 0 ? say("review-none") : say("review-own", { answer: rules.describeResponse(item.interaction, response) });
  const key = solution === null ? say("review-secret") : say("review-key", { key: rules.describeKey(item.interaction, solution.key) });
  const correct = solution?.key.correct ?? [];
  const marks = Object.fromEntries(
    [...new Set([...correct, ...response])].map((value) => {
      const said = [...(correct.includes(value) ? [say("review-mark-key")] : []), ...(response.includes(value) ? [say("review-mark-own")] : [])];
      return [value, said.join(", ")];
    }),
  );
  return (
    <details ref={whole} className={style.reviewed} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {solution !== null && <span aria-hidden="true">{solution.right ? "✓ " : "✕ "}</span>}
        {say("review-question", { number })}: {own}; {key}
      </summary>
      {open && (
        <>
          <ItemPreview item={item} studies={studies} framesUrl={framesUrl} marks={marks} given={response} />
          {solution !== null && (
            <div className={style.rationale}>
              <h3>{say("review-rationale")}</h3>
              <RichText html={solution.rationale} />
              <RichText html={solution.reference} />
            </div>
          )}
        </>
      )}
    </details>
  );
}
