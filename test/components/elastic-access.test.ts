import assert from "node:assert/strict";
import { parse } from "yaml";
import { elasticsearchSpec } from "../../components/elastic/elasticsearch";
import { EXPORTER_MONITOR, exporterSpec } from "../../components/elastic/exporter";
import { kibanaIngress, kibanaReady, kibanaSpec } from "../../components/elastic/kibana";
import { jobName, jobSpec } from "../../components/elastic/setup/job";
import { ROLES, rolesFile } from "../../components/elastic/roles";
import { dataStream } from "../../components/elastic/streams";
import { ELASTIC_USERS, elasticUsers, userRole, userSecret } from "../../components/elastic/users";
import { platformUrls } from "../../names/links";
import type { Settings } from "../../settings";
import { mayDo, spacesOf, unknownPrivileges } from "../support/fake-elastic/privileges";
import { settingsOf } from "../support/settings";
import { at } from "../support/values";

const withElastic = (elastic: object, sections: object = {}): Settings => settingsOf({ elastic, ...sections });
const section = (settings: Settings) => settings.elastic ?? assert.fail();
const spec = (elastic: object, sections: object = {}) => {
  const settings = withElastic(elastic, sections);
  return elasticsearchSpec(settings, section(settings));
};

describe("Elasticsearch's users", () => {
  const traces = (storage: string) => withElastic({}, { logs: { engine: "none" }, tracing: { storage } });

  it("have Jaeger among them only where it keeps its traces there", () => {
    assert.deepEqual(elasticUsers(traces("elasticsearch")), [...ELASTIC_USERS]);
    assert.ok(!elasticUsers(traces("memory")).includes("jaeger"));
  });

  it("have privileges that exist, and each a role in roles.yml", () => {
    for (const user of ELASTIC_USERS) assert.deepEqual(unknownPrivileges(ROLES[user]), [], user);
    const file = parse(rolesFile(traces("elasticsearch"))) as object;
    assert.deepEqual(Object.keys(file), ELASTIC_USERS.map(userRole));
  });

  it("may do no more than they need", () => {
    const may = (user: keyof typeof ROLES) => ROLES[user].indices.flatMap(({ privileges }) => privileges);
    for (const forbidden of ["write", "index", "delete", "manage", "all"])
      for (const person of ["viewer", "auditor"] as const) assert.ok(!may(person).includes(forbidden));
    for (const user of ELASTIC_USERS) {
      assert.ok(!ROLES[user].cluster.includes("all") && !ROLES[user].cluster.includes("manage_security"), user);
    }
    assert.deepEqual(
      ROLES.jaeger.indices.flatMap(({ names }) => names),
      ["jaeger-*"],
    );
  });

  it("read logs without the audit log, but for who reads that", () => {
    const reads = (user: keyof typeof ROLES, index: string) => mayDo(ROLES[user], "read", index);
    const logs = [dataStream("kubernetes"), dataStream("otel"), "logs-restored.kubernetes-default"];
    // A line that was refused may be an audit event, whatever stream it was meant for.
    const audit = [dataStream("audit"), dataStream("deadletter"), "logs-restored.audit-default", "logs-audit-other"];
    for (const index of logs) assert.deepEqual([reads("viewer", index), reads("auditor", index)], [true, true], index);
    for (const index of audit)
      assert.deepEqual([reads("viewer", index), reads("auditor", index)], [false, true], index);
    for (const index of [".security", ".kibana_1", "jaeger-span-1"])
      assert.deepEqual([reads("viewer", index), reads("auditor", index)], [false, false], index);
  });

  it("see the pages of audit events in Kibana where they read them, and only there", () => {
    assert.deepEqual(spacesOf(ROLES.viewer), ["logs"]);
    assert.deepEqual(spacesOf(ROLES.auditor), ["logs", "audit"]);
  });

  it("that count lines read those, wherever rules over logs look at them, and nothing else", () => {
    const may = (privilege: string, index: string) => mayDo(ROLES["log-rules"], privilege, index);
    for (const dataset of ["kubernetes", "otel", "audit"] as const) {
      assert.equal(may("read", dataStream(dataset)), true, dataset);
      for (const more of ["create_doc", "write", "delete", "monitor", "view_index_metadata", "manage", "all"])
        assert.equal(may(more, dataStream(dataset)), false, `${dataset}: ${more}`);
    }
    for (const index of [
      dataStream("deadletter"),
      "logs-restored.audit-default",
      ".security",
      ".kibana_1",
      "jaeger-span-1",
    ])
      assert.equal(may("read", index), false, index);
    assert.deepEqual(ROLES["log-rules"].cluster, []);
    assert.ok(!elasticUsers(withElastic({})).includes("log-rules"), "and are not there without such rules");
  });

  it("who write lines add them, and neither overwrite nor delete nor read one, in any stream", () => {
    for (const dataset of ["kubernetes", "otel", "audit", "deadletter"] as const) {
      const may = (privilege: string) => mayDo(ROLES["log-writer"], privilege, dataStream(dataset));
      assert.equal(may("create_doc"), true, dataset);
      for (const more of ["read", "create", "index", "write", "delete", "delete_index", "maintenance", "manage", "all"])
        assert.equal(may(more), false, `${dataset}: ${more}`);
    }
    assert.ok(!ROLES["log-writer"].cluster.some((privilege) => /manage|all/.test(privilege)));
    assert.equal(mayDo(ROLES.jaeger, "create_doc", dataStream("audit")), false);
  });

  it("are what the resource names", () => {
    assert.deepEqual(
      at(spec({}), "auth.fileRealm"),
      ["viewer", "auditor", "admin", "log-writer", "exporter", "setup"].map((user) => ({
        secretName: `elasticsearch-user-${user}`,
      })),
    );
    assert.equal(userSecret("viewer"), "elasticsearch-user-viewer");
  });
});

