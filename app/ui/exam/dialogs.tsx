import { useState, type ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import style from "./dialogs.module.css";

export type DialogName = "call" | "keys" | "report" | "highlight" | "message" | "hand-in";

export type Dialogs = {
  shown: DialogName | null;
  open(name: DialogName): void;
  close(): void;
};

/** One dialog at a time. */
export function useDialogs(): Dialogs {
  const [shown, setShown] = useState<DialogName | null>(null);
  return { shown, open: setShown, close: () => setShown(null) };
}

type ExamDialogProps = {
  title: string;
  isOpen: boolean;
  /** Without it the dialog stays until its act is done. */
  onClose?: () => void;
  children: ReactNode;
  acts: ReactNode;
};

/** A dialog of the exam page: to the left, over the text, so that an image stays in sight. */
export function ExamDialog({ title, isOpen, onClose, children, acts }: ExamDialogProps) {
  return (
    <ModalOverlay
      className={style.overlay}
      isOpen={isOpen}
      isDismissable={onClose !== undefined}
      isKeyboardDismissDisabled={onClose === undefined}
      onOpenChange={(open) => !open && onClose?.()}
    >
      <Modal className={style.modal}>
        <Dialog className={style.dialog}>
          <Heading slot="title" className={style.title}>
            {title}
          </Heading>
          <div className={style.body}>{children}</div>
          <div className={style.acts}>{acts}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
