import { useCallback, useId, useLayoutEffect, useRef, useState, type ReactNode, type SyntheticEvent } from "react";
import { createPortal } from "react-dom";
import style from "./dialogs.module.css";

type OwnPlace = "keys" | "report" | "highlight" | "message" | "hand-in";
export type DialogName = OwnPlace | "call";

export type Dialogs = {
  shown: OwnPlace | null;
  /** How often the call was asked for since it was closed; a key by which each time brings it on top of every other dialog. */
  calls: number;
  open(name: DialogName): void;
  close(): void;
  closeCall(): void;
};

/** One dialog at a time, and over it the call: what is written below stays as it is. */
export function useDialogs(): Dialogs {
  const [shown, setShown] = useState<OwnPlace | null>(null);
  const [calls, setCalls] = useState(0);
  const open = useCallback((name: DialogName) => (name === "call" ? setCalls((before) => before + 1) : setShown(name)), []);
  return { shown, calls, open, close: () => setShown(null), closeCall: () => setCalls(0) };
}

type ExamDialogProps = {
  title: string;
  isOpen: boolean;
  /** Without it the dialog stays until its act is done. */
  onClose?: () => void;
  /** Room for two columns. */
  wide?: boolean;
  children: ReactNode;
  acts: ReactNode;
};

/** A dialog of the exam page: to the left, over the text, so that an image stays in sight. */
export function ExamDialog({ isOpen, ...dialog }: ExamDialogProps) {
  // In the body, so that nothing of the place it is opened from hides or colours it.
  return isOpen ? createPortal(<OpenDialog {...dialog} />, document.body) : null;
}

/** The browser's own modal dialog: it keeps the focus, hides the rest from readers and gives the focus back. */
function OpenDialog({ title, onClose, wide = false, children, acts }: Omit<ExamDialogProps, "isOpen">) {
  const element = useRef<HTMLDialogElement>(null);
  const pressedOn = useRef<EventTarget | null>(null);
  const titleId = useId();

  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    dialog.showModal();
    // A field to write in, otherwise the dialog itself: Enter does nothing before something was chosen.
    (dialog.querySelector<HTMLElement>("input:not([type]), textarea") ?? dialog).focus();
    return () => dialog.close();
  }, []);

  function escape(event: SyntheticEvent): void {
    event.preventDefault();
    onClose?.();
  }
  return (
    <dialog
      ref={element}
      className={style.overlay}
      aria-labelledby={titleId}
      tabIndex={-1}
      onCancel={escape}
      // Browsers close a dialog without asking at the second Escape, but not when its key was taken.
      onKeyDown={(event) => event.key === "Escape" && escape(event)}
      onPointerDown={({ target }) => (pressedOn.current = target)}
      // Beside the dialog, and not at the end of marking a text in it.
      onClick={({ target, currentTarget }) => target === currentTarget && pressedOn.current === currentTarget && onClose?.()}
      onClose={({ currentTarget }) => currentTarget.isConnected && !currentTarget.open && currentTarget.showModal()}
    >
      <div className={style.modal} data-wide={wide || undefined}>
        <h2 id={titleId} className={style.title}>
          {title}
        </h2>
        <div className={style.body}>{children}</div>
        <div className={style.acts}>{acts}</div>
      </div>
    </dialog>
  );
}
