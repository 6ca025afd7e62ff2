/** Requests for streams of an API server, as kubectl makes them by web sockets, and the kubelet at their other end. */
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as https from "node:https";
import * as path from "node:path";

const PROTOCOL = "v4.channel.k8s.io";

/** The status of a request; of one for a stream it is that of the change of protocols. */
export function ask(
  { port, token }: { port: number; token: string },
  method: string,
  url: string,
  body?: unknown,
  type = "application/json",
): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    const upgrade = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
    const stream = method === "STREAM";
    const request = https.request({
      host: "127.0.0.1",
      port,
      path: url,
      method: stream ? "GET" : method,
      rejectUnauthorized: false,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": type,
        ...(stream
          ? {
              ...upgrade,
              "sec-websocket-key": crypto.randomBytes(16).toString("base64"),
              "sec-websocket-protocol": PROTOCOL,
            }
          : {}),
      },
    });
    request.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    request.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on("error", reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** A kubelet on a loopback port that changes protocols, and says nothing. */
export async function startKubelet(certificates: string): Promise<https.Server> {
  const [cert, key] = ["apiserver.crt", "apiserver.key"].map((name) => fs.readFileSync(path.join(certificates, name)));
  const server = https.createServer({ cert, key }, (_, response) => response.end("{}"));
  server.on("upgrade", (request, socket) => {
    socket.on("error", () => undefined);
    const hash = crypto.createHash("sha1");
    const accept = hash.update(`${request.headers["sec-websocket-key"] ?? ""}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
    const given = `Sec-WebSocket-Accept: ${accept.digest("base64")}\r\nSec-WebSocket-Protocol: ${PROTOCOL}`;
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${given}\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
