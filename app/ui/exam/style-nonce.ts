/**
 * Lets react-aria add its one style element under the page's Content-Security-Policy: it looks for the nonce in a
 * `meta` element. The nonce is put there as a property, which style sheets cannot read, unlike an attribute.
 */
export function offerStyleNonce(): void {
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
  if (!nonce || document.querySelector('meta[property="csp-nonce"]') !== null) return;
  const meta = document.createElement("meta");
  meta.setAttribute("property", "csp-nonce");
  meta.nonce = nonce;
  document.head.append(meta);
}
