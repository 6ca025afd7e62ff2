import { itFinds, itWarns } from "./parse";

const set = (key: string, value: string) => `npx pulumi config set --stack dev --path '${key}' ${value}`;
const rm = (key: string) => `npx pulumi config rm --stack dev --path '${key}'`;

const SOURCE = { requests: "a_total", durationBucket: "a_bucket", statusCode: "code" };

describe("conventions of applications that cannot be", () => {
  itFinds(
    "two sources of one metric",
    { conventions: { http: { sources: [SOURCE, { ...SOURCE, durationBucket: "b_bucket" }] } } },
    [
      `conventions.http.sources[1].requests: a_total is another source's already -> ${rm("conventions.http.sources[1]")}`,
    ],
  );
  itFinds(
    "no mistake in two sources",
    {
      conventions: {
        http: { sources: [SOURCE, { requests: "b_total", durationBucket: "b_bucket", statusCode: "code" }] },
      },
    },
    [],
  );
  itFinds("what is no metric", { conventions: { runtime: { eventLoopLag: ["rate(x[5m])"] } } }, [
    `conventions.runtime.eventLoopLag[0]: "rate(x[5m])" is not a metric, with or without matchers (for example jobs{state="waiting"}) -> ${set("conventions.runtime.eventLoopLag[0]", "'<value>'")}`,
  ]);
  itWarns(
    "a limit of how long a worker takes",
    { apps: [{ name: "mails", kind: "worker", thresholds: { latencyMs: 700 } }] },
    [
      'alerting.channels: is empty: alerts stay in Alertmanager, and nobody is notified -> add a channel to Pulumi.dev.yaml (README, "Adding a channel")',
      `apps[0].thresholds.latencyMs: is without effect: how long a worker takes does not alert -> ${rm("apps[0].thresholds.latencyMs")}`,
    ],
  );
  itFinds("a kind that there is not", { apps: [{ name: "mails", kind: "wroker" }] }, [
    `apps[0].kind: "wroker" is not one of http, bot, worker -> ${set("apps[0].kind", "worker")}`,
  ]);
});
