import { ENGLISH } from "#app/viewer/index.ts";
import { Button } from "../design/button.tsx";
import { ExamDialog } from "./dialogs.tsx";
import style from "./dialogs.module.css";
import { Mark } from "./navigator.tsx";
import { Tick } from "./tick.tsx";
import { say } from "./words.ts";

type KeysDialogProps = { isOpen: boolean; onClose: () => void; singleKeys: boolean; onSingleKeys(on: boolean): void };

/** All keys of the question and of the images, the marks of the navigator, and the switch for single keys (WCAG 2.1.4). */
export function KeysDialog({ isOpen, onClose, singleKeys, onSingleKeys }: KeysDialogProps) {
  const keys: [string[], string][] = [
    [["A … F", "1 … 9"], say("keys-choose")],
    [["U"], say("keys-undo")],
    [["G"], say("keys-flag")],
    [["N", "Alt →"], say("keys-next")],
    [["P", "Alt ←"], say("keys-back")],
    [["F6"], say("keys-other-pane")],
    [["F2"], say("keys-call")],
    [["?"], say("keys-help")],
  ];
  return (
    <ExamDialog
      wide
      title={say("keys-title")}
      isOpen={isOpen}
      onClose={onClose}
      acts={
        <Button kind="primary" onPress={onClose}>
          {say("close")}
        </Button>
      }
    >
      <div className={style.card}>
        <section>
          <h3>{say("keys-question")}</h3>
          <KeyList rows={keys} />
          <p>{say("keys-reach")}</p>
          <h3>{say("keys-marks")}</h3>
          <ul className={style.marks}>
            <li>
              <Mark state="answered" flagged={false} current={false} text="1" /> {say("nav-answered")}
            </li>
            <li>
              <Mark state="unanswered" flagged={false} current={false} text="2" /> {say("nav-unanswered")}
            </li>
            <li>
              <Mark state="unseen" flagged={false} current={false} text="3" /> {say("nav-unseen")}
            </li>
            <li>
              <Mark state="answered" flagged current={false} text="4" /> {say("nav-flagged")}
            </li>
            <li>
              <Mark state="answered" flagged={false} current text="5" /> {say("nav-current")}
            </li>
          </ul>
        </section>
        <section>
          <h3>{ENGLISH.helpKeysTitle}</h3>
          <KeyList rows={ENGLISH.helpKeys.map(([name = "", does = ""]) => [[name], does])} />
        </section>
        <section>
          <h3>{ENGLISH.helpHandTitle}</h3>
          <dl className={`${style.keys} ${style.gestures}`}>
            {ENGLISH.helpHand.map(([gesture, does]) => (
              <div key={gesture} style={{ display: "contents" }}>
                <dt>{gesture}</dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <p>{say("keys-images")}</p>
          <Tick isOn={singleKeys} onChange={onSingleKeys}>
            <span>
              {say("keys-on")}
              <br />
              <span className={style.hint} style={{ fontWeight: 400 }}>
                {say("keys-on-hint")}
              </span>
            </span>
          </Tick>
        </section>
      </div>
    </ExamDialog>
  );
}

function KeyList({ rows }: { rows: [string[], string][] }) {
  return (
    <dl className={style.keys}>
      {rows.map(([names, does]) => (
        <div key={does} style={{ display: "contents" }}>
          <dt>
            {names.map((name) => (
              <kbd key={name} style={{ marginRight: 4 }}>
                {name}
              </kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}
