import type { AnchorHTMLAttributes, ButtonHTMLAttributes } from "react";
import style from "./button.module.css";

type Kind = "primary" | "secondary" | "quiet" | "danger";

/** A button; of type `submit` unless said otherwise. One primary act on a screen. */
export function Button({ kind = "secondary", className, ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { kind?: Kind }) {
  return <button type="submit" {...rest} className={`${style.button} ${style[kind]} ${className ?? ""}`} />;
}

export function ButtonLink({ kind = "secondary", children, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { kind?: Kind }) {
  return (
    <a {...rest} className={`${style.button} ${style[kind]}`}>
      {children}
    </a>
  );
}
