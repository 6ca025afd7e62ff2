/** An API server that forwards a port as a real one does, by web sockets, to a program that is a function: for what goes wrong on the way. */
import * as crypto from "node:crypto";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** What a forwarded port's program does with the bytes that come: it may answer, end the forward, or do nothing. */
export type Program = (request: string, forward: { answer: (bytes: string) => void; end: () => void }) => void;

export interface Behaviour {
  /** Default: nothing is ever answered. */
  program?: Program;
  /** What the kubelet says of the forward, on its channel for errors, before it ends it. */
  error?: string;
  /** The status that the API server refuses with. */
  status?: number;
  /** Whether the API server does not even answer the question for a forward. */
  isSilent?: boolean;
}

/** Starts one on a loopback port. */
export async function fakeKubelet({ program, error, status, isSilent = false }: Behaviour) {
  const sockets = new Set<Duplex>();
  const server = http.createServer((_, response) => response.writeHead(404).end("{}"));
  server.on("upgrade", (request, socket) => {
    sockets.add(socket.on("error", () => undefined));
    if (isSilent) return;
    if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`);
    const key = `${request.headers["sec-websocket-key"] ?? ""}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = crypto.createHash("sha1").update(key).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n`,
    );
    // Each channel begins with the port's number.
    for (const channel of [0, 1]) socket.write(frame(Buffer.from([channel, 0, 0])));
    const end = () => void socket.end(frame(Buffer.alloc(0), 8));
    if (error !== undefined) {
      socket.write(frame(Buffer.from(`\u0001${error}`)));
      end();
    }
    const answer = (bytes: string) => void socket.write(frame(Buffer.from(`\u0000${bytes}`)));
    socket.on("data", (bytes: Buffer) => {
      for (const message of messages(bytes))
        if (message[0] === 0) program?.(message.toString("utf8", 1), { answer, end });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

/** A frame of a server's: unmasked, whole. */
function frame(payload: Buffer, opcode = 2): Buffer {
  const { length } = payload;
  const size = length < 126 ? Buffer.from([length]) : Buffer.alloc(9);
  if (length >= 126) {
    size[0] = 127;
    size.writeBigUInt64BE(BigInt(length), 1);
  }
  return Buffer.concat([Buffer.from([0x80 + opcode]), size, payload]);
}

/** The binary messages in what a client wrote, each in one frame and masked. */
function messages(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    let length = (bytes[at + 1] ?? 0) & 0x7f;
    let mask = at + 2;
    if (length === 126) [length, mask] = [bytes.readUInt16BE(at + 2), at + 4];
    const payload = bytes.subarray(mask + 4, mask + 4 + length);
    if (opcode === 2) found.push(Buffer.from(payload.map((byte, index) => byte ^ (bytes[mask + (index % 4)] ?? 0))));
    at = mask + 4 + length;
  }
  return found;
}

/** An answer by HTTP with a body of JSON. */
export function httpAnswer(body: string, type = "application/json", status = 200): string {
  return `HTTP/1.1 ${status} X\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
