import { useState } from "react";
import { letterOf } from "#app/exam/item/interactions/options.ts";
import words from "#app/exam/text/candidate.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { Review, ReviewedItem } from "#app/usecases/candidate/see-review.ts";
import { ItemPreview } from "../design/item-preview.tsx";
import { Section } from "../design/parts.tsx";
import { RichText } from "../design/rich-text.tsx";
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

function ReviewedQuestion({ reviewed: { item, chosen, solution }, number, studies, framesUrl }: QuestionProps) {
  const [open, setOpen] = useState(false);
  const { options } = item.interaction;
  const letters = (ids: readonly string[]) => options.flatMap(({ id }, index) => (ids.includes(id) ? [letterOf(index)] : [])).join(", ");
  const own = chosen.length === 0 ? say("review-none") : say("review-own", { letters: letters(chosen) });
  const key = solution === null ? say("review-secret") : say("review-key", { letters: letters(solution.correct) });
  const marks = Object.fromEntries(
    options.flatMap(({ id }) => {
      const said = [...(solution?.correct.includes(id) ? [say("review-mark-key")] : []), ...(chosen.includes(id) ? [say("review-mark-own")] : [])];
      return said.length === 0 ? [] : [[id, said.join(", ")]];
    }),
  );
  return (
    <details className={style.reviewed} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {solution !== null && <span aria-hidden="true">{solution.right ? "✓ " : "✕ "}</span>}
        {say("review-question", { number })}: {own}; {key}
      </summary>
      {open && (
        <>
          <ItemPreview item={item} studies={studies} framesUrl={framesUrl} marks={marks} />
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
