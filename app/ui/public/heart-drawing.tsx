import style from "./heart-drawing.module.css";

/** A short-axis view in greys that beats gently; it stands still where the visitor asked for less motion. */
export function HeartDrawing({ label }: { label: string }) {
  return (
    <div className={style.frame}>
      <svg className={style.heart} viewBox="0 0 200 150" role="img" aria-label={label}>
        <ellipse cx="100" cy="76" rx="92" ry="66" fill="#1c2227" />
        <ellipse cx="100" cy="76" rx="84" ry="58" fill="#0e1215" />
        <path d="M104 28c-44-6-66 18-64 50s26 52 62 44c-20-14-28-30-27-47s10-35 29-47z" fill="#7d868c" />
        <path className={style.right} d="M96 36c-34 0-48 18-47 41s16 38 40 38c-12-12-18-24-17-39s8-30 24-40z" fill="#d6dbde" />
        <circle cx="120" cy="76" r="41" fill="#6d767c" />
        <circle className={style.left} cx="120" cy="76" r="27" fill="#e7ecef" />
        <g className={style.left}>
          <ellipse cx="133" cy="62" rx="5" ry="4" fill="#6d767c" />
          <ellipse cx="131" cy="91" rx="5" ry="4" fill="#6d767c" />
        </g>
      </svg>
    </div>
  );
}
