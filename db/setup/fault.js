/** Something the person at the keyboard can mend; its message is one sentence and is all that is shown. */
export class SetupError extends Error {
  name = "SetupError";
}
