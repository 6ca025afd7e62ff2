/** Step 3: `npm run doctor` passes where an `up` will, and finds what would stop it. */
import type { Finding } from "../doctor/finding";
import { expectNone, type Step, StepFailed } from "./steps";
import type { World } from "./world";

/** @param needs The steps without which there is nothing to examine. */
export function examining(world: World, needs: readonly string[]): Step[] {
  return [{ step: 3, what: "doctor", needs, run: () => examined(world) }];
}

/** What no cluster of ours has, and the doctor rightly misses: what answers with the CPU use of pods. */
const NOT_SIMULATED = ["autoscaling"];

/** What each planted fault is found by: what is looked at, and a part of the sentence. */
const FAULTS: Readonly<Record<string, readonly [about: string, text: string]>> = {
  "another prometheus-operator": ["others like it", "default/rehearsal-operator is another prometheus-operator"],
  "another kube-prometheus-stack": ["cluster-wide names", "kube-prometheus-stack in default"],
  "no storage class": ["storage class", "the cluster has none"],
  "a credential in a wrong form": ["credentials", "slack/doctor"],
};

async function examined(world: World): Promise<string> {
  const missed = world.cluster ? NOT_SIMULATED : [];
  const problems = (await examine(world)).filter(({ about }) => !missed.includes(about));
  expectNone(problems.map(({ about, text }) => `${about}: ${text}`));
  if (!world.cluster) return "no problem; faults are planted only on a cluster of our own";

  const remove = await plant(world);
  const found = await examine(world).finally(remove);
  const lacking = Object.entries(FAULTS).filter(
    ([, [about, text]]) => !found.some((one) => one.about === about && one.text.includes(text)),
  );
  expectNone(lacking.map(([what]) => `not found: ${what}`));
  return `no problem; then found: ${Object.keys(FAULTS).join(", ")}`;
}

/** The problems that are found. */
async function examine({ project }: World): Promise<Finding[]> {
  const { code, stdout, stderr } = await project.runScript("doctor", "--format", "json");
  if (!stdout.startsWith("{")) throw new StepFailed(`npm run doctor ended with ${code}: ${stderr.trim().slice(-600)}`);
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  const problems = findings.filter(({ state }) => state === "problem");
  if (code !== (problems.length > 0 ? 1 : 0))
    throw new StepFailed(`${problems.length} problems, and exit code ${code}`);
  return problems;
}

/** @returns What removes the faults again. */
async function plant({ kube, project, settings }: World): Promise<() => Promise<void>> {
  const roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
  const deployments = "/apis/apps/v1/namespaces/default/deployments";
  const classes = "/apis/storage.k8s.io/v1/storageclasses";
  const name = "rehearsal-operator";
  const labels = { "app.kubernetes.io/name": "kube-prometheus-stack-prometheus-operator" };
  const release = {
    "meta.helm.sh/release-name": "kube-prometheus-stack",
    "meta.helm.sh/release-namespace": "default",
  };
  await kube.request("POST", roles, { metadata: { name, annotations: release } });
  await kube.request("POST", deployments, {
    metadata: { name, labels },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "operator", image: "operator" }] } },
    },
  });
  const there = await kube.list<Record<string, unknown> & { metadata: { name: string; annotations?: object } }>(
    classes,
  );
  for (const { metadata } of there) await kube.request("DELETE", `${classes}/${metadata.name}`);
  const putBack = project.keep();
  const { slack } = settings.alerting.channels;
  project.setAll({ "alerting.channels.slack": [...slack, { name: "doctor", channel: "#doctor" }] });
  await project.setSecrets({ "slack/doctor": "no URL" });
  return async () => {
    putBack();
    for (const { metadata, ...rest } of there) {
      const { name: its, annotations } = metadata;
      await kube.request("POST", classes, { ...rest, metadata: { name: its, annotations } });
    }
    await kube.request("DELETE", `${deployments}/${name}`);
    await kube.request("DELETE", `${roles}/${name}`);
  };
}
