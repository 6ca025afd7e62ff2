import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { alloyValues } from "../../components/alloy";
import { falcoValues } from "../../components/falco";
import { filebeatConfig, filebeatSpec } from "../../components/filebeat";
import { fluentdValues } from "../../components/fluentd";
import { fluentdConfig } from "../../components/fluentd/config";
import { alloyConfig } from "../../components/log-pipeline/alloy";
import { lokiStackValues } from "../../components/loki-stack";
import type { Settings } from "../../settings";
import { isMap } from "../../scripts/lib/map";
import { podSets } from "../../scripts/lib/summary/pods";
import { parseSettings } from "../../stacks/settings";
import { faults, parseFluentd, type Parsed } from "../support/fluentd-syntax";
import { CLUSTER, raw, settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const of = (nodes: object | undefined, rest: Record<string, unknown> = {}) =>
  settingsOf({
    elastic: { logstash: {} },
    ...rest,
    security: { sources: { ...(nodes === undefined ? {} : { nodes, apiServer: {}, falco: {} }) } },
  });
const FORMS: Record<string, Settings> = {
  journal: of({}),
  "journal in memory": of({ journal: "/run/log/journal" }),
  files: of({ from: "files", group: 7 }),
};

/** Every map in a value, at any depth. */
function maps(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(maps);
  return isMap(value) ? [value, ...Object.values(value).flatMap(maps)] : [];
}

const elasticOf = ({ elastic }: Settings) => elastic ?? assert.fail();
const VALUES: Record<string, (settings: Settings) => unknown> = {
  Alloy: alloyValues,
  Promtail: (settings) => lokiStackValues(settings)["promtail"],
  Fluentd: (settings) => fluentdValues(settings, elasticOf(settings)),
  Filebeat: (settings) => filebeatSpec(settings, elasticOf(settings)),
};

describe("what log shippers have of the nodes for logins and the API server's audit log", () => {
  for (const [shipper, valuesOf] of Object.entries(VALUES))
    for (const [form, settings] of Object.entries(FORMS)) {
      const all = maps(valuesOf(settings));

      it(`is mounted so that it can only be read, and never made: ${shipper}, ${form}`, () => {
        const folders = form === "journal in memory" ? ["/run/log", "/var/log"] : ["/var/log"];
        for (const folder of folders) {
          const mounts = all.filter(({ mountPath }) => mountPath === folder);
          if (shipper !== "Alloy" || folder !== "/var/log") {
            assert.deepEqual(
              mounts.map(({ readOnly }) => readOnly),
              [true],
              folder,
            );
            const volumes = all.filter(({ hostPath }) => isMap(hostPath) && hostPath["path"] === folder);
            assert.deepEqual(
              volumes.map(({ hostPath }) => hostPath),
              [{ path: folder, type: "Directory" }],
            );
            assert.deepEqual(
              volumes.map(({ name }) => name),
              mounts.map(({ name }) => name),
            );
          }
        }
      });

      it(`has the group of syslog's files where those are read, and no capability: ${shipper}, ${form}`, () => {
        const groups = all.flatMap(({ supplementalGroups }) =>
          supplementalGroups === undefined ? [] : [supplementalGroups],
        );
        assert.deepEqual(groups, form === "files" ? [[7]] : []);
        assert.deepEqual(
          all.filter((one) => "add" in one || one["privileged"] === true),
          [],
        );
      });
    }

  it("is nothing without the settings", () => {
    for (const [shipper, valuesOf] of Object.entries(VALUES)) {
      // Not the Ruby, which is there for whenever it is asked for.
      const text = JSON.stringify(valuesOf(of(undefined)), (key, value: unknown) =>
        /\.(rb|json)$/.test(key) ? "" : value,
      );
      assert.doesNotMatch(text, /journal|auth\.log|audit\.log|supplementalGroups|"\/run\/log"/, shipper);
    }
  });
});

describe("the configuration of what reads them", () => {
  for (const [form, settings] of Object.entries(FORMS)) {
    it(`is what Alloy's own parser reads: ${form}`, function () {
      const config = alloyConfig(settings);
      const { status, stdout, stderr } = spawnSync(toolOrSkip(this, "alloy-syntax"), {
        input: config,
        encoding: "utf8",
      });
      assert.equal(status, 0, stderr);
      assert.equal(stdout, config);
    });

    it(`has of Fluentd's plugins what there is, and every label that it sends to: ${form}`, () => {
      const sections = Object.values(fluentdConfig(settings, elasticOf(settings))).flatMap(parseFluentd);
      assert.deepEqual(faults(sections), []);
      const all = (found: readonly Parsed[]): Parsed[] => found.flatMap((one) => [one, ...all(one.sections)]);
      const labels = all(sections)
        .filter(({ name }) => name === "label")
        .map(({ argument }) => argument);
      for (const { params } of all(sections))
        for (const target of [params["@label"], params["label"]])
          if (target !== undefined) assert.ok(labels.includes(target), target);
      const ids = all(sections).flatMap(({ params }) => params["@id"] ?? []);
      assert.deepEqual(ids, [...new Set(ids)]);
    });

    it(`reads programs of logins alone: ${form}`, () => {
      const { "filebeat.inputs": inputs } = filebeatConfig(settings, elasticOf(settings));
      const sources = (inputs as Record<string, unknown>[]).flatMap(({ fields }) =>
        isMap(fields) ? [fields["source"]] : [],
      );
      assert.deepEqual(sources, [form === "files" ? "files" : "journal", "api_server"]);
      if (form === "files") return;
      const matches = /matches += "([^"]+)"/.exec(alloyConfig(settings))?.[1]?.split(" ") ?? [];
      assert.ok(matches.includes("SYSLOG_IDENTIFIER=sudo") && matches.includes("SYSLOG_IDENTIFIER=sshd-session"));
      assert.ok(matches.every((match) => /^SYSLOG_IDENTIFIER=[\w-]+$/.test(match)));
    });
  }

  it("reads Falco's pods, alone of the platform's own", () => {
    const settings = FORMS["journal"] ?? assert.fail();
    const tails = Object.values(fluentdConfig(settings, elasticOf(settings)))
      .flatMap(parseFluentd)
      .filter(({ name, params }) => name === "source" && params["@label"] === "@PARTS");
    assert.deepEqual(
      tails.map(({ params }) => params["path"]),
      ["/var/log/containers/*.log", "/var/log/containers/falco-*_observability_falco-*.log"],
    );
  });
});

