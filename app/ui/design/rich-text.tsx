/** Shows a fragment that `interchange/rich-text.ts` has cleaned; nothing else may be given to it. */
export function RichText({ html }: { html: string }) {
  return <div dangerouslySetInnerHTML={{ __html: html }} />;
}
