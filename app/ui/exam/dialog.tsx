import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { say } from "./say.ts";
import style from "./exam.module.css";

/** A dialog over the page; the clock stays visible above it. `onClose` absent: it stays until its act is done. */
export function Dialog({ title, children, onClose }: { title: string; children: ReactNode; onClose?: () => void }) {
  return (
    <ModalOverlay className={style.overlay ?? ""} isOpen isDismissable={onClose !== undefined} isKeyboardDismissDisabled={onClose === undefined} onOpenChange={(open) => !open && onClose?.()}>
      <Modal className={style.dialog ?? ""}>
        <AriaDialog className={style.dialogBody ?? ""}>
          <Heading slot="title">{title}</Heading>
          {children}
          {onClose && (
            <div className={style.acts}>
              <button type="button" className={style.secondary} onClick={onClose}>
                {say("close")}
              </button>
            </div>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
