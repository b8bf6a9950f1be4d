import words from "#app/ui/words/sign-in.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import { Button, ButtonLink } from "../design/button.tsx";
import { Acts, Card, Facts, Field, Notice, Title } from "../design/parts.tsx";

const say = wordsOf(words);

export type SignInProblem = { sentence: string; retryAfterSeconds?: number } | null;

function Problem({ problem, wait = "wait" }: { problem: SignInProblem; wait?: "wait" | "wait-wrong-code" }) {
  if (problem === null) return null;
  const { sentence, retryAfterSeconds } = problem;
  return (
    <Notice kind="danger" title={sentence}>
      {retryAfterSeconds !== undefined && <p>{say(wait, { seconds: retryAfterSeconds })}</p>}
    </Notice>
  );
}

export function CandidateSignInScreen({ problem, candidateNumber }: { problem: SignInProblem; candidateNumber: string }) {
  return (
    <>
      <Title lead={say("candidate-lead")}>{say("candidate-title")}</Title>
      <Problem problem={problem} wait="wait-wrong-code" />
      <Card>
        <form method="post">
          <Field name="candidateNumber" label={say("candidate-number")} defaultValue={candidateNumber} autoComplete="username" autoCapitalize="characters" spellCheck={false} required code />
          <Field name="code" label={say("admission-code")} hint={say("admission-code-hint")} autoComplete="one-time-code" autoCapitalize="characters" spellCheck={false} required code />
          <Acts>
            <Button kind="primary">{say("sign-in")}</Button>
          </Acts>
        </form>
      </Card>
    </>
  );
}

export function StaffSignInScreen({ problem, email }: { problem: SignInProblem; email: string }) {
  return (
    <>
      <Title>{say("staff-title")}</Title>
      <Problem problem={problem} />
      <Card>
        <form method="post">
          <Field name="email" type="email" label={say("email")} defaultValue={email} autoComplete="username" required />
          <Field name="password" type="password" label={say("password")} autoComplete="current-password" required />
          <Acts>
            <Button kind="primary">{say("sign-in")}</Button>
          </Acts>
        </form>
      </Card>
    </>
  );
}

/** `setup` holds the secret while the factor has not been confirmed; `picture` is a QR code as a data address. */
export function SecondFactorScreen({ problem, setup }: { problem: SignInProblem; setup: { secret: string; picture: string } | null }) {
  return (
    <>
      <Title lead={say(setup ? "factor-setup-lead" : "factor-lead")}>{say(setup ? "factor-setup-title" : "factor-title")}</Title>
      <Problem problem={problem} />
      <Card>
        {setup && (
          <>
            <img src={setup.picture} alt={say("factor-picture")} width={196} height={196} />
            <Facts rows={[[say("factor-secret"), <code key="secret">{setup.secret}</code>]]} />
          </>
        )}
        <form method="post" action="?sent">
          <Field name="code" label={say("factor-code")} inputMode="numeric" autoComplete="one-time-code" pattern="[0-9 ]{6,7}" required code />
          <Acts>
            <Button kind="primary">{say("factor-confirm")}</Button>
          </Acts>
        </form>
        {!setup && (
          <details>
            <summary>{say("factor-lost")}</summary>
            <form method="post" action="?sent">
              <Field name="recoveryCode" label={say("recovery-code")} hint={say("recovery-code-hint")} autoComplete="off" autoCapitalize="characters" spellCheck={false} required code />
              <Acts>
                <Button>{say("recovery-use")}</Button>
              </Acts>
            </form>
          </details>
        )}
      </Card>
    </>
  );
}

/** The recovery codes, shown once; null when the page is opened anew and they cannot be shown again. */
export function RecoveryCodesScreen({ codes }: { codes: string[] | null }) {
  return (
    <>
      <Title takesFocus lead={codes && say("recovery-lead")}>
        {say(codes ? "recovery-title" : "factor-done")}
      </Title>
      {codes && (
        <Card>
          <ul>
            {codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Acts>
        <ButtonLink kind="primary" href="/staff">
          {say(codes ? "recovery-kept" : "go-on")}
        </ButtonLink>
      </Acts>
    </>
  );
}
