/**
 * A text that changes while it is read, as a new element for each wording. A browser's translator puts its own words in
 * the place of ours; into an element that stays React would go on writing where nobody looks any more.
 */
export function Stated({ text }: { text: string }) {
  return <span key={text}>{text}</span>;
}
