import * as v from "valibot";

/** Reads a message that came over the wire: members it does not know are left out; null where it is not of this shape. */
export function reads<Schema extends v.GenericSchema>(schema: Schema): (body: unknown) => v.InferOutput<Schema> | null {
  return (body) => {
    const result = v.safeParse(schema, body, { abortEarly: true });
    return result.success ? result.output : null;
  };
}

export const integer = v.pipe(v.number(), v.integer());

/** A whole number in a range. */
export const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** A number that can be one: JSON has room for more than a clock. */
export const finite = v.pipe(v.number(), v.finite());

export const lease = whole(0, 1_000_000);
export const moment = whole(0, Number.MAX_SAFE_INTEGER);