describe("Falco's values", () => {
  it("have no more privilege than eBPF needs, fetch nothing, and write JSON", () => {
    const falco = settingsOf({ security: { sources: { falco: {} } } }).security.sources.falco ?? assert.fail();
    const values = falcoValues(falco) as Record<string, Record<string, unknown>>;
    assert.deepEqual(values["driver"], {
      kind: "modern_ebpf",
      modernEbpf: { leastPrivileged: true },
      loader: { enabled: false },
    });
    assert.deepEqual(values["falcoctl"], { artifact: { install: { enabled: false }, follow: { enabled: false } } });
    const { json_output, priority, syslog_output } = values["falco"] ?? assert.fail();
    assert.deepEqual([json_output, priority, syslog_output], [true, "notice", { enabled: false }]);
  });
});

it("Falco is planned on each node", () => {
  const falco = settingsOf({ security: { sources: { falco: {} } } }).security.sources.falco ?? assert.fail();
  const sets = podSets(falcoValues(falco), { claims: new Map(), autoscaled: new Map() });
  assert.deepEqual(
    sets.map(({ pods }) => pods),
    ["each node"],
  );
});

describe("what there is to say of where root shells are seen", () => {
  const about = (sections: Record<string, unknown>) => {
    const { problems, warnings } = parseSettings(raw({ cluster: CLUSTER, ...sections }));
    const own = ({ key }: { key: string }) => key.startsWith("security.sources");
    return { problems: problems.filter(own), warnings: warnings.filter(own) };
  };

  it("is that the alert has no source, where none is named", () => {
    const { problems, warnings } = about({});
    assert.deepEqual(problems, []);
    assert.match(warnings[0]?.problem ?? "", /^is empty: the alert RootShellOpened has no source/);
    for (const sources of [{ nodes: {} }, { apiServer: { from: "managed" } }, { falco: {} }])
      assert.deepEqual(about({ logs: { engine: "loki" }, security: { sources } }), { problems: [], warnings: [] });
    assert.deepEqual(about({ logs: { engine: "none" } }).warnings, [], "there is no such alert");
  });

  it("is that nothing reads what is named", () => {
    const sources = { nodes: {} };
    const { problems } = about({ logs: { engine: "none" }, security: { sources } });
    assert.match(problems[0]?.problem ?? "", /no log shipper/);
    assert.deepEqual(about({ logs: { engine: "none" }, elastic: {}, security: { sources } }).problems, []);
  });

  it("is that a provider's API server writes no file on the nodes", () => {
    const cluster = { name: "test", platform: "eks" };
    const { problems } = about({ cluster, security: { sources: { apiServer: {} } } });
    assert.deepEqual(
      problems.map(({ cure }) => cure),
      [{ set: "security.sources.apiServer.from", to: "managed" }],
    );
    assert.deepEqual(about({ cluster, security: { sources: { apiServer: { from: "managed" } } } }).problems, []);
  });

  it("is which paths log shippers have of the nodes", () => {
    for (const file of ["/etc/shadow", "/var/log/../../etc/shadow", "auth.log", "/var/log"])
      assert.equal(
        about({ security: { sources: { nodes: { from: "files", files: [file] } } } }).problems.length,
        1,
        file,
      );
  });
});
