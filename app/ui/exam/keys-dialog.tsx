import { ExamButton } from "./button.tsx";
import { ExamDialog } from "./dialogs.tsx";
import style from "./dialogs.module.css";
import { Mark } from "./navigator.tsx";
import { Tick } from "./tick.tsx";
import { say } from "./words.ts";

type KeysDialogProps = { isOpen: boolean; onClose: () => void; singleKeys: boolean; onSingleKeys(on: boolean): void };

/** All keys, the marks of the navigator, and the switch for single keys (WCAG 2.1.4). */
export function KeysDialog({ isOpen, onClose, singleKeys, onSingleKeys }: KeysDialogProps) {
  const keys: [string[], string][] = [
    [["A", "…", "F", "1", "…", "9"], say("keys-choose")],
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
      title={say("keys-title")}
      isOpen={isOpen}
      onClose={onClose}
      acts={
        <ExamButton kind="primary" onPress={onClose}>
          {say("close")}
        </ExamButton>
      }
    >
      <dl className={style.keys}>
        {keys.map(([names, words]) => (
          <div key={words} style={{ display: "contents" }}>
            <dt>
              {names.map((name, index) => (
                <kbd key={`${name}${index}`} style={{ marginRight: 4 }}>
                  {name}
                </kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <p className={style.hint}>{say("keys-images")}</p>
      <p style={{ marginBottom: 4 }}>
        <strong>{say("keys-marks")}</strong>
      </p>
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
      <div style={{ marginTop: 16 }}>
        <Tick isOn={singleKeys} onChange={onSingleKeys}>
          <span>
            {say("keys-on")}
            <br />
            <span className={style.hint} style={{ fontWeight: 400 }}>
              {say("keys-on-hint")}
            </span>
          </span>
        </Tick>
      </div>
    </ExamDialog>
  );
}
