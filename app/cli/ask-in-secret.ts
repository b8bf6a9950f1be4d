const ENTER = ["\r", "\n", "\u0004"];
const BACKSPACE = ["\u007f", "\b"];
const INTERRUPT = "\u0003";

/** Asks on the terminal for a line that is not shown while it is typed. Throws `InterruptedError` at Ctrl-C. */
export async function askInSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stdin.setEncoding("utf8");
  stdin.setRawMode(true);
  stderr.write(question);
  try {
    return await new Promise((resolve, reject) => {
      const typed: string[] = [];
      const listen = (text: string): void => {
        const keys = [...text];
        for (const [at, key] of keys.entries()) {
          if (key === INTERRUPT) return leave(() => reject(new InterruptedError("Nothing was stored.")));
          if (ENTER.includes(key)) {
            // What came with the line belongs to the next question.
            const rest = keys.slice(at + 1).join("");
            return leave(() => {
              if (rest !== "") stdin.unshift(rest, "utf8");
              resolve(typed.join(""));
            });
          }
          if (BACKSPACE.includes(key)) typed.pop();
          else typed.push(key);
        }
      };
      const leave = (end: () => void): void => {
        stdin.off("data", listen);
        stdin.pause();
        end();
      };
      stdin.on("data", listen);
      stdin.resume();
    });
  } finally {
    stdin.setRawMode(false);
    stderr.write("\n");
  }
}

export class InterruptedError extends Error {
  override name = "InterruptedError";
}
