import { connect } from "node:net";

const CHUNK = Buffer.alloc(1_024 * 1_024, "a");
const SILENCE_MS = 30_000;

/** A request as it stands, past every library; gives all that came back before the connection ended. */
export function sendRaw(port: number, request: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let told = "";
    socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error("the server says nothing")));
    socket.on("data", (data) => (told += data.toString("latin1")));
    socket.on("error", (error: NodeJS.ErrnoException) => (error.code === "ECONNRESET" || error.code === "EPIPE" ? undefined : reject(error)));
    socket.on("close", () => resolve(told));
    socket.write(request);
  });
}

export const statusLine = (told: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(told)?.[1] ?? 0);

/** A POST with a body of so many bytes, announced or in chunks whose sum nobody knows; gives what came back and how much was taken. */
export function sendBulk(port: number, path: string, { bytes, announced, headers }: { bytes: number; announced: boolean; headers: string[] }): Promise<{ told: string; sent: number }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let told = "";
    let sent = 0;
    const piece = announced ? CHUNK : Buffer.concat([Buffer.from(`${CHUNK.length.toString(16)}\r\n`), CHUNK, Buffer.from("\r\n")]);
    const more = (): void => {
      while (sent < bytes && !socket.destroyed) {
        sent += CHUNK.length;
        if (!socket.write(piece)) return void socket.once("drain", more);
      }
      if (!socket.destroyed && !announced) socket.write("0\r\n\r\n");
    };
    socket.setTimeout(SILENCE_MS, () => reject(new Error("the server says nothing")));
    socket.on("data", (data) => {
      told += data.toString("latin1");
      if (sent >= bytes) socket.end();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve({ told, sent }));
    const length = announced ? `Content-Length: ${bytes}` : "Transfer-Encoding: chunked";
    socket.write(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n${[...headers, length].join("\r\n")}\r\n\r\n`);
    more();
  });
}
