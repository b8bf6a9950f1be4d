import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import type { Acknowledgement, Clock, EncryptedPackage, Operation, Started } from "#app/exam/attempt/protocol.ts";
import { rulesOf } from "#app/exam/item/interactions/registry.ts";
import type { PresentedItem } from "#app/exam/item/item.ts";
import rules from "#app/exam/text/rules.en.json" with { type: "json" };
import type { ExamPackage } from "#app/exam/form/package.ts";
import { openedPackage } from "./opened-package.ts";
import type { ExamServer } from "./server.ts";
import { request, type APIRequestContext } from "@playwright/test";

/** The options of a question, with the identifiers that an answer holds. */
export const optionsOf = ({ interaction }: PresentedItem) => rulesOf(interaction).strikeable(interaction);

/** A candidate who speaks docs/protocol.md without a browser: for tests of the server alone. */
export async function examClient(server: ExamServer, who: { candidateNumber: string; admissionCode: string }) {
  const headers = { Origin: server.baseUrl, "Sec-Fetch-Site": "same-origin", "X-Exam-Protocol": "1" };
  const door = await request.newContext({ baseURL: server.baseUrl, extraHTTPHeaders: headers });
  const signedIn = await door.post("/sign-in", { form: { candidateNumber: who.candidateNumber, code: who.admissionCode }, maxRedirects: 0 });
  const cookie = signedIn.headers()["set-cookie"]?.split(";")[0];
  if (!cookie) throw new Error(`sign-in refused: ${signedIn.status()}`);
  await door.dispose();
  const http: APIRequestContext = await request.newContext({ baseURL: server.baseUrl, extraHTTPHeaders: { ...headers, Cookie: cookie } });
  const opened = await http.post("/exam/open", { form: { again: "yes" }, maxRedirects: 0 });
  const attemptId = opened.headers()["location"]?.split("/").pop() ?? "";
  expect(attemptId).toMatch(/^[0-9a-f-]{36}$/);
  const post = (name: string, data: unknown) => http.post(`/attempts/${attemptId}/${name}`, { data });

  let seq = 0;
  let lease = 0;
  const operation = (change: Partial<Operation>): Operation => {
    seq += 1;
    return { opId: randomUUID(), seq, position: 1, kind: "respond", value: [], lastServerTimeMs: 0, elapsedMs: 0, ...change };
  };
  return {
    http,
    attemptId,
    cookie,
    post,
    operation,
    async acceptRulesAndTakeSeat(): Promise<void> {
      const accepted = await post("rules", { version: rules.version });
      expect(accepted.status(), await accepted.text()).toBe(200);
      // A story before this one on the same server may have left the attempt in its waiting room, with a seat.
      const { lease: expectedLease } = (await accepted.json()) as Clock;
      const taken = await post("take-over", { browserId: randomUUID(), expectedLease });
      expect(taken.status(), await taken.text()).toBe(200);
      ({ lease } = (await taken.json()) as Clock);
    },
    async start(): Promise<{ started: Started; content: ExamPackage }> {
      const sealed = (await (await http.get(`/attempts/${attemptId}/package?part=1`)).json()) as EncryptedPackage;
      const answer = await post("start", { lease });
      expect(answer.status(), await answer.text()).toBe(200);
      const started = (await answer.json()) as Started;
      return { started, content: JSON.parse(openedPackage(sealed, started.contentKey)) as ExamPackage };
    },
    async save(...operations: Operation[]): Promise<Acknowledgement> {
      const answer = await post("operations", { lease, operations });
      return (await answer.json()) as Acknowledgement;
    },
  };
}
