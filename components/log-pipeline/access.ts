/**
 * That audit events were read is an audit event: Grafana writes down each question to a data source with who asked and in which
 * organisation, and the one of audit events is any but the first. Loki itself knows the tenant, and not the person. Source of the
 * form: Grafana's pkg/middleware/loggermw/logger.go, with `router_logging`, and its console's format `text`.
 */
import { AUDIT_LOG_READ } from "../../log-format/events";
import { GRAFANA } from "../../names/kube-prometheus-stack";
import type { Settings } from "../../settings";
import type { Stage } from "./stage";

/** A value of logfmt: in quotes if it has to be. */
const value = (group: string) => String.raw`(?P<${group}>"(?:[^"\\]|\\.)*"|[^\s"]*)`;

/** Questions to data sources, in any organisation but the first. */
const READ = [
  String.raw`^logger=context userId=\S+ orgId=(?:[2-9]|1\d)\d* uname=${value("read_by")} t=(?P<read_at>\S+) `,
  String.raw`.*\bmsg="Request Completed" .*\bpath=(?P<read_path>(?:/api/ds/query|/api/datasources/|/apis/query\.grafana\.app/)\S*) `,
  String.raw`status=(?P<read_status>\d+) remote_addr=${value("read_from")}`,
].join("");

/** Text in quotes as it is, any other as JSON has it. */
const json = (name: string) =>
  `{{ if hasPrefix "\\"" .${name} }}{{ .${name} }}{{ else }}{{ toJson .${name} }}{{ end }}`;

/** The line becomes one of the log format, which all that follows reads as any other. */
export function auditAccess({ cluster }: Settings): Stage {
  const streams = { cluster: cluster.name, namespace: cluster.namespace, service: GRAFANA };
  const selector = Object.entries(streams).map(([name, text]) => `${name}=${JSON.stringify(text)}`);
  const fields = [
    `"timestamp":"{{ .read_at }}"`,
    `"level":"info"`,
    `"message":"audit events were asked for"`,
    `"service":"${GRAFANA}"`,
    `"audit":true`,
    `"event":"${AUDIT_LOG_READ}"`,
    `"user_id":${json("read_by")}`,
    `"outcome":"{{ if hasPrefix "2" .read_status }}success{{ else }}failure{{ end }}"`,
    `"source_ip":${json("read_from")}`,
    `"url.path":{{ toJson .read_path }}`,
  ];
  return {
    kind: "match",
    selector: `{${selector.join(", ")}} |~ ${JSON.stringify(READ)}`,
    stages: [
      { kind: "regex", expression: READ },
      { kind: "replace", expression: "^(.*)$", replace: `{${fields.join(",")}}` },
    ],
  };
}
