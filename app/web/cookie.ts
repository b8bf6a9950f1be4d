import { hashOfToken } from "../usecases/make-sign-in-token.ts";

/** `__Host-`: this host only, https (or localhost) only, the whole site, and no other site can set it. */
export const COOKIE = "__Host-sign-in";

export function signInCookie(token: string, maxAgeSeconds: number): string {
  return `${COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${Math.floor(maxAgeSeconds)}`;
}

export const ENDED_COOKIE = `${COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`;

/** The hash of the token a request carries, or null. */
export function tokenHashOf(cookieHeader: string | null | undefined): string | null {
  for (const part of (cookieHeader ?? "").split(";")) {
    const [name, value] = part.trim().split("=");
    if (name === COOKIE && value !== undefined && value !== "") return hashOfToken(value);
  }
  return null;
}
