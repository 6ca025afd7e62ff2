import assert from "node:assert/strict";
import { problemLine } from "../../stacks/cures";
import { parseSettings } from "../../stacks/settings";
import { rawOf } from "./parse";

const PLANTED = "hunter2Xy9";

describe("a key that is not the program's", () => {
  const problems = (key: string, value: string, secret = false) =>
    parseSettings({ ...rawOf({}), [key]: { value, secret } }).problems.map((one) => problemLine("dev", one));

  for (const key of [
    "kubernetes:kubeconfig",
    "cloudflare:apiToken",
    "aws:secretKey",
    "grafana:auth",
    "myapp:slack/platform",
    "datadog:app_key_secret",
  ]) {
    it(`is to be rotated and encrypted: ${key}`, () => {
      assert.deepEqual(problems(key, `apiVersion: v1 ${PLANTED}`), [
        `${key}: is in plain text in the stack file -> rotate it where it came from, then npx pulumi config set --stack dev --secret ${key}`,
      ]);
      assert.deepEqual(problems(key, PLANTED, true), []);
    });
  }
  for (const [key, value] of [
    ["kubernetes:kubeconfig", "~/.kube/config"],
    ["kubernetes:kubeconfig", "/home/ci/.kube/config"],
    ["aws:skipCredentialsValidation", "true"],
    ["aws:region", "eu-central-1"],
    ["gcp:credentials", "/secrets/gcp.json"],
    ["vault:tokenName", "ci"],
    ["pulumi:tags", '{"team":"platform"}'],
  ] as const)
    it(`is left alone: ${key}, ${value}`, () => assert.deepEqual(problems(key, value), []));

  const RENAME = "in Pulumi.dev.yaml";
  const NEAR: [string, string, string][] = [
    [
      "observabilty:metrics",
      "is not read; did you mean observability:metrics?",
      `rename it to observability:metrics ${RENAME}`,
    ],
    [
      "Observability:metrics",
      "is not read; did you mean observability:metrics?",
      `rename it to observability:metrics ${RENAME}`,
    ],
    [
      "observability :metrics",
      "is not read; did you mean observability:metrics?",
      `rename it to observability:metrics ${RENAME}`,
    ],
    ["Observability:", "is not read; did you mean observability:?", `rename it to observability: ${RENAME}`],
    [
      "metrics",
      "is a key without the project's name; did you mean observability:metrics?",
      `rename it to observability:metrics ${RENAME}`,
    ],
    [
      "Metrics",
      "is a key without the project's name; did you mean observability:Metrics?",
      `rename it to observability:Metrics ${RENAME}`,
    ],
    [
      "metrics.retention",
      "is a key without the project's name; did you mean observability:metrics.retention?",
      `rename it to observability:metrics.retention ${RENAME}`,
    ],
  ];
  for (const [key, problem, cure] of NEAR)
    it(`is nearly one: ${key}`, () =>
      assert.deepEqual(problems(key, '{"retention":"3d"}'), [`${key}: ${problem} -> ${cure}`]));

  it("is a credential's, encrypted, under a name that is nearly the project's", () => {
    const shape = "is not read; did you mean observability:slack/ops?";
    assert.deepEqual(problems("observabilty:slack/ops", "x", true), [
      `observabilty:slack/ops: ${shape} -> npx pulumi config rm --stack dev observabilty:slack/ops, then npx pulumi config set --stack dev --secret slack/ops`,
    ]);
  });

  it("is a credential's, in plain text, under a name that is nearly the project's", () => {
    assert.deepEqual(problems("observabilty:slack/ops", PLANTED), [
      "observabilty:slack/ops: is in plain text in the stack file -> rotate it where it came from, then npx pulumi config rm --stack dev observabilty:slack/ops, then npx pulumi config set --stack dev --secret slack/ops",
    ]);
    assert.deepEqual(problems("slack/ops", PLANTED), [
      "slack/ops: is in plain text in the stack file -> rotate it where it came from, then npx pulumi config rm --stack dev slack/ops, then npx pulumi config set --stack dev --secret slack/ops",
    ]);
  });
});
