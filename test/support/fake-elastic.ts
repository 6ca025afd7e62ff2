/**
 * An imitation of Elasticsearch's and Kibana's APIs for tests: it keeps what it is sent and refuses what they refuse, as far as the
 * set-up sends anything of the kind. It is built from their documentation (each part names its own), not from a running server: that
 * it takes a request does not prove that they do; that it refuses one is a mistake.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningCore } from "./elasticsearch-core";
import { askCore } from "./fake-elastic/core";
import { illegal, type Json, Refusal } from "./fake-elastic/fields";
import { checkSpace, importObjects, type Kibana } from "./fake-elastic/kibana";
import { checkPolicy } from "./fake-elastic/lifecycle";
import { checkRepository, checkSnapshotPolicy } from "./fake-elastic/snapshots";
import { checkPolicies, createStream, type Templates } from "./fake-elastic/templates";

/** A request that came, and how it was answered. */
export interface Seen {
  request: string;
  status: number;
}

/** What a test can make it answer in the place of its own answer: so often, to the requests that the text is in. */
export interface Trouble {
  request: string;
  status: number;
  times: number;
}

export interface FakeElastic extends Templates, Kibana {
  url: string;
  /** The certificate authority's file. */
  ca: string;
  seen: Seen[];
  troubles: Trouble[];
  repositories: Map<string, Json>;
  snapshotPolicies: Map<string, Json>;
  stop(): Promise<void>;
}

/** A certificate for localhost, or undefined where there is no openssl to make one. */
function certificate(folder: string): { key: string; cert: string } | undefined {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const options = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const { status } = spawnSync("openssl", ["req", ...options, ...names, "-keyout", key, "-out", cert]);
  return status === 0 ? { key, cert } : undefined;
}

/**
 * Starts it, with one user; undefined where there is no openssl.
 * @param core A real Elasticsearch, which is asked about templates and data streams in the place of the imitation.
 */
