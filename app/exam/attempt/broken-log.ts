/** A log that no program of ours can have written like this. */
export class BrokenLogError extends Error {
  override name = "BrokenLogError";
}
