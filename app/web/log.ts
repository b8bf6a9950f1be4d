import { pino, type DestinationStream } from "pino";

/** JSON lines. Names, codes, cookies and bodies are never handed to it; what looks like one is cut all the same. */
export function createLog(level: string, destination?: DestinationStream) {
  const options = {
    level,
    base: null,
    redact: { paths: ["name", "email", "code", "cookie", "password", "*.cookie", "*.authorization", "*.password", "*.code"], censor: "[cut]" },
  };
  return destination ? pino(options, destination) : pino(options);
}
