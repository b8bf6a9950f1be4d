import { request, type APIRequestContext } from "@playwright/test";
import type { ExamServer } from "./server.ts";

export const VISITORS = ["nobody", "candidate", "author", "reviewer", "board", "proctor", "office", "assessor", "admin"] as const;
export type Visitor = (typeof VISITORS)[number];

/** A signed-in client of the server, without a browser. It keeps its cookie and names its origin, as a browser does. */
export type Client = { http: APIRequestContext; post(path: string, form: Record<string, string>): ReturnType<APIRequestContext["post"]> };

export async function clientOf(server: ExamServer, visitor: Visitor): Promise<Client> {
  const http = await request.newContext({
    baseURL: server.baseUrl,
    extraHTTPHeaders: { Origin: server.baseUrl, "Sec-Fetch-Site": "same-origin" },
    maxRedirects: 0,
  });
  const post: Client["post"] = (path, form) => http.post(path, { form, maxRedirects: 0 });
  let cookie: string | undefined;
  if (visitor === "candidate") {
    const { candidateNumber, admissionCode } = practiceCandidate(server);
    cookie = (await post("/sign-in", { candidateNumber, code: admissionCode })).headers()["set-cookie"];
  } else if (visitor !== "nobody") {
    const person = server.signIns.staff.find(({ roles }) => roles.includes(visitor) && (visitor === "admin" || !roles.includes("admin")));
    if (!person) throw new Error(`the demonstration has nobody with the role ${visitor}`);
    cookie = (await post("/staff/sign-in", { email: person.email, password: person.password })).headers()["set-cookie"];
  }
  if (visitor === "nobody") return { http, post };
  if (cookie === undefined) throw new Error(`${visitor} could not sign in`);
  await http.dispose();
  const signedIn = await request.newContext({
    baseURL: server.baseUrl,
    extraHTTPHeaders: { Origin: server.baseUrl, "Sec-Fetch-Site": "same-origin", Cookie: cookie.split(";")[0]! },
    maxRedirects: 0,
  });
  return { http: signedIn, post: (path, form) => signedIn.post(path, { form, maxRedirects: 0 }) };
}

export function practiceCandidate(server: ExamServer) {
  const found = server.signIns.candidates.find(({ candidateNumber }) => candidateNumber.startsWith("P"));
  if (!found) throw new Error("the demonstration has no practice candidate");
  return found;
}

export function examCandidate(server: ExamServer) {
  const found = server.signIns.candidates.find(({ candidateNumber }) => candidateNumber.startsWith("C"));
  if (!found) throw new Error("the demonstration has no exam candidate");
  return found;
}
