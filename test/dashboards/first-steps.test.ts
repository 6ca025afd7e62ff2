import assert from "node:assert/strict";
import { ruleFiles } from "../../components/rules";
import { firstSteps } from "../../dashboards/first-steps";
import { readRunbooks } from "../../dashboards/runbooks";
import { everything } from "../support/rules";

const pageOf = (...commands: string[]) => `# Page\n\n## Diagnosis\n\n\`\`\`sh\n${commands.join("\n")}\n\`\`\`\n`;

describe("the first steps of a runbook", () => {
  it("are its first three commands, without the remarks", () => {
    const page = pageOf(
      "kubectl get nodes   # all",
      "kubectl top nodes",
      "ssh node",
      "kubectl get pv",
      "kubectl get pvc -A",
    );
    assert.equal(firstSteps(page), "kubectl get nodes\nkubectl top nodes\nkubectl get pv");
  });

  it("leave out what does nothing by itself, or is a template of its own", () => {
    assert.equal(
      firstSteps(pageOf("kubectl port-forward svc/x 1 &", "kubectl get x -o go-template='{{.a}}'")),
      undefined,
    );
  });

  it("are no more than a message takes", () => {
    const long = (name: string) => `kubectl get ${name.repeat(350)}`;
    assert.equal(firstSteps(pageOf(long("a"), long("b"))), long("a"));
  });

  it("are a tunnel where something goes through it", () => {
    const page = pageOf("kubectl port-forward svc/x 9090 &", "curl -s localhost:9090");
    assert.equal(firstSteps(page), "kubectl port-forward svc/x 9090 &\ncurl -s localhost:9090");
  });

  it("do not end with a tunnel whose use is left out", () => {
    const page = pageOf(
      "kubectl get a",
      "kubectl get b",
      "kubectl port-forward svc/x 9090 &",
      "curl -s localhost:9090",
    );
    assert.equal(firstSteps(page), "kubectl get a\nkubectl get b");
    const ends = Object.entries(readRunbooks()).filter(([, text]) =>
      /port-forward[^\n]*$/.test(firstSteps(text) ?? ""),
    );
    assert.deepEqual(
      ends.map(([alert]) => alert),
      [],
    );
  });

  it("are of the diagnosis: a silence is not the first thing to do", () => {
    assert.equal(
      firstSteps("## Diagnosis\n\n## Rule\n\n```sh\nkubectl exec x -- amtool silence add\n```\n"),
      undefined,
    );
  });

  it("are on every page, within the limit", () => {
    const steps = Object.entries(readRunbooks()).map(([alert, page]) => ({ alert, text: firstSteps(page) ?? "" }));
    assert.deepEqual(
      steps.filter(({ text }) => text === "" || Buffer.byteLength(text) > 600 || text.includes("{{")),
      [],
    );
  });

  it("go with the alerts that Prometheus sends", () => {
    const rules = Object.values(ruleFiles(everything)).flatMap(({ groups }) => groups.flatMap((group) => group.rules));
    const nodeDown = rules.find(({ alert }) => alert === "NodeDown") ?? assert.fail();
    const { first_steps } = nodeDown["annotations"] as Record<string, string>;
    assert.equal(first_steps, firstSteps(readRunbooks()["NodeDown"] ?? ""));
    assert.match(first_steps ?? "", /^kubectl /);
  });
});
