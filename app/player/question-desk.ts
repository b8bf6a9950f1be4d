import { isRunning } from "#app/exam/attempt/states.ts";
import type { Started } from "#app/exam/attempt/protocol.ts";
import type { Ciphertexts } from "./content/ciphertexts.ts";
import { importContentKey } from "./content/decrypt.ts";
import { createPartContents, type PartContents } from "./content/part-contents.ts";
import type { Requester } from "./link/request.ts";
import type { PlayerEnvironment } from "./page/environment.ts";
import type { Observable } from "./snapshot.ts";
import type { ExamDatabase } from "./store/database.ts";
import { keepSome, type Kept } from "./store/kept.ts";

const QUESTIONS_AHEAD = 3;
/** The refusal of an act that failed on this page itself. */
export const FAULT = "page-fault";
/** The refusal of a start whose package was no good, and the one fetched in its place neither. */
export const DAMAGED = "package-damaged";

export type QuestionDesk = Pick<PartContents<never>, "resume" | "stop"> & {
  /** Begins to fetch the part that is on the screen, or comes next, and then the one after it. */
  fetch(): void;
  /** Whether this page may show questions that an earlier load of it kept, without asking the server. */
  hasKept(): boolean;
  /** What the server answers counts from here on; resolves when nothing kept is being shown any more. */
  dropKept(): Promise<void>;
  /** Shows the part that the server has begun; null when its questions are on the screen, else why they are not. */
  begin(started: Started): Promise<string | null>;
  /** Goes to a question of the part; in one direction only where the part has one. */
  visit(position: number): void;
  /** Nothing of a part that is over can be read any more; the next one is fetched, and waits for its own start. */
  leave(part: number): void;
  /** After the end nothing can be read and nothing of it stays here. */
  forget(): Promise<void>;
  loadFrame(hash: string): Promise<Uint8Array<ArrayBuffer>>;
};

type Tools<Study> = {
  environment: PlayerEnvironment;
  attemptId: string;
  database: ExamDatabase;
  request: Requester;
  state: Observable<Study>;
  kept: Pick<Kept, "contentKey" | "started">;
  ciphertexts: Ciphertexts;
  parts: readonly { oneWay: boolean }[];
  framesOf(study: Study): string[];
  signInEnded(): void;
  visited(position: number): void;
  /** The package of a running part is here, and nobody has shown it yet. */
  ready(): void;
};

/** The questions on the screen: opened with the content key, in the candidate's order, each part by itself. */
export function createQuestionDesk<Study>(tools: Tools<Study>): QuestionDesk {
  const { environment, attemptId, database, request, state, kept, ciphertexts, parts, framesOf, signInEnded } = tools;
  const { subtle } = environment.crypto;
  const contents = createPartContents<Study>({ ...environment, subtle, attemptId, request, ciphertexts, signInEnded, changed }, parts.length, kept.started?.part ?? 1);
  let order = kept.started?.order ?? [];
  let keptKey = kept.contentKey;
  let isKeyOnDisk = keptKey !== null;
  let showing: Promise<string | null> | null = null;

  function changed(): void {
    state.set({ images: contents.prefetch().images(), packageReady: contents.prefetch().encryptedPackage() !== null });
    const { started, examState, packageReady, refusal } = state.get();
    if (started || !packageReady || showing !== null || refusal === DAMAGED) return;
    if (keptKey !== null) {
      showing = show(keptKey, kept.started?.position ?? 0)
        .catch(() => FAULT)
        .finally(() => (showing = null));
    } else if (isRunning(examState)) tools.ready();
  }

  /** Null when the questions are on the screen, else why they are not. */
  async function show(contentKey: CryptoKey, position: number): Promise<string | null> {
    const [part, content] = [contents.part(), contents.content()];
    const opened = await content.open(contentKey);
    // Meanwhile the server has told that the part is over.
    if (part !== contents.part()) {
      content.close();
      return null;
    }
    if (!opened.ok) {
      if (opened.reason === DAMAGED) state.set({ refusal: DAMAGED });
      return opened.reason;
    }
    const { items, studies, title } = opened.exam;
    const inOrder = order.flatMap((next) => items.find((item) => item.position === next) ?? []);
    state.set({ items: inOrder, studies, title, started: true, loaded: true, view: "question", refusal: null });
    const first = inOrder.some((item) => item.position === position) ? position : (inOrder[0]?.position ?? 0);
    visit(first);
    return null;
  }

  function visit(position: number): void {
    const { items, studies } = state.get();
    const index = items.findIndex((item) => item.position === position);
    const isBefore = index < items.findIndex((item) => item.position === state.get().position);
    if (index < 0 || (isBefore && parts[contents.part() - 1]?.oneWay)) return;
    state.set({ position, view: "question" });
    void keepSome(database, { started: { order, position, part: contents.part() } });
    const soon = items.slice(index, index + 1 + QUESTIONS_AHEAD).flatMap((item) => item.panels);
    const frames = soon.flatMap(({ studyId }) => (studies[studyId] === undefined ? [] : framesOf(studies[studyId])));
    contents.prefetch().prefer(frames);
    tools.visited(position);
  }

  return {
    fetch: contents.begin,
    resume: contents.resume,
    stop: contents.stop,
    hasKept: () => keptKey !== null,
    async dropKept() {
      keptKey = null;
      await showing;
    },
    async begin({ part, order: given, contentKey: key, position }) {
      contents.goTo(part ?? 1);
      state.set({ part: contents.part(), partRuns: true, leaving: false });
      if (contents.prefetch().encryptedPackage() === null) return "package-missing";
      order = given;
      const contentKey = await importContentKey(subtle, key);
      isKeyOnDisk = true;
      await keepSome(database, { contentKey, started: { order, position, part: contents.part() } });
      return show(contentKey, position);
    },
    visit,
    leave(part) {
      // A page that was loaded again may hear of the end of the part before it shows what it kept of it.
      if (isKeyOnDisk || state.get().started) {
        [keptKey, isKeyOnDisk] = [null, false];
        state.set({ items: [], studies: {}, started: false, view: "question" });
        void keepSome(database, { contentKey: null, started: null });
      }
      contents.goTo(part + 1);
    },
    async forget() {
      contents.content().close();
      state.set({ items: [], studies: {}, started: false });
      await ciphertexts.deleteAll();
    },
    loadFrame: (hash) => contents.content().loadFrame(hash),
  };
}
