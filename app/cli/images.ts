import { parseArgs } from "node:util";
import { type CommandIo, type ImagesAnswer, type ImagesOptions, UsageError } from "./images-command.ts";
import { imagesImport, imagesInspect } from "./images-import.ts";
import { imagesPixels, imagesRender } from "./images-render.ts";

const usage = `exam images inspect <file or folder>...                what an import would do
exam images import <file or folder>... --out DIR        writes the exam study (manifest and frames) to DIR
exam images render <study dir> --frame N [--center C --width W] --out FILE.png
                                                        the frame as the viewer shows it
exam images pixels <study dir> --frame N --out FILE.raw
                                                        stored values: little endian 16 bit, or interleaved RGB 8 bit
Frames count from 0. --json prints one JSON value on standard output.
`;

const subcommands: Record<string, (paths: string[], options: ImagesOptions, cwd: string) => Promise<ImagesAnswer>> = {
  inspect: imagesInspect,
  import: imagesImport,
  render: imagesRender,
  pixels: imagesPixels,
};

/** `images inspect|import|render|pixels`, without the word images. Answers the exit code: 0 done, 1 refused, 2 wrong usage. */
export async function imagesCommand(args: string[], { stdout, stderr, cwd }: CommandIo): Promise<number> {
  try {
    const { positionals, values } = parse(args);
    if (values.help) {
      stdout.write(usage);
      return 0;
    }
    const [name = "", ...paths] = positionals;
    const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
    if (!subcommand) throw new UsageError(name ? `There is no command images ${name}.` : "Say what to do with the images.");
    if (paths.length === 0) throw new UsageError(`images ${name} needs a file or folder.`);
    const answer = await subcommand(paths, values, cwd);
    if (values.json) stdout.write(`${JSON.stringify(answer.json)}\n`);
    if (answer.exit === 1) stderr.write(answer.text);
    else if (!values.json) stdout.write(answer.text);
    return answer.exit;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "UsageError") throw error;
    stderr.write(`${error.message}\n\n${usage}`);
    return 2;
  }
}

function parse(args: string[]): { positionals: string[]; values: ImagesOptions } {
  const text = { type: "string" } as const;
  const options = { json: { type: "boolean" }, help: { type: "boolean" }, out: text, frame: text, center: text, width: text } as const;
  // parseArgs takes "-100" for an option; a centre may be negative.
  const joined = args.flatMap((arg, index) => {
    if (/^--(center|width|frame)$/.test(args[index - 1] ?? "") && /^-[\d.]/.test(arg)) return [];
    return /^--(center|width|frame)$/.test(arg) && /^-[\d.]/.test(args[index + 1] ?? "") ? [`${arg}=${args[index + 1]}`] : [arg];
  });
  try {
    return parseArgs({ args: joined, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "The options cannot be read.");
  }
}
