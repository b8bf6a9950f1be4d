import style from "./hero-cine.module.css";

/** The phantom's own short-axis cine; it stands still where the visitor asked for less motion. */
export function HeroCine({ label }: { label: string }) {
  return <div className={style.cine} role="img" aria-label={label} />;
}
