import type { AnchorHTMLAttributes, ButtonHTMLAttributes, KeyboardEvent, MouseEvent } from "react";
import style from "./button.module.css";

type Kind = "primary" | "secondary" | "quiet" | "danger";
type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "onClick" | "disabled"> & { kind?: Kind; isDisabled?: boolean; onPress?: () => void };

/**
 * A button, 36 px high, 44 px as the primary act: one on a screen. One without an act of its own sends the form it stands
 * in. One that cannot be used now says so and does nothing, but keeps the focus: the next key of whoever has just pressed
 * it must not begin at the top of the page.
 */
export function Button({ kind = "secondary", className = "", isDisabled = false, onPress, type = onPress === undefined ? "submit" : "button", ...rest }: ButtonProps) {
  function press({ currentTarget }: MouseEvent<HTMLButtonElement>): void {
    // Safari gives a button that is clicked no focus; who holds the keys depends on it.
    if (document.activeElement !== currentTarget) currentTarget.focus({ preventScroll: true });
    if (!isDisabled) onPress?.();
  }
  return (
    <button
      {...rest}
      type={isDisabled ? "button" : type}
      aria-disabled={isDisabled || undefined}
      className={`${style.button} ${style[kind]} ${className}`}
      onClick={press}
      onKeyDown={pressOnce}
    />
  );
}

export function ButtonLink({ kind = "secondary", children, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { kind?: Kind }) {
  return (
    <a {...rest} className={`${style.button} ${style[kind]}`}>
      {children}
    </a>
  );
}

/** A key that is held presses once: the browser would press again and again, through one question after another. */
function pressOnce(event: KeyboardEvent): void {
  if (event.repeat && event.key === "Enter") event.preventDefault();
}
