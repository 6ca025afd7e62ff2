/** Stands in for the service of payments: takes what is below a limit, and says which trace it was called in. */
import * as http from "node:http";
import { jsonBody } from "../http/message.js";

/** Above it a payment is refused. */
const LIMIT = 2000;

export interface Called {
  amount: unknown;
  headers: http.IncomingHttpHeaders;
}

/** @param called Is told of each payment. */
export function paymentsServer(called: (call: Called) => void = () => undefined): http.Server {
  return http.createServer((request, response) => {
    const end = (status: number) => response.writeHead(status).end();
    if (request.method === "GET" && request.url === "/ready") end(200);
    else if (request.method !== "POST" || request.url !== "/payments") end(404);
    else {
      jsonBody(request).then(
        ({ amount }) => {
          called({ amount, headers: request.headers });
          end(typeof amount === "number" && amount <= LIMIT ? 201 : 402);
        },
        () => end(400),
      );
    }
  });
}
