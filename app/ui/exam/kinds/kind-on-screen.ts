import type { ReactNode } from "react";
import type { Interaction, Response } from "#app/exam/item/item.ts";

export type AnswerAreaProps<Kind extends Interaction> = {
  interaction: Kind;
  response: Response;
  /** The answer was changed just now: it is shown with a flash. */
  changed: boolean;
  /** Identifiers of the options that are struck out. */
  struck: readonly string[];
  /** Words beside an option, by its identifier. */
  marks?: Readonly<Record<string, string>> | undefined;
  /** Without it the answer can be read only. `goesOn`: still the same typing as the answer before, so that undoing takes all of it back. */
  onAnswer?: ((response: Response, goesOn?: boolean) => void) | undefined;
  /** Without it nothing can be struck out. */
  onStrike?: ((optionIds: string[]) => void) | undefined;
};

/** What the exam page knows of a kind of interaction; what is right in it knows `exam/item/interactions`. */
export type KindOnScreen<Kind extends Interaction> = {
  /** Where the question is answered. */
  AnswerArea(props: AnswerAreaProps<Kind>): ReactNode;
  /** The response after the key of an option was pressed (A is 0), or null where the key does nothing. */
  press(interaction: Kind, response: Response, index: number): Response | null;
};
