import type { ReactNode } from "react";
import style from "./tick.module.css";

type TickProps = { isOn: boolean; onChange: (on: boolean) => void; children: ReactNode };

/** A sentence with the browser's own checkbox before it; the whole row is its label. */
export function Tick({ isOn, onChange, children }: TickProps) {
  return (
    <label className={style.tick} data-on={isOn || undefined}>
      <input type="checkbox" className={style.box} checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      {children}
    </label>
  );
}
