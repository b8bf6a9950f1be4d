import { readConfig } from "#config";
import { createContext } from "#app/web/create-context.ts";
import { transact } from "#db/open.ts";
import { storeSetting } from "#db/settings.ts";

/**
 * A process with the context and the duties of a server on the folder DATA_DIR, without its pages. It writes once in
 * 20 ms and says on its output what becomes of it: "serves", "wrote", "refused NAME", and a sentence when it must end.
 * Asked by SIGUSR2 it says "freezes" and stops itself (SIGSTOP) between two transactions.
 */
const WRITE_EVERY_MS = 20;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const end = (sentence: string): never => {
  say(sentence);
  process.exit(1);
};

const read = readConfig(process.env, process.cwd());
if (!read.ok) throw new Error(read.problems.join());
const log = { info: () => {}, warn: () => {}, error: (_fields: object, message: string) => say(`log: ${message}`) };
const app = await createContext(read.config, log, { version: "1", id: "b" }, end).catch((error: Error) => end(error.message));
let freeze = false;
process.on("SIGUSR2", () => (freeze = true));
process.on("SIGTERM", () => void app.close().then(() => process.exit(0)));
// Last: whoever reads it may send a signal, and one that nobody listens to would end the process.
say("serves");
for (let count = 0; ; count += 1) {
  await transact(app.db, (trx) => storeSetting(trx, "telephone", `${process.pid} ${count}`)).then(
    () => say("wrote"),
    (error: Error) => say(`refused ${error.name}`),
  );
  if (freeze) {
    freeze = false;
    // With the one connection in hand, so that no duty is in the middle of a transaction.
    await app.db.write.connection().execute(() => {
      say("freezes");
      process.kill(process.pid, "SIGSTOP");
      return Promise.resolve();
    });
  }
  await new Promise((resolve) => setTimeout(resolve, WRITE_EVERY_MS));
}
