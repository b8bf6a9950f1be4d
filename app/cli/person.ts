import { parseArgs } from "node:util";
import { addPerson } from "../usecases/admin/add-person.ts";
import { resetSecondFactor } from "../usecases/admin/reset-second-factor.ts";
import { listPeople } from "#db/people.ts";
import { sentenceOf } from "../web/refusals.ts";
import { askInSecret } from "./ask-in-secret.ts";
import { finish, type Run } from "./command.ts";

export const person: Run = async ([verb, ...rest], io) => {
  if (verb === "list") {
    const people = await listPeople((await io.context()).db.read);
    if (io.json) io.print(JSON.stringify(people));
    else io.print(people.map(({ name, email, roles }) => `${name}  ${email ?? "-"}  ${roles.join(", ")}`).join("\n"));
    return 0;
  }
  if (verb === "reset-second-factor") {
    const { values } = parseArgs({ args: rest, options: { email: { type: "string" }, reason: { type: "string" } } });
    const { email, reason } = values;
    if (!email || reason === undefined) return io.wrongUsage();
    const result = await resetSecondFactor(await io.context(), { email, reason, by: null });
    return finish(io, result, result.ok ? `${result.name} has no second factor any more and is signed out; the next sign-in sets up a new one.` : sentenceOf(result.reason));
  }
  const { values } = parseArgs({
    args: rest,
    options: { email: { type: "string" }, name: { type: "string" }, role: { type: "string", multiple: true }, "first-admin": { type: "boolean" } },
  });
  const { email, name, "first-admin": first = false } = values;
  const roles = first && values.role === undefined ? ["admin"] : first ? null : values.role;
  if (verb !== "add" || !email || !name || !roles) return io.wrongUsage();
  let password = process.env.EXAM_PASSWORD ?? null;
  if (first && password === null && process.stdin.isTTY) {
    password = await askInSecret("Password (15 characters or more): ");
    if ((await askInSecret("Once more: ")) !== password) {
      const refusal = { ok: false, reason: "passwords-differ" };
      return finish(io, refusal, sentenceOf(refusal.reason));
    }
  }
  const result = await addPerson(await io.context(), { email, name, roles, password, first });
  return finish(io, result, result.ok ? `Added ${name}.` : sentenceOf(result.reason));
};
