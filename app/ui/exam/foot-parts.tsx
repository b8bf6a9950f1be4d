import { Button } from "../design/button.tsx";
import { useExam } from "./exam-context.tsx";
import { canFullScreen, toggleFullScreen, useFullScreen } from "./full-screen.ts";
import { helpOf } from "./notice.tsx";
import { say } from "./words.ts";

/** Who sits here and whom to telephone: in the foot of every question and of the summary. */
export function WhoLine({ className }: { className: string | undefined }) {
  const { data } = useExam();
  return (
    <span className={className}>
      {helpOf(data).map((line) => (
        <span key={line}>{line}</span>
      ))}
    </span>
  );
}

/** Missing where the browser cannot fill the screen with a page. */
export function FullScreenButton({ className }: { className: string | undefined }) {
  const fullScreen = useFullScreen();
  if (!canFullScreen()) return null;
  return (
    <Button kind="quiet" className={className} aria-label={say(fullScreen ? "full-screen-leave" : "full-screen")} onPress={toggleFullScreen}>
      <svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
        <path d="M3.5 8V3.5H8M12 3.5h4.5V8M16.5 12v4.5H12M8 16.5H3.5V12" />
      </svg>
    </Button>
  );
}
