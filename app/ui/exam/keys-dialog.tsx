import { Dialog } from "./dialog.tsx";
import { say } from "./say.ts";
import style from "./exam.module.css";

/** Lists the keys and switches single keys off for whoever dictates or trembles. */
export function KeysDialog({ on, onSwitch, onClose }: { on: boolean; onSwitch(): void; onClose(): void }) {
  return (
    <Dialog title={say("keys-title")} onClose={onClose}>
      <p>{say("keys-text")}</p>
      <button type="button" className={style.secondary} aria-pressed={on} onClick={onSwitch}>
        {say(on ? "keys-switch" : "keys-switch-off")}
      </button>
    </Dialog>
  );
}
