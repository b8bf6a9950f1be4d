import type { OperationKind } from "#app/exam/attempt/operation-kinds.ts";
import type { OperationValue } from "#app/exam/attempt/protocol.ts";
import type { PlayerEnvironment } from "../page/environment.ts";
import { createTroubleCollector, type ImageEvent, type Remark } from "./image-trouble.ts";

/** A remark of the page keeps this far from whatever the candidate does. */
const QUIET_MS = 2_000;

export type ImageRemarks = {
  /** Something of the viewer; what is trouble gets to the log in a quiet moment. */
  add(position: number, event: ImageEvent): void;
  /** The candidate did something. */
  acted(): void;
  /** Writes what went wrong with images: only when nothing of the candidate waits, so that no answer stands behind it. */
  tick(): void;
  /** With lower numbers than the hand-in: what comes after it is late, and the attempt closes without it. */
  beforeHandIn(): void;
};

type Tools = Pick<PlayerEnvironment, "monotonicNow"> & {
  /** Whether the exam runs here, nothing of the candidate waits and the server answers. */
  isQuiet(): boolean;
  write(kind: OperationKind, position: number, value: OperationValue): Promise<boolean>;
};

/** What the page tells the log of its images, kept out of the candidate's way. */
export function createImageRemarks({ monotonicNow, isQuiet, write }: Tools): ImageRemarks {
  const trouble = createTroubleCollector();
  let lastActAtMs = Number.NEGATIVE_INFINITY;
  const remark = ({ position, value }: Remark) => void write("image-trouble", position, value);

  return {
    add: (position, event) => trouble.add(position, event, monotonicNow()),
    acted: () => void (lastActAtMs = monotonicNow()),
    tick() {
      const now = monotonicNow();
      const due = trouble.take(now, isQuiet() && now - lastActAtMs >= QUIET_MS);
      if (due !== null) remark(due);
    },
    beforeHandIn: () => trouble.takeAll().forEach(remark),
  };
}
