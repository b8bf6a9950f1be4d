// Sends to one address over many connections: as fast as replies come, or all at once every so many milliseconds. Arguments: port, method, path, cookie, connections, everyMs, body. Prints how many of each status when ended.
import { Agent, request } from "node:http";

const [port, method, path, cookie, connections, everyMs, body] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const headers = { Cookie: cookie, Origin: `http://127.0.0.1:${port}`, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
const counts = {};
let goesOn = true;

function send() {
  if (!goesOn) return;
  const sent = request({ host: "127.0.0.1", port, method, path, agent, headers }, (response) => {
    counts[response.statusCode] = (counts[response.statusCode] ?? 0) + 1;
    response.resume();
    response.on("end", () => Number(everyMs) === 0 && send());
  });
  sent.on("error", () => Number(everyMs) === 0 && setTimeout(send, 10));
  sent.end(body);
}
function sendAll() {
  for (let n = 0; n < Number(connections); n += 1) send();
}
sendAll();
if (Number(everyMs) > 0) setInterval(sendAll, Number(everyMs));
process.stdout.write("flooding\n");
process.on("SIGTERM", () => {
  goesOn = false;
  process.stdout.write(`${JSON.stringify(counts)}\n`, () => process.exit(0));
});
