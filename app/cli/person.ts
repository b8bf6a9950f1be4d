import { parseArgs } from "node:util";
import { addPerson } from "../usecases/admin/add-person.ts";
import { listPeople } from "#db/people.ts";
import { sentenceOf } from "../web/refusals.ts";
import { finish, type Run } from "./command.ts";

export const person: Run = async ([verb, ...rest], io) => {
  if (verb === "list") {
    const people = await listPeople((await io.context()).db.read);
    if (io.json) io.print(JSON.stringify(people));
    else io.print(people.map(({ name, email, roles }) => `${name}  ${email ?? "-"}  ${roles.join(", ")}`).join("\n"));
    return 0;
  }
  const { values } = parseArgs({
    args: rest,
    options: { email: { type: "string" }, name: { type: "string" }, role: { type: "string", multiple: true } },
  });
  if (verb !== "add" || !values.email || !values.name || !values.role) return io.wrongUsage();
  const password = process.env.EXAM_PASSWORD ?? null;
  const result = await addPerson(await io.context(), { email: values.email, name: values.name, roles: values.role, password });
  return finish(io, result, result.ok ? `Added ${values.name}.` : sentenceOf(result.reason));
};
