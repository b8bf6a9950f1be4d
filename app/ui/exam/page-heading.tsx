import { useEffect, useRef } from "react";
import style from "./page-heading.module.css";

/** The heading of a page of the exam; it takes the focus when the page comes, so that a reader of the screen begins there. */
export function PageHeading({ text }: { text: string }) {
  return <Focused key={text} text={text} />;
}

function Focused({ text }: { text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <h1 ref={heading} tabIndex={-1} className={style.heading}>
      {text}
    </h1>
  );
}
