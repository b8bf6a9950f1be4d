import { Button as AriaButton, type ButtonProps } from "react-aria-components";
import style from "./button.module.css";

type Kind = "primary" | "secondary" | "quiet" | "danger";

/** A button of the exam page: 36 px high, 44 px as the primary act. */
export function ExamButton({ kind = "secondary", className, ...rest }: ButtonProps & { kind?: Kind; className?: string }) {
  return <AriaButton {...rest} className={`${style.button} ${style[kind]} ${className ?? ""}`} />;
}