describe("Kibana", () => {
  const domain = { name: "test", platform: "eks", domain: "example.com" };

  it("has no ingress unless it is exposed or has a host", () => {
    const ingress = (settings: Settings) => kibanaIngress(settings, section(settings));
    assert.equal(ingress(withElastic({})), undefined);
    assert.equal(ingress(withElastic({}, { cluster: domain })), undefined);
    const exposed = withElastic({}, { cluster: { ...domain, ingress: { expose: ["kibana"] } } });
    assert.equal(at(ingress(exposed), "spec.rules.0.host"), "kibana.example.com");
    assert.deepEqual(ingress(exposed)?.annotations, { "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS" });
    assert.equal(at(ingress(exposed), "spec.tls.0.secretName"), "kibana.example.com-tls");
    const named = withElastic({ kibana: { host: "logs.example.com" } });
    assert.equal(at(kibanaSpec(named, section(named)), "config.server\\.publicBaseUrl"), "https://logs.example.com");
    assert.equal(platformUrls(named)["kibana"], "https://logs.example.com");
    assert.match(platformUrls(withElastic({}))["kibana"] ?? "", /port-forward service\/kibana-kb-http 5601:5601$/);
    assert.equal(platformUrls(settingsOf())["kibana"], undefined);
  });

  it("calls nobody, and is ready with all its replicas", () => {
    const settings = withElastic({ kibana: { replicas: 2 } });
    assert.equal(at(kibanaSpec(settings, section(settings)), "config.telemetry\\.optIn"), false);
    assert.match(kibanaReady(section(settings)), /availableNodes}=2/);
  });
});

describe("the set-up's Job", () => {
  const settings = withElastic({});
  const args = { name: "elasticsearch-setup", version: "9.4.3", files: { a: "1" } } as const;

  it("has a name that changes with what it does, and only then", () => {
    assert.match(jobName(args), /^elasticsearch-setup-[0-9a-f]{10}$/);
    assert.equal(jobName({ ...args, files: { a: "1" } }), jobName(args));
    assert.notEqual(jobName({ ...args, files: { a: "2" } }), jobName(args));
    assert.notEqual(jobName({ ...args, version: "9.4.4" }), jobName(args));
  });

  it("stays when it is done, ends at some time, and may do nothing on its machine", () => {
    const { template, ...job } = jobSpec(settings, args);
    assert.deepEqual(Object.keys(job), ["backoffLimit", "activeDeadlineSeconds"]);
    assert.equal(template.spec.securityContext.runAsNonRoot, true);
    assert.equal(template.spec.automountServiceAccountToken, false);
    assert.deepEqual(template.spec.containers[0]?.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("has its password as a file, not in its environment", () => {
    assert.doesNotMatch(JSON.stringify(jobSpec(settings, args).template.spec.containers), /password|secretKeyRef/i);
  });
});

describe("Elasticsearch's exporter", () => {
  it("asks all nodes, by TLS, and for snapshots where there are some", () => {
    const args = (elastic: object) => {
      const settings = withElastic(elastic);
      return exporterSpec(settings, section(settings)).template.spec.containers[0]?.args ?? [];
    };
    assert.ok(args({}).includes("--es.all") && args({}).includes("--es.ca=/certificates/ca.crt"));
    assert.ok(!args({}).includes("--collector.slm"));
    assert.ok(args({ snapshots: { type: "fs", claim: "c" } }).includes("--collector.slm"));
    assert.doesNotMatch(args({}).join(" "), /skip-verify|password/);
  });

  it("leaves the label `cluster` to the Kubernetes cluster", () => {
    const [{ action, regex } = assert.fail()] = EXPORTER_MONITOR.endpoints[0]?.metricRelabelings ?? [];
    assert.equal(action, "labeldrop");
    assert.match("cluster", new RegExp(`^(${regex})$`));
  });
});
