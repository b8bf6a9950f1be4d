import type { Words } from "../words.ts";
import { element } from "./elements.ts";
import { icon } from "./icons.ts";

/** The list of keys and gestures, over the images only, so that what stands around them stays in sight. */
export type Help = { root: HTMLElement; show(open: boolean): void };

export function createHelp(document: Document, words: Words, onClose: () => void): Help {
  const close = element(document, "button", { type: "button", class: "viewer-button", "aria-label": words.close }, [icon(document, "close")]);
  close.addEventListener("click", onClose);
  const root = element(document, "div", { class: "viewer-help", role: "dialog", "aria-label": words.help, hidden: true }, [
    close,
    element(document, "div", { class: "viewer-help-columns" }, [
      list(document, words.helpKeysTitle, words.helpKeys, "kbd"),
      list(document, words.helpHandTitle, words.helpHand, "span"),
    ]),
  ]);
  let before: Element | null = null;
  return {
    root,
    show(open) {
      if (open !== root.hidden) return;
      root.hidden = !open;
      if (open) {
        before = document.activeElement;
        close.focus();
      } else if (before instanceof HTMLElement) before.focus();
    },
  };
}

function list(document: Document, title: string, rows: string[][], name: "kbd" | "span"): HTMLElement {
  const lines = rows.map(([key = "", meaning = ""]) =>
    element(document, "div", {}, [element(document, "dt", {}, [element(document, name, {}, [key])]), element(document, "dd", {}, [meaning])]),
  );
  return element(document, "div", { class: "viewer-help-part" }, [element(document, "p", {}, [title]), element(document, "dl", {}, lines)]);
}
