/** What the set-up sends, as data: one request after the other, each of which may be sent again and again. */

/** A request to Elasticsearch's or Kibana's API. */
export interface SetupRequest {
  target: "elasticsearch" | "kibana";
  method: "DELETE" | "POST" | "PUT";
  path: string;
  /** The body, sent as JSON. */
  body?: Record<string, unknown>;
  /** The file that is uploaded as a form, in the place of a body. */
  upload?: string;
  /** The statuses that are a success. A text narrows one down: the answer has to contain it. */
  expect: readonly (number | { status: number; answer: string })[];
  /** The request is sent only if the one before was answered with this status. */
  after?: number;
}

/** The file that the runner reads, a line for each request. */
export const REQUESTS_FILE = "requests.tsv";

/** The files of some requests: the list of them, and each one's body. */
export function requestFiles(requests: readonly SetupRequest[]): Record<string, string> {
  const files: Record<string, string> = {};
  const lines = requests.map((request, index) => {
    const { target, method, path, body, upload, expect, after } = request;
    let content = "-";
    if (body !== undefined) {
      const file = `${String(index + 1).padStart(3, "0")}-${path.replace(/^\/|\?.*$/g, "").replace(/[^\w.-]+/g, "-")}.json`;
      files[file] = `${JSON.stringify(body, null, 2)}\n`;
      content = `json:${file}`;
    } else if (upload !== undefined) {
      content = `form:${upload}`;
    }
    const statuses = expect.map((one) => (typeof one === "number" ? String(one) : `${one.status}:${one.answer}`));
    // A field is never empty: the shell takes tabs in a row for one.
    return [target, method, path, statuses.join(","), after ?? "-", content].join("\t");
  });
  return { [REQUESTS_FILE]: `${lines.join("\n")}\n`, ...files };
}

/** A success that changes nothing when it is repeated. */
export function put(target: SetupRequest["target"], path: string, body: Record<string, unknown>): SetupRequest {
  return { target, method: "PUT", path, body, expect: [200] };
}
