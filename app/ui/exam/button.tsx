import { Button as AriaButton, type ButtonProps } from "react-aria-components";
import style from "./button.module.css";

type Kind = "primary" | "secondary" | "quiet" | "danger";

/**
 * A button of the exam page: 36 px high, 44 px as the primary act. One that cannot be used now says so and does nothing,
 * but keeps the focus: the next key of whoever has just pressed it must not begin at the top of the page.
 */
export function ExamButton({ kind = "secondary", className, isDisabled = false, onPress, type, ...rest }: ButtonProps & { kind?: Kind; className?: string }) {
  const act = isDisabled ? { "aria-disabled": true } : { onPress, type };
  return <AriaButton {...rest} {...act} className={`${style.button} ${style[kind]} ${className ?? ""}`} />;
}
