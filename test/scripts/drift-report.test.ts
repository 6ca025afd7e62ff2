import assert from "node:assert/strict";
import type { Change } from "../../scripts/lib/drift/compare";
import { manifestObjects, stateObjects } from "../../scripts/lib/drift/deployed";
import { driftReport } from "../../scripts/lib/drift/report";

describe("what is deployed", () => {
  it("is in a release's manifest, in its namespace unless an object says another", () => {
    const manifest =
      "---\n# Source: a\napiVersion: v1\nkind: A\nmetadata:\n  name: a\n---\n\n---\nkind: B\nmetadata: {name: b, namespace: kube-system}\n";
    assert.deepEqual(
      manifestObjects(manifest, "observability").map(({ kind, metadata }) => [kind, metadata.namespace]),
      [
        ["A", "observability"],
        ["B", "kube-system"],
      ],
    );
  });

  it("is read as Helm reads it: 0755 is a mode of a file", () => {
    const [object] = manifestObjects("kind: A\nmetadata: {name: a}\nmode: 0755\n", "n");
    assert.equal((object as unknown as { mode: number }).mode, 0o755);
  });

  it("is in Pulumi's state, without the marks of secrets", () => {
    const secret = (plaintext: string) => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext,
    });
    const { own, revisions } = stateObjects(
      JSON.stringify({
        deployment: {
          resources: [
            { type: "pulumi:providers:kubernetes", inputs: {} },
            { type: "kubernetes:helm.sh/v3:Release", outputs: { status: { name: "loki", revision: 3 } } },
            {
              type: "kubernetes:core/v1:Secret",
              inputs: { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, stringData: secret('{"a":"pw"}') },
            },
            {
              type: "kubernetes:apps/v1:DeploymentPatch",
              inputs: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "d" } },
            },
          ],
        },
      }),
    );
    assert.deepEqual(revisions, { loki: 3 });
    assert.deepEqual(
      own.map(({ object: { kind, metadata }, isPatch }) => [`${kind} ${metadata.name}`, isPatch]),
      [
        ["Secret s", undefined],
        ["Deployment d", true],
      ],
    );
    assert.deepEqual((own[0]?.object as unknown as { stringData: unknown }).stringData, { a: "pw" });
  });
});

describe("a report of drift", () => {
  const change = (more: Partial<Change>): Change => ({
    path: [],
    field: "data.password",
    what: "changed",
    deployed: "pl4ntedOld",
    live: "pl4ntedNew",
    who: "kubectl",
    when: "2026-02-02T02:02:02Z",
    ...more,
  });
  const report = (secret: boolean, one = change({})) => ({
    stack: "prod",
    compared: 7,
    releases: [],
    drifts: [
      {
        release: undefined,
        object: "Secret observability/s",
        secret,
        state: "changed" as const,
        changes: [one],
        deployed: { release: undefined, object: { apiVersion: "v1", kind: "Secret", metadata: { name: "s" } } },
      },
    ],
  });

  it("never has a value of a Secret, in any format", () => {
    for (const format of ["text", "json", "markdown"] as const) {
      const text = driftReport(report(true), format);
      assert.doesNotMatch(text, /pl4nted/);
      assert.match(text, /data\.password/);
      assert.match(text, /kubectl/);
    }
  });

  it("says what was, what is, who and when, and how to put it back", () => {
    const text = driftReport(report(false, change({ field: "spec.replicas", deployed: 2, live: 5 })), "text");
    assert.equal(
      text,
      [
        "Secret observability/s",
        "    spec.replicas: 2 -> 5, by kubectl at 2026-02-02T02:02:02Z",
        "Stack prod: 7 objects compared, 1 drifted",
        "Put it back: npm run drift -- --stack prod --repair; or make it a setting, and npx pulumi up --stack prod",
      ].join("\n"),
    );
  });

  it("is one cell in Markdown, whatever a value holds", () => {
    const text = driftReport(report(false, change({ live: "a|b `c`\n@somebody <img>" })), "markdown");
    const row = text.split("\n").find((line) => line.startsWith("| `Secret")) ?? "";
    assert.equal(row.replaceAll("\\|", "").split("|").length, 7, row);
    assert.match(row, /`"a\\\|b 'c'\\n@somebody <img>"`/);
  });

  it("says that there is none", () => {
    assert.equal(
      driftReport({ stack: "dev", compared: 412, releases: [], drifts: [] }, "text"),
      "Stack dev: 412 objects compared, nothing drifted",
    );
  });
});
