import { ciphertextsOfPart, type Ciphertexts } from "./ciphertexts.ts";
import { createContent, type Content } from "./open-package.ts";
import type { PlayerEnvironment } from "../page/environment.ts";
import { createPrefetch, type Prefetch } from "./prefetch.ts";
import type { Requester } from "../link/request.ts";

export type PartContents<Study> = {
  /** The part whose questions are on the screen or come next, from 1 on. */
  part(): number;
  prefetch(): Prefetch;
  content(): Content<Study>;
  /** Goes to a part; what was readable of the one before is not any more. */
  goTo(part: number): void;
  /** Fetches the part, and the one after it as soon as all images of this one are here. */
  begin(): void;
  resume(): void;
  stop(): void;
};

type Tools = Pick<PlayerEnvironment, "schedule" | "random"> & {
  subtle: SubtleCrypto;
  attemptId: string;
  request: Requester;
  ciphertexts: Ciphertexts;
  signInEnded(): void;
  /** More of the part that is on the screen, or comes next, is here. */
  changed(): void;
};

/** The packages and images of all parts of a form, each encrypted by itself; one part at a time can be read. */
export function createPartContents<Study>(tools: Tools, parts: number, first: number): PartContents<Study> {
  let at = Math.min(Math.max(1, first), parts);
  let begun = false;

  const rooms = Array.from({ length: parts }, (_, index) => {
    const part = index + 1;
    const prefetch = createPrefetch({ ...tools, part, ciphertexts: ciphertextsOfPart(tools.ciphertexts, part), changed: () => changed(part) });
    return { prefetch, content: createContent<Study>(tools.subtle, tools.attemptId, prefetch) };
  });
  const here = () => rooms[at - 1]!;

  function changed(part: number): void {
    if (part !== at) return;
    tools.changed();
    fetchAhead();
  }
  function fetchAhead(): void {
    const { ready, total } = here().prefetch.images();
    if (begun && here().prefetch.encryptedPackage() !== null && ready === total) rooms[at]?.prefetch.begin();
  }

  return {
    part: () => at,
    prefetch: () => here().prefetch,
    content: () => here().content,
    goTo(part) {
      if (part === at || part < 1 || part > parts) return;
      here().content.close();
      at = part;
      if (begun) here().prefetch.begin();
      tools.changed();
      fetchAhead();
    },
    begin() {
      begun = true;
      here().prefetch.begin();
      fetchAhead();
    },
    resume() {
      for (const { prefetch } of rooms) prefetch.resume();
    },
    stop() {
      for (const { prefetch } of rooms) prefetch.stop();
    },
  };
}
