import words from "#app/ui/words/staff.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { PossiblySame } from "#app/usecases/office/register-candidate.ts";
import { Button } from "../design/button.tsx";
import { Acts, Notice } from "../design/parts.tsx";

const say = wordsOf(words);

export type SamePersonQuestion = { reason: string; people: PossiblySame[] };
export type Entered = { name: string; email: string };

/** Asks whether the person to be registered is somebody who is known; the answer sends the same fields once more. */
export function SamePerson({ question, entered }: { question: SamePersonQuestion; entered: Entered }) {
  const { people } = question;
  const byEmail = question.reason === "email-known";
  return (
    <section aria-label={say("same-person")}>
      <Notice takesFocus kind="attention" title={say("same-person")}>
        {people.map((person) => (
          <p key={person.id}>
            {sentenceFor(person, byEmail)}
            {person.staffRoles.length > 0 && <strong> {say("same-staff", { name: person.name, roles: person.staffRoles.join(", ") })}</strong>}
          </p>
        ))}
        <p>
          {say("same-stored")} {byEmail && say("same-email-hint")}
        </p>
        <Acts>
          {!byEmail && (
            <Answer entered={entered} field="differentFrom" value={people.map(({ id }) => id).join(",")}>
              {say("same-no")}
            </Answer>
          )}
          {people.map((person) => (
            <Answer key={person.id} entered={entered} field="samePerson" value={person.id}>
              {yesFor(person, people.length > 1)}
            </Answer>
          ))}
        </Acts>
      </Notice>
    </section>
  );
}

function yesFor({ name, email, staffRoles }: PossiblySame, oneOfSeveral: boolean): string {
  const staff = staffRoles.length > 0 ? "-staff" : "";
  return say(`same-yes${oneOfSeveral ? "-of" : ""}${staff}`, { name, email: email ?? "-" });
}

function sentenceFor({ name, email }: PossiblySame, byEmail: boolean): string {
  if (email === null) return say("same-name-without", { name });
  return say(byEmail ? "same-email-known" : "same-name-known", { name, email });
}

function Answer({ entered, field, value, children }: { entered: Entered; field: "samePerson" | "differentFrom"; value: string; children: string }) {
  return (
    <form method="post">
      <input type="hidden" name="name" value={entered.name} />
      <input type="hidden" name="email" value={entered.email} />
      <input type="hidden" name={field} value={value} />
      <Button name="intent" value="register">
        {children}
      </Button>
    </form>
  );
}
