import type { Marks } from "../../scoring/marks.ts";
import type { Interaction, Key, Option, Response } from "../item.ts";

/**
 * What every kind of interaction knows about itself, and the only place where it is known: player, scorer, reviewer and
 * import ask it. A kind is one file with these functions and a line in registry.ts.
 */
export type InteractionRules<Kind extends Interaction> = {
  /** The interaction as a candidate may see it, built member by member: what is not named stays on the server. */
  present(interaction: Kind): Kind;
  /** A value from outside as a response of this very interaction, or null when it is none. */
  parseResponse(interaction: Kind, value: unknown): Response | null;
  /** Whether a response counts as answered; a cleared one does not. */
  isAnswered(response: Response): boolean;
  /** Marks for a response under a key. Nothing is ever taken off: a blank or wrong response scores 0. */
  score(interaction: Kind, response: Response, key: Key): Marks;
  /** What a candidate may strike out. */
  strikeable(interaction: Kind): readonly Option[];
  /** A response as the screen calls it ("A, C", "55.5 %"); the empty text for a cleared one. */
  describeResponse(interaction: Kind, response: Response): string;
  /** The key as the screen calls it, for reviews and the author. */
  describeKey(interaction: Kind, key: Key): string;
};
