/** The jobs that send reports: what they may do, what they are told, and what they are not. */
import assert from "node:assert/strict";
import { reportCronJobs, REPORTS_INGRESS } from "../../components/reports";
import { jobConfig, reportCredentials } from "../../components/reports/config";
import { EVERYTHING } from "../support/everything";
import { planted, settingsOf } from "../support/settings";

const everything = settingsOf(EVERYTHING);

/** Mail and Slack, beside channels that take no reports. */
const some = settingsOf({
  alerting: {
    smtp: { smarthost: "smtp.example.com:465", from: "a@example.com", username: "u" },
    teams: ["platform", "shop"],
    owners: [{ namespaces: "shop-.*", team: "shop" }],
    channels: {
      email: [{ name: "platform", to: ["p@example.com"] }],
      slack: [
        { name: "platform", channel: "#alerts" },
        { name: "other", channel: "#other" },
      ],
      pagerDuty: [{ name: "oncall" }],
    },
  },
  logs: { engine: "none" },
  reports: {
    enabled: true,
    channels: ["slack/platform"],
    email: ["board@example.com"],
    daily: "none",
    teams: ["shop"],
  },
});

describe("the jobs that send reports", () => {
  const specs = reportCronJobs(everything);

  it("are one for each schedule, in the time zone of the settings, never two at once", () => {
    assert.deepEqual(
      Object.entries(specs).map(([name, { schedule, timeZone, concurrencyPolicy }]) => [
        name,
        schedule,
        timeZone,
        concurrencyPolicy,
      ]),
      [
        ["report-daily", "0 7 * * *", "Europe/Berlin", "Forbid"],
        ["report-weekly", "0 7 * * 1", "Europe/Berlin", "Forbid"],
        ["report-monthly", "0 7 1 * *", "Europe/Berlin", "Forbid"],
      ],
    );
    assert.deepEqual(Object.keys(reportCronJobs(some)), ["report-weekly"]);
    const commands = Object.values(specs).map(
      ({ jobTemplate }) => jobTemplate.spec.template.spec.containers[0]?.command[2],
    );
    assert.deepEqual(commands, ["day", "week", "month"]);
  });

  it("run without any privilege, without a token, on a root that cannot be written to", () => {
    for (const { jobTemplate } of Object.values(specs)) {
      const { automountServiceAccountToken, enableServiceLinks, securityContext, containers } =
        jobTemplate.spec.template.spec;
      assert.deepEqual([automountServiceAccountToken, enableServiceLinks], [false, false]);
      assert.equal(securityContext.runAsNonRoot, true);
      assert.equal(securityContext.seccompProfile.type, "RuntimeDefault");
      for (const { securityContext: own, resources } of containers) {
        assert.deepEqual(own, {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
        assert.ok(resources.limits.memory);
      }
    }
    assert.deepEqual(REPORTS_INGRESS.policyTypes, ["Ingress"]);
    assert.equal("ingress" in REPORTS_INGRESS, false);
  });

  it("are not run again by Kubernetes when the program ends with a failure: some have the report already", () => {
    const [first] = Object.values(specs);
    assert.deepEqual(first?.jobTemplate.spec.podFailurePolicy.rules[0]?.onExitCodes?.values, [1, 2]);
  });

  it("have the credentials that sending takes, and no other, as files", () => {
    assert.deepEqual(reportCredentials(some), ["smtp/password", "slack/platform"]);
    const [{ jobTemplate } = assert.fail()] = Object.values(reportCronJobs(some));
    const [, credentials] = jobTemplate.spec.template.spec.volumes;
    assert.deepEqual(credentials, {
      name: "credentials",
      secret: {
        secretName: "alertmanager-credentials",
        defaultMode: 0o440,
        items: ["smtp-password", "slack-platform"].map((key) => ({ key, path: key })),
      },
    });
  });
});

describe("the configuration of the jobs", () => {
  it("is whom to ask, about what, and whom to tell", () => {
    const { sources, smtp, email, slack, subject } = jobConfig(some);
    assert.deepEqual(sources, {
      alertmanager: "http://kube-prometheus-stack-alertmanager.observability.svc:9093",
      prometheus: "http://kube-prometheus-stack-prometheus.observability.svc:9090",
    });
    assert.deepEqual(smtp, {
      host: "smtp.example.com",
      port: 465,
      from: "a@example.com",
      requireTls: true,
      user: { name: "u", passwordFile: "/credentials/smtp-password" },
    });
    assert.deepEqual(email, [{ id: "reports.email", to: ["board@example.com"] }]);
    assert.deepEqual(slack, [{ id: "slack/platform", channel: "#alerts", urlFile: "/credentials/slack-platform" }]);
    assert.deepEqual([subject.teams, subject.steps], [["shop"], [{ namespaces: "shop-.*", team: "shop" }]]);
    assert.equal(jobConfig(everything).sources.loki, "http://loki-gateway.observability.svc");
  });

  it("has no credential in it", () => {
    const text = JSON.stringify(jobConfig(everything));
    for (const value of Object.values(planted(everything))) assert.equal(text.includes(value), false);
  });
});
