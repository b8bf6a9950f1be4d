/** The letter a candidate reads before an option: A for the first. It is display only; options are known by their identifier. */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + index);
}