export async function startFakeElastic(
  user: string,
  password: string,
  core?: RunningCore,
): Promise<FakeElastic | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "fake-elastic-"));
  const files = certificate(folder);
  if (files === undefined) return undefined;
  const fake: FakeElastic = {
    url: "",
    ca: files.cert,
    seen: [],
    troubles: [],
    policies: new Map(),
    components: new Map(),
    indices: new Map(),
    streams: new Map(),
    repositories: new Map(),
    snapshotPolicies: new Map(),
    spaces: new Map(),
    objects: new Map(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const server = https.createServer(
    { key: readFileSync(files.key), cert: readFileSync(files.cert) },
    (request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      const respond = async (): Promise<void> => {
        const name = `${request.method ?? ""} ${request.url ?? ""}`;
        let [status, body]: [number, Json] = [200, {}];
        try {
          const trouble = fake.troubles.find(({ request: part, times }) => times > 0 && name.includes(part));
          if (trouble !== undefined) {
            trouble.times--;
            throw new Refusal(trouble.status, "trouble_exception", "made by the test");
          }
          if (request.headers.authorization !== authorization)
            throw new Refusal(
              401,
              "security_exception",
              `unable to authenticate user for REST request [${request.url ?? ""}]`,
            );
          const real = core && (await askCore(core, name, text));
          [status, body] = real ? [real.status, real.body] : [200, answer(fake, name, text, request.headers)];
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          const { type, message } = error;
          [status, body] = [error.status, { error: { type, reason: message, root_cause: [] }, status: error.status }];
        }
        fake.seen.push({ request: name, status });
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      };
      request.on("end", () => void respond());
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  fake.url = `https://localhost:${(server.address() as AddressInfo).port}`;
  return fake;
}

type Headers = Record<string, string | string[] | undefined>;
type Handler = (fake: FakeElastic, name: string, body: () => Json, text: string) => Json;

const ok = { acknowledged: true };

/** Keeps what a check lets pass. */
function keep(store: Map<string, Json>, name: string, body: Json): Json {
  store.set(name, body);
  return ok;
}

function remove(store: Map<string, Json>, name: string): Json {
  if (!store.delete(name)) throw new Refusal(404, "resource_not_found_exception", `[${name}] missing`);
  return ok;
}

const ELASTICSEARCH: Record<string, Handler> = {
  "GET /_cluster/health": () => ({ status: "yellow" }),
  "PUT /_ilm/policy/": (fake, name, body) => (checkPolicy(body()), keep(fake.policies, name, body())),
  "PUT /_component_template/": (fake, name, body) => keep(fake.components, name, body()),
  "PUT /_index_template/": (fake, name, body) => (checkPolicies(body(), fake), keep(fake.indices, name, body())),
  "PUT /_data_stream/": (fake, name) => (createStream(name, fake), ok),
  "PUT /_snapshot/": (fake, name, body) => (checkRepository(name, body()), keep(fake.repositories, name, body())),
  "DELETE /_snapshot/": (fake, name) => remove(fake.repositories, name),
  "PUT /_slm/policy/": (fake, name, body) => (
    checkSnapshotPolicy(name, body(), fake.repositories),
    keep(fake.snapshotPolicies, name, body())
  ),
  "DELETE /_slm/policy/": (fake, name) => remove(fake.snapshotPolicies, name),
};

const KIBANA: Record<string, Handler> = {
  "GET /api/status": () => ({ status: { overall: { level: "available" } } }),
  "POST /api/spaces/space": (fake, _, body) => {
    const space = checkSpace(body());
    if (fake.spaces.has(String(space["id"])))
      throw new Refusal(409, "Conflict", `A space with the identifier ${String(space["id"])} already exists.`);
    return keep(fake.spaces, String(space["id"]), space);
  },
  "PUT /api/spaces/space/": (fake, name, body) => {
    if (!fake.spaces.has(name)) throw new Refusal(404, "Not Found", "Not Found");
    return keep(fake.spaces, name, checkSpace(body()));
  },
};

function answer(fake: FakeElastic, request: string, text: string, headers: Headers): Json {
  const path = request.replace(/\?.*$/, "");
  const body = (): Json => {
    if (headers["content-type"] !== "application/json")
      throw new Refusal(406, "media_type_header_exception", "Content-Type is not supported");
    try {
      return JSON.parse(text) as Json;
    } catch {
      throw illegal("the body is not JSON");
    }
  };
  const kibana = / (\/s\/[^/]+)?\/api\//.test(path);
  if (kibana && !path.startsWith("GET ") && headers["kbn-xsrf"] === undefined)
    throw new Refusal(400, "Bad Request", "Request must contain a kbn-xsrf header.");
  const [, space] = /^POST \/s\/([^/]+)\/api\/saved_objects\/_import$/.exec(path) ?? [];
  if (space !== undefined) {
    if (!fake.spaces.has(space)) throw new Refusal(404, "Not Found", `Saved object [space/${space}] not found`);
    return importObjects(fake, space, text);
  }
  const [, stream] = /^POST \/([^/]+)\/_rollover$/.exec(path) ?? [];
  if (stream !== undefined) {
    const found = fake.streams.get(stream);
    if (found === undefined) throw new Refusal(404, "index_not_found_exception", `no such index [${stream}]`);
    // Lazy: at the next line, however often it was asked for.
    if (request.includes("lazy=true")) found.lazy = true;
    else found.generation++;
    return ok;
  }
  const handlers = Object.entries(kibana ? KIBANA : ELASTICSEARCH);
  const [prefix, handler] =
    handlers.find(([known]) => (known.endsWith("/") ? path.startsWith(known) : path === known)) ?? [];
  if (prefix === undefined || handler === undefined) throw illegal(`no handler found for [${request}]`);
  return handler(fake, path.slice(prefix.length), body, text);
}
