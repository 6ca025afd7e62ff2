/** The audit log of a real API server, by the policy that docs/root-shell.md has, and what is made of it. */
import assert from "node:assert/strict";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import type * as https from "node:https";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { CONFIG_FOLDER, fluentdRuby } from "../../components/fluentd/config";
import { freePorts, type Running, start, waitFor } from "../../scripts/lib/processes";
import { ROOT } from "../../scripts/lib/stack";
import { ask as askApiServer, startKubelet } from "../support/api-server-streams";
import type { Fields } from "../support/collector-ruby";
import { type Ruby, startRuby } from "../support/ruby";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const TOKENS = { ann: "token-of-ann", eve: "token-of-eve" };

/** The policy of the page. */
function policy(): string {
  const page = fs.readFileSync(path.join(ROOT, "docs/root-shell.md"), "utf8");
  const [, text = assert.fail()] = /<!-- the policy that the tests run -->\s*```yaml\n(.*?)```/s.exec(page) ?? [];
  return text;
}

describe("a real API server's audit log", function () {
  this.timeout(240_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "audit-"));
  const file = (name: string) => path.join(folder, name);
  const running: Running[] = [];
  let kubelet: https.Server | undefined;
  let port = 0;
  let ruby: Ruby | undefined;

  const ask = (user: keyof typeof TOKENS, ...rest: [method: string, url: string, body?: unknown, type?: string]) =>
    askApiServer({ port, token: TOKENS[user] }, ...rest);

  const startApiServer = async (context: Mocha.Context) => {
    const [etcd, apiServer] = [toolOrSkip(context, "etcd"), toolOrSkip(context, "kube-apiserver")];
    const [client = 0, peer = 0, secure = 0] = await freePorts(3);
    port = secure;
    const { privateKey, publicKey } = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
    fs.writeFileSync(
      file("tokens.csv"),
      `${TOKENS.ann},ann@example.com,1,system:masters\n${TOKENS.eve},eve,2,guests\n`,
    );
    fs.writeFileSync(file("accounts.key"), privateKey.export({ type: "pkcs8", format: "pem" }));
    fs.writeFileSync(file("accounts.pub"), publicKey.export({ type: "spki", format: "pem" }));
    fs.writeFileSync(file("policy.yaml"), policy());
    const url = `http://127.0.0.1:${client}`;
    running.push(
      start(
        etcd,
        [
          ...["--data-dir", file("etcd"), "--unsafe-no-fsync", "--listen-client-urls", url],
          ...["--advertise-client-urls", url, "--listen-peer-urls", `http://127.0.0.1:${peer}`],
        ],
        { log: file("etcd.log") },
      ),
    );
    const server = start(
      apiServer,
      [
        ...[`--etcd-servers=${url}`, "--bind-address=127.0.0.1", `--secure-port=${secure}`],
        ...["--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none", `--cert-dir=${file("certificates")}`],
        ...[`--token-auth-file=${file("tokens.csv")}`, `--service-account-key-file=${file("accounts.pub")}`],
        ...[`--service-account-signing-key-file=${file("accounts.key")}`, "--authorization-mode=RBAC"],
        ...["--service-account-issuer=https://kubernetes.default.svc", "--service-cluster-ip-range=10.0.0.0/16"],
        ...["--disable-admission-plugins=ServiceAccount", "--kubelet-preferred-address-types=Hostname"],
        ...[`--audit-policy-file=${file("policy.yaml")}`, `--audit-log-path=${file("audit.log")}`],
      ],
      { log: file("kube-apiserver.log") },
    );
    running.push(server);
    await waitFor("the API server answers", async () => (await ask("ann", "GET", "/readyz")) === 200, { by: server });
  };

  const pod = "/api/v1/namespaces/default/pods/web-1";

  before(async function () {
    await startApiServer(this);
    kubelet = await startKubelet(file("certificates"));
    const kubeletPort = (kubelet.address() as AddressInfo).port;
    ruby = await startRuby(CONFIG_FOLDER, fluentdRuby(settingsOf({ elastic: {} }).elastic ?? assert.fail()));
    const node = {
      metadata: { name: "node-1" },
      status: {
        addresses: [{ type: "Hostname", address: "localhost" }],
        daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
      },
    };
    assert.equal(await ask("ann", "POST", "/api/v1/nodes", node), 201);
    const spec = { nodeName: "node-1", containers: [{ name: "app", image: "app" }] };
    const made = async () =>
      (await ask("ann", "POST", "/api/v1/namespaces/default/pods", { metadata: { name: "web-1" }, spec })) === 201;
    await waitFor("the pod is there", made);
    const status = { status: { phase: "Running" } };
    assert.equal(await ask("ann", "PATCH", `${pod}/status`, status, "application/merge-patch+json"), 200);
  });
  after(async () => {
    kubelet?.closeAllConnections();
    kubelet?.close();
    for (const one of running.reverse()) await one.stop("SIGKILL");
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** What is made of the lines that a request added, each as the fields of its line. */
  const madeBy = async (request: () => Promise<number>, status: number, least: number) => {
    const lines = () =>
      fs.existsSync(file("audit.log")) ? fs.readFileSync(file("audit.log"), "utf8").trim().split("\n") : [];
    const earlier = lines().filter((line) => line !== "").length;
    assert.equal(await request(), status);
    const added = () =>
      lines()
        .filter((line) => line !== "")
        .slice(earlier);
    await waitFor(`${least} lines`, () => added().length >= least, { said: () => added().join("\n") });
    const params = { source: "api_server", node: "node-1", namespace: "observability" };
    const records =
      ruby?.fluentd(
        "audit_sources",
        params,
        null,
        added().map((message) => ({ message })),
      ) ?? [];
    return records.map(({ message }) => JSON.parse(String(message)) as Fields);
  };

  it("has a shell by kubectl exec, when it opens and when it ends", async () => {
    const url = `${pod}/exec?command=sh&command=-c&command=id&container=app&stdin=true&tty=true&stdout=true`;
    const found = await madeBy(() => ask("ann", "STREAM", url), 101, 2);
    assert.equal(found.length, 2);
    for (const one of found) {
      const { event, user_id, outcome, namespace, container, command, source_ip, verb, level } = one;
      assert.deepEqual(
        [event, user_id, outcome, namespace, one["pod"], container, command, source_ip, verb, level],
        [
          "RootShellOpened",
          "ann@example.com",
          "success",
          "default",
          "web-1",
          "app",
          "sh -c id",
          "127.0.0.1",
          "get",
          "warn",
        ],
      );
    }
  });

  it("has another command, and a shell that was refused", async () => {
    const [ls] = await madeBy(() => ask("ann", "STREAM", `${pod}/exec?command=ls&stdout=true`), 101, 1);
    assert.deepEqual([ls?.["event"], ls?.["command"]], ["CommandExecuted", "ls"]);
    const [refused] = await madeBy(() => ask("eve", "STREAM", `${pod}/exec?command=sh&stdout=true`), 403, 1);
    assert.deepEqual(
      [refused?.["event"], refused?.["outcome"], refused?.["user_id"]],
      ["CommandExecuted", "failure", "eve"],
    );
  });

  it("has an attachment, forwarded ports and a container for debugging", async () => {
    const [attached] = await madeBy(() => ask("ann", "STREAM", `${pod}/attach?stdin=true&stdout=true`), 101, 1);
    assert.equal(attached?.["event"], "RootShellOpened");
    const [forwarded] = await madeBy(() => ask("ann", "STREAM", `${pod}/portforward?ports=80`), 101, 1);
    assert.equal(forwarded?.["event"], "PortForwarded");
    const debug = {
      spec: { ephemeralContainers: [{ name: "debug", image: "busybox", command: ["sh"], stdin: true }] },
    };
    const patch = () =>
      ask("ann", "PATCH", `${pod}/ephemeralcontainers`, debug, "application/strategic-merge-patch+json");
    const [debugged] = await madeBy(patch, 200, 1);
    assert.deepEqual([debugged?.["event"], debugged?.["pod"]], ["RootShellOpened", "web-1"]);
  });

  it("has what is asked of the kubelet, and nothing of what is read there", async () => {
    // The API server reaches none on a loopback this way, and says so with 400.
    const by = "/api/v1/nodes/node-1/proxy";
    const run = () => ask("ann", "POST", `${by}/run/default/web-1/app?cmd=sh+-c+id`);
    const [refused = {}] = await madeBy(run, 400, 1);
    assert.deepEqual(
      ["event", "outcome", "namespace", "pod", "container", "command"].map((field) => refused[field]),
      ["CommandExecuted", "failure", "default", "web-1", "app", "sh -c id"],
    );
    assert.deepEqual(await madeBy(() => ask("ann", "GET", `${by}/metrics`), 400, 1), []);
  });

  it("has neither Secrets nor anything else that is asked for", async () => {
    const before = fs.readFileSync(file("audit.log"), "utf8");
    assert.equal(await ask("ann", "GET", "/api/v1/namespaces/default/secrets"), 200);
    assert.equal(await ask("ann", "GET", pod), 200);
    // A later event is behind those in the file.
    await madeBy(() => ask("ann", "STREAM", `${pod}/exec?command=ls&stdout=true`), 101, 1);
    const added = fs.readFileSync(file("audit.log"), "utf8").slice(before.length);
    assert.doesNotMatch(added, /"secrets"|"requestObject"/);
    assert.ok(added.split("\n").every((line) => line === "" || line.includes("/exec?")));
  });
});
