import { useId } from "react";
import { SQUARE_ANSWERS, type Square } from "#app/exam/attempt/protocol.ts";
import { useExam, useSnapshot } from "./exam-context.tsx";
import style from "./display-test.module.css";
import { Block } from "./sheet.tsx";
import { say } from "./words.ts";

/** sRGB in whole numbers: 0 % with 5 % (13 of 255), 100 % with 95 % (242 of 255), as the test patterns of radiology have them. */
const SQUARES: readonly { square: Square; around: string; patch: string }[] = [
  { square: "dark", around: "#000000", patch: "#0d0d0d" },
  { square: "bright", around: "#ffffff", patch: "#f2f2f2" },
];

/** Whether this screen shows the darkest and the brightest greys apart, by the candidate's own eye; it keeps nobody from starting. */
export function DisplayTest() {
  return (
    <Block title={say("display-title")}>
      <p className={style.lead}>{say("display-lead")}</p>
      <div className={style.squares}>
        {SQUARES.map((one) => (
          <SquareTest key={one.square} {...one} />
        ))}
      </div>
    </Block>
  );
}

function SquareTest({ square, around, patch }: (typeof SQUARES)[number]) {
  const { player } = useExam();
  const answer = useSnapshot((now) => now.display[square]);
  const name = useId();
  return (
    <fieldset className={style.test}>
      <legend>{say(`display-${square}`)}</legend>
      <svg className={style.picture} viewBox="0 0 8 8" role="img" aria-label={say(`display-${square}-picture`)} shapeRendering="crispEdges">
        <rect width="8" height="8" fill={around} />
        <rect x="3" y="3" width="2" height="2" fill={patch} />
      </svg>
      <div>
        {SQUARE_ANSWERS.map((each) => (
          <label key={each} className={style.answer}>
            <input type="radio" name={name} checked={answer === each} onChange={() => player.testDisplay(square, each)} />
            {say(`display-${each}`)}
          </label>
        ))}
        <p role="status" className={style.advice}>
          {answer === "not-seen" && say("display-advice")}
        </p>
      </div>
    </fieldset>
  );
}
