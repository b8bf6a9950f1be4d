import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const SOURCE = /(?<!\.test)\.ts$/;

export type Named = { module: string; name: string };

/** What a test file takes out of `room` ("#db/") by name and uses as a value; a type, a comment or an unused import is no test. */
export function valuesUsed(text: string, room: string): Named[] {
  const file = ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true);
  const imported = new Map<string, Named>();
  const used = new Set<string>();
  const look = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isImportDeclaration(node)) for (const [local, named] of valuesOf(node, room)) imported.set(local, named);
    else if (ts.isIdentifier(node) && !namesAMember(node)) used.add(node.text);
    else ts.forEachChild(node, look);
  };
  look(file);
  return [...imported].flatMap(([local, named]) => (used.has(local) ? [named] : []));
}

function valuesOf({ moduleSpecifier, importClause }: ts.ImportDeclaration, room: string): [string, Named][] {
  const bindings = importClause?.namedBindings;
  const module = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
  if (!module.startsWith(room) || !bindings || importClause.isTypeOnly || !ts.isNamedImports(bindings)) return [];
  const values = bindings.elements.filter((one) => !one.isTypeOnly);
  return values.map((one) => [one.name.text, { module: module.slice(room.length), name: (one.propertyName ?? one.name).text }]);
}

function namesAMember(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node;
}

const isFunction = (value: unknown): value is Function => typeof value === "function" && !(value.prototype instanceof Error);

/** The modules of a folder as they are when they run: what they export is asked of them, not read out of their text. */
async function modulesIn(folder: string, rooms: boolean): Promise<Map<string, Record<string, unknown>>> {
  const names = readdirSync(join(root, folder), { recursive: rooms, encoding: "utf8" }).filter((name) => SOURCE.test(name));
  return new Map(await Promise.all(names.map(async (name) => [name, await import(/* @vite-ignore */ pathToFileURL(join(root, folder, name)).href)] as const)));
}

function textsIn(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return files.map((name) => readFileSync(join(root, folder, name), "utf8"));
}

/**
 * Every function that a folder exports (`rooms`: with the folders in it), and those among them that no file in `tests`
 * uses. Compared as values: a function that a second module hands on is the same one.
 */
export async function functionsOf(folder: string, { room, tests, rooms }: { room: string; tests: readonly string[]; rooms: boolean }): Promise<{ all: string[]; untested: string[] }> {
  const modules = await modulesIn(folder, rooms);
  const used = tests.flatMap(textsIn).flatMap((text) => valuesUsed(text, room));
  const tested = new Set(used.map(({ module, name }) => modules.get(module)?.[name]));
  const all = [...modules].flatMap(([module, exported]) => Object.entries(exported).flatMap(([name, value]) => (isFunction(value) ? [{ says: `${module}: ${name}`, value }] : [])));
  return { all: all.map(({ says }) => says), untested: all.filter(({ value }) => !tested.has(value)).map(({ says }) => says) };
}
