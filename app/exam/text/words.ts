/** A catalogue: flat keys, sentences with `{name}` in place of values. */
export type Catalogue = Readonly<Record<string, string>>;

/** A function that gives the sentence of a key of this catalogue, its placeholders filled. */
export function wordsOf<C extends Catalogue>(catalogue: C) {
  return (key: keyof C & string, values: Readonly<Record<string, string | number>> = {}): string =>
    (catalogue[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
