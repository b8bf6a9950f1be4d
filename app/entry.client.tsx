import { RemixBrowser } from "@remix-run/react";
import { StrictMode, startTransition, useEffect, type ReactNode } from "react";
import { hydrateRoot } from "react-dom/client";

/** Events for which React would hydrate at once, which fails while the page's data are being decoded: docs/decisions/0010. */
const TOO_EARLY = (
  "mousedown mouseup touchcancel touchend touchstart auxclick dblclick pointercancel pointerdown pointerup dragend dragstart drop " +
  "compositionend compositionstart keydown keypress keyup input textInput copy cut paste click change contextmenu reset submit"
).split(" ");

const keepFromReact = (event: Event): void => event.stopImmediatePropagation();
for (const name of TOO_EARLY) window.addEventListener(name, keepFromReact, { capture: true });

/** From its first effect on the page is alive, and events go where they always go. */
function Alive({ children }: { children: ReactNode }) {
  useEffect(() => {
    for (const name of TOO_EARLY) window.removeEventListener(name, keepFromReact, { capture: true });
  }, []);
  return children;
}

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <Alive>
        <RemixBrowser />
      </Alive>
    </StrictMode>,
  );
});
