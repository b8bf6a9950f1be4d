import { savedStateOf, type SavedState } from "#app/player/store/saved-state.ts";
import { useSnapshot } from "./exam-context.tsx";

/** How safe everything done so far is: one answer for every place that speaks of it. */
export function useSavedState(): SavedState {
  const questions = useSnapshot((now) => now.questions);
  const { others, busy, reachable, storageFailed } = useSnapshot((now) => now.saving);
  return savedStateOf(questions, { others, sending: reachable && busy, storageFailed });
}
