import { ENGLISH } from "#app/viewer/index.ts";
import type { ViewerProgram } from "./use-viewer-program.ts";
import style from "./images-missing.module.css";

/** In the place of the images while the viewer itself is not here: what is the matter, and another try. */
export function ImagesMissing({ program, onRetry }: { program: ViewerProgram; onRetry(): void }) {
  if (program.createViewer !== null) return null;
  const failed = program.state === "failed";
  return (
    <div className={style.missing}>
      <p key={program.state} role={failed ? "alert" : "status"}>{failed ? ENGLISH.programMissing : ENGLISH.programLoading}</p>
      {program.failures > 0 && (
        <button type="button" onClick={onRetry}>
          {ENGLISH.retry}
        </button>
      )}
    </div>
  );
}
