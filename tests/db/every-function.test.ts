import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const SOURCE = /(?<!\.test)\.ts$/;

type Named = { module: string; name: string };

/** What a test file takes out of `db/` by name and uses as a value; a type, a comment or an unused import is no test. */
function usedFromDb(text: string): Named[] {
  const file = ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true);
  const imported = new Map<string, Named>();
  const used = new Set<string>();
  const look = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isImportDeclaration(node)) for (const [local, named] of valuesOf(node)) imported.set(local, named);
    else if (ts.isIdentifier(node) && !namesAMember(node)) used.add(node.text);
    else ts.forEachChild(node, look);
  };
  look(file);
  return [...imported].flatMap(([local, named]) => (used.has(local) ? [named] : []));
}

function valuesOf({ moduleSpecifier, importClause }: ts.ImportDeclaration): [string, Named][] {
  const bindings = importClause?.namedBindings;
  const module = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
  if (!module.startsWith("#db/") || !bindings || importClause.isTypeOnly || !ts.isNamedImports(bindings)) return [];
  const values = bindings.elements.filter((one) => !one.isTypeOnly);
  return values.map((one) => [one.name.text, { module: module.slice("#db/".length), name: (one.propertyName ?? one.name).text }]);
}

function namesAMember(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node;
}

const isFunction = (value: unknown): value is Function => typeof value === "function" && !(value.prototype instanceof Error);

/** The modules of `db/` as they are when they run: what they export is asked of them, not read out of their text. */
async function modulesOfDb(): Promise<Map<string, Record<string, unknown>>> {
  const names = readdirSync(join(root, "db")).filter((name) => SOURCE.test(name));
  return new Map(await Promise.all(names.map(async (name) => [name, await import(/* @vite-ignore */ pathToFileURL(join(root, "db", name)).href)] as const)));
}

function textsIn(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return files.map((name) => readFileSync(join(root, folder, name), "utf8"));
}

describe("every function of db/", () => {
  it("is called by a test that runs on both databases", async () => {
    const modules = await modulesOfDb();
    const used = [...textsIn("tests/db"), ...textsIn("tests/usecases")].flatMap(usedFromDb);
    // Compared as values: a function that a second module hands on is the same one.
    const tested = new Set(used.map(({ module, name }) => modules.get(module)?.[name]));
    const all = [...modules].flatMap(([module, exported]) => Object.entries(exported).flatMap(([name, value]) => (isFunction(value) ? [{ module, name, value }] : [])));
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(({ value }) => !tested.has(value)).map(({ module, name }) => `${module}: ${name}`)).toEqual([]);
  });

  it.each([
    ["a type", 'import type { findPerson } from "#db/people.ts"; let a: typeof findPerson;'],
    ["a type among values", 'import { type findPerson } from "#db/people.ts"; findPerson();'],
    ["the type of a value", 'import { findPerson } from "#db/people.ts"; let a: typeof findPerson;'],
    ["an import that is not used", 'import { findPerson } from "#db/people.ts";'],
    ["a comment", 'import { findPerson } from "#db/people.ts"; // findPerson(db)'],
    ["a sentence", 'import { findPerson } from "#db/people.ts"; it("tests findPerson");'],
    ["a member of the same name", 'import { findPerson } from "#db/people.ts"; other.findPerson({ findPerson: 1 });'],
    ["a function of a use case", 'import { findPerson } from "#app/usecases/find-person.ts"; findPerson();'],
  ])("is not called by %s", (_what, text) => {
    expect(usedFromDb(text)).toEqual([]);
  });

  it.each([
    ["a call", 'import { findPerson } from "#db/people.ts"; await findPerson(db);'],
    ["a call under another name", 'import { findPerson as find } from "#db/people.ts"; find(db);'],
    ["being handed on", 'import { findPerson } from "#db/people.ts"; list.map(findPerson);'],
  ])("is called by %s", (_what, text) => {
    expect(usedFromDb(text)).toEqual([{ module: "people.ts", name: "findPerson" }]);
  });
});
