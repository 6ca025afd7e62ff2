import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { look, reader } from "../../components/support/waiting/cluster";

describe("the look at the cluster that a deployment waits on", () => {
  const answers: Record<string, unknown> = {};
  let server: http.Server;
  let folder: string;
  const before = process.env["KUBECONFIG"];

  beforeEach(async () => {
    for (const path of Object.keys(answers)) Reflect.deleteProperty(answers, path);
    server = http.createServer((request, response) => {
      const { url = "" } = request;
      const answer = answers[url] ?? 404;
      response.writeHead(typeof answer === "number" ? answer : 200).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "waiting-"));
    const { port } = server.address() as AddressInfo;
    const entry = (name: string, url: string) => ({
      contexts: { name, context: { cluster: name, user: "nobody" } },
      clusters: { name, cluster: { server: url, "insecure-skip-tls-verify": true } },
    });
    const entries = [entry("here", `http://127.0.0.1:${port}`), entry("elsewhere", "http://127.0.0.1:1")];
    const config = {
      contexts: entries.map(({ contexts }) => contexts),
      clusters: entries.map(({ clusters }) => clusters),
      users: [{ name: "nobody", user: {} }],
      "current-context": "elsewhere",
    };
    process.env["KUBECONFIG"] = path.join(folder, "config");
    fs.writeFileSync(process.env["KUBECONFIG"], JSON.stringify(config));
  });

  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, "KUBECONFIG");
    else process.env["KUBECONFIG"] = before;
    server.close();
    fs.rmSync(folder, { recursive: true });
  });

  it("takes in what the context's cluster has, by kind, and nothing of what it does not know or may not be read", async () => {
    const object = (name: string) => ({ metadata: { name }, spec: {}, status: {} });
    answers["/api/v1/namespaces/o"] = object("o");
    answers["/api/v1/namespaces/o/pods"] = { items: [object("p")] };
    answers["/api/v1/namespaces/o/persistentvolumeclaims"] = { items: [object("c")] };
    answers["/api/v1/namespaces/o/events"] = 403;
    answers["/apis/apps/v1/namespaces/o/daemonsets"] = { items: [object("d")] };
    answers["/apis/monitoring.coreos.com/v1/namespaces/o/prometheuses"] = { items: [object("prometheus")] };
    answers["/apis/kibana.k8s.elastic.co/v1/namespaces/o/kibanas"] = { items: [object("kibana")] };
    const facts = await look(await reader("here"), "o");
    const names = (found: { kind?: string; metadata: { name: string } }[]) =>
      found.map(({ kind, metadata }) => `${kind ?? ""} ${metadata.name}`.trim());
    assert.equal(facts.namespace?.metadata.name, "o");
    assert.deepEqual(names([...facts.pods, ...facts.claims, ...facts.workloads, ...facts.customs]), [
      "p",
      "c",
      "DaemonSet d",
      "Prometheus prometheus",
      "Kibana kibana",
    ]);
    assert.deepEqual([facts.events, facts.jobs], [[], []]);
  });

  it("fails when the cluster cannot be reached, is not well, or is not known", async () => {
    await assert.rejects(look(await reader(undefined), "o"), /ECONNREFUSED/);
    answers["/api/v1/namespaces/o/pods"] = 500;
    await assert.rejects(look(await reader("here"), "o"), /500/);
    await assert.rejects(reader("nowhere"));
  });
});
