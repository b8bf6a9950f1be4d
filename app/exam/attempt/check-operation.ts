import { rulesOf } from "../item/interactions/registry.ts";
import { interactionAt, type FormFrame } from "./form-frame.ts";
import { isTroubleList } from "./image-trouble.ts";
import { MAX_TEXT_LENGTH, type Operation } from "./protocol.ts";

const MAX_HIGHLIGHTS = 100;

/** Why an operation cannot be taken for this form, or null. The shape (types of the members) was checked at the door. */
export function faultOf(operation: Operation, form: FormFrame): string | null {
  const { kind, value, position } = operation;
  if (kind === "submit") return position === 0 && value === null ? null : "malformed-value";
  // Its position is the number of a part; whether that may be left only the attempt knows.
  if (kind === "leave-part") return value === null ? null : "malformed-value";
  const interaction = interactionAt(form, position);
  if (!interaction) return "unknown-question";
  switch (kind) {
    case "visit":
      return value === null ? null : "malformed-value";
    case "respond":
      return rulesOf(interaction).parseResponse(interaction, value) === null ? "unknown-option" : null;
    case "flag":
      return typeof value === "boolean" ? null : "malformed-value";
    case "strike": {
      const known = rulesOf(interaction).strikeable(interaction).map(({ id }) => id);
      const fits =
        Array.isArray(value) &&
        value.length <= known.length &&
        new Set<unknown>(value).size === value.length &&
        value.every((option) => typeof option === "string" && known.includes(option));
      return fits ? null : "unknown-option";
    }
    case "highlight":
      return isRangeList(value) ? null : "malformed-value";
    case "image-trouble":
      return isTroubleList(value) ? null : "malformed-value";
    case "note":
    case "report-problem":
      return typeof value === "string" && value.length <= MAX_TEXT_LENGTH ? null : "malformed-value";
  }
}

function isRangeList(value: Operation["value"]): boolean {
  return (
    Array.isArray(value) &&
    value.length <= MAX_HIGHLIGHTS &&
    value.every((range) => {
      if (!Array.isArray(range) || range.length !== 2) return false;
      const [start, end] = range;
      return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= 100_000;
    })
  );
}
