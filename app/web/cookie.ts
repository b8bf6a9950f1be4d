import { hashOfToken } from "../usecases/make-sign-in-token.ts";

/** `__Host-`: this host only, https (or localhost) only, the whole site, and no other site can set it. */
export const COOKIE = "__Host-sign-in";

export function signInCookie(token: string, maxAgeSeconds: number): string {
  return `${COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${Math.floor(maxAgeSeconds)}`;
}

export const ENDED_COOKIE = `${COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`;

/** The hash of the token a request carries, or null. */
export function tokenHashOf(cookieHeader: string | null | undefined): string | null {
  const token = valueOf(COOKIE, cookieHeader);
  return token === null ? null : hashOfToken(token);
}

const BROWSER_COOKIE = "__Host-known-browser";

/** Says at the next sign-in that this browser was used before; it opens nothing, and signing out leaves it. */
export function browserCookie(token: string, maxAgeSeconds: number): string {
  return `${BROWSER_COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${Math.floor(maxAgeSeconds)}`;
}

export function browserTokenOf(cookieHeader: string | null | undefined): string | null {
  return valueOf(BROWSER_COOKIE, cookieHeader);
}

function valueOf(cookie: string, header: string | null | undefined): string | null {
  for (const part of (header ?? "").split(";")) {
    const [name, value] = part.trim().split("=");
    if (name === cookie && value !== undefined && value !== "") return value;
  }
  return null;
}
