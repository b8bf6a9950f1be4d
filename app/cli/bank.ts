import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readBankFile } from "../interchange/read-bank-file.ts";
import { importBank, type ImportReport } from "../usecases/author/import-bank.ts";
import type { Run } from "./command.ts";

export const bank: Run = async ([verb, ...rest], io) => {
  const { values, positionals } = parseArgs({ args: rest, options: { "dry-run": { type: "boolean" } }, allowPositionals: true });
  if (verb !== "import" || positionals.length === 0) return io.wrongUsage();
  const reports: ImportReport[] = [];
  for (const path of positionals) {
    const { result, files } = await readBankFile(resolve(io.cwd, path));
    try {
      if (!result.ok || files === null) reports.push(result.ok ? { ok: false, reason: "file-missing", details: [path] } : result);
      else if (values["dry-run"]) reports.push({ ...result, imported: result.imported.map(({ content: _content, key, ...item }) => ({ ...item, key: key.correct, itemId: "" })) });
      else {
        const onProgress = (done: number, of: number, title: string): void => io.tell(`${done} of ${of}: ${title}`);
        const declaration = { source: "imported package", cleared: false };
        reports.push(await importBank(await io.context(), { result, files, by: null, state: "draft", declaration, onProgress }));
      }
    } finally {
      await files?.close();
    }
  }
  const report = merged(reports);
  if (io.json) io.print(JSON.stringify(report));
  else if (report.ok) io.print(words(report));
  else io.tell(`Refused: ${report.reason}${report.details.length > 0 ? ` (${report.details.join("; ")})` : ""}`);
  return report.ok ? 0 : 1;
};

/** Several packages are one answer; one malformed package makes the whole call a refusal. */
function merged(reports: ImportReport[]): ImportReport {
  const refusal = reports.find((report) => !report.ok);
  if (refusal) return refusal;
  const good = reports.filter((report) => report.ok);
  return {
    ok: true,
    format: [...new Set(good.map((report) => report.format))].join(", "),
    imported: good.flatMap((report) => report.imported),
    notTakenOver: good.flatMap((report) => report.notTakenOver),
    refused: good.flatMap((report) => report.refused),
  };
}

function words(report: Extract<ImportReport, { ok: true }>): string {
  return [
    `Imported: ${report.imported.length}`,
    ...report.notTakenOver.map(({ sourceId, file, what, why }) => `Not taken over: ${sourceId} (${file}): ${what}: ${why}`),
    ...report.refused.map(({ sourceId, file, why }) => `Refused: ${sourceId} (${file}): ${why}`),
  ].join("\n");
}
