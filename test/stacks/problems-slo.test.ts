import { itFinds, itWarns } from "./parse";

const set = (key: string, value: string) => `npx pulumi config set --stack dev --path '${key}' ${value}`;
const rm = (key: string) => `npx pulumi config rm --stack dev --path '${key}'`;
const KEPT = { retention: "40d", storage: "40Gi" };
const one = (slo: object, more: object = {}) => ({ apps: [{ name: "shop", slo: [slo] }], metrics: KEPT, ...more });
const KEY = "apps[0].slo[0]";
const edit = `correct ${KEY} in Pulumi.dev.yaml`;
const TOTAL = "sum(rate(x[{{.window}}]))";

describe("service levels that cannot be", () => {
  for (const objective of [100, 120]) {
    itFinds(`an objective of ${objective} %`, one({ objective }), [
      `${KEY}.objective: ${objective} is not a percentage above 0 and below 100: nothing is left to burn at 100 (for example 99.9) -> ${set(`${KEY}.objective`, "'<value>'")}`,
    ]);
  }
  itFinds("an objective of nothing", one({ objective: 0 }), [
    `${KEY}.objective: 0 is not a percentage above 0 and below 100 (for example 99.9) -> ${set(`${KEY}.objective`, "'<value>'")}`,
  ]);
  itFinds("an indicator that there is not", one({ objective: 99, indicator: "availabilty" }), [
    `${KEY}.indicator: "availabilty" is not one of availability, latency -> ${set(`${KEY}.indicator`, "availability")}`,
  ]);
  itFinds("a window shorter than its burn windows", one({ objective: 99, window: "2d" }), [
    `${KEY}.window: 2d is shorter than 3d, the longest of its burn windows -> ${set(`${KEY}.window`, "7d")}`,
  ]);
  itFinds("no mistake in a window of three days, or of four weeks", one({ objective: 99, window: "3d" }), []);
  itFinds("no mistake in weeks", one({ objective: 99, window: "4w" }), []);
  itFinds(
    "a part of a day, and more than a year",
    {
      apps: [
        {
          name: "shop",
          slo: [
            { objective: 99, window: "84h30m" },
            { name: "b", objective: 99, window: "2y" },
          ],
        },
      ],
    },
    [
      `${KEY}.window: 84h30m is no number of whole days -> ${set(`${KEY}.window`, "4d")}`,
      `apps[0].slo[1].window: 2y is longer than 366d -> ${set("apps[0].slo[1].window", "90d")}`,
    ],
  );
  itFinds(
    "latency without a time, and a time without latency",
    {
      apps: [
        {
          name: "shop",
          slo: [
            { objective: 99, indicator: "latency" },
            { objective: 99, threshold: "1s" },
          ],
        },
      ],
    },
    [
      `${KEY}.threshold: is missing: the time within which a request is answered -> ${set(`${KEY}.threshold`, "500ms")}`,
      `apps[0].slo[1].threshold: is set, and the indicator is not latency -> ${rm("apps[0].slo[1].threshold")}`,
    ],
  );
  const queries: [string, object, string][] = [
    [
      "that does not parse",
      { total: TOTAL, errors: "sum(rate(x[{{.window}}])" },
      "errors: is not PromQL: it cannot be read from character 16 on",
    ],
    [
      "of a range alone",
      { total: "x[{{.window}}]", errors: TOTAL },
      "total: is not PromQL of a vector: it is a matrix",
    ],
    [
      "without its range",
      { total: "sum(rate(x))", errors: TOTAL },
      "total: is not PromQL of a vector: rate wants a range, as x[5m]",
    ],
    ["of a number", { errorRatio: "1" }, "errorRatio: is not PromQL of a vector: it is a scalar"],
    [
      "without a placeholder",
      { total: "sum(rate(x[5m]))", errors: TOTAL },
      "total: has no {{.window}}, by which it would get its range, as in rate(x[{{.window}}])",
    ],
    [
      "with another placeholder",
      { total: "sum(rate(x[{{window}}]))", errors: TOTAL },
      "total: holds a template other than {{.window}}",
    ],
    ["without a total", { errors: TOTAL }, "total: is missing: the query of all events, beside errors"],
    [
      "with two halves",
      { total: TOTAL, errors: TOTAL, good: TOTAL },
      "total: has to have either errors or good beside it",
    ],
    [
      "beside a ratio",
      { total: TOTAL, errorRatio: "x" },
      "errorRatio: is set beside other queries: it is all that is counted",
    ],
  ];
  for (const [what, own, line] of queries)
    itFinds(`queries ${what}`, one({ name: "a", objective: 99, ...own }), [`${KEY}.${line} -> ${edit}`]);
  itFinds("queries beside an indicator", one({ objective: 99, indicator: "availability", errorRatio: "x" }), [
    `${KEY}.indicator: is set beside errorRatio: either of them says what is counted -> ${rm(`${KEY}.indicator`)}`,
  ]);
  itFinds("own queries without a name", one({ objective: 99, errorRatio: "x" }), [
    `${KEY}.name: is missing: what is counted by queries of its own has no other name -> ${edit}`,
  ]);
  itFinds(
    "two of one name",
    { apps: [{ name: "shop", slo: [{ objective: 99 }, { objective: 99.9 }] }], metrics: KEPT },
    [
      `apps[0].slo[1].name: "availability" is the name of another SLO of shop already -> correct apps[0].slo[1] in Pulumi.dev.yaml`,
    ],
  );
  itFinds(
    "two applications of one name, unless in two namespaces",
    {
      apps: [{ name: "shop" }, { name: "shop", namespace: "a" }, { name: "shop", namespace: "b" }, { name: "shop" }],
    },
    [
      `apps[3].name: "shop" is the name of another one of the same namespace already -> ${set("apps[3].name", "shop-2")}`,
    ],
  );
  itFinds("a team that there is not", { apps: [{ name: "shop", team: "platfrom" }] }, [
    `apps[0].team: "platfrom" is no team that alerts belong to (alerting.teams: platform, security) -> ${set("apps[0].team", "platform")}`,
  ]);
  for (const path of ["/etc/passwd.yaml", "../x.yaml", "a/../../x.yaml", "x.json"]) {
    itFinds(`a file at ${path}`, { sloFiles: [path] }, [
      `sloFiles[0]: "${path}" is not a YAML file's path within the project (for example slo/checkout.yaml) -> ${set("sloFiles[0]", "'<value>'")}`,
    ]);
  }
  itFinds("a file that is not there", { sloFiles: ["slo/none.yaml"] }, [
    "sloFiles[0]: slo/none.yaml: is not there -> correct slo/none.yaml",
  ]);
});

describe("service levels that disappoint", () => {
  const ALERTS =
    'alerting.channels: is empty: alerts stay in Alertmanager, and nobody is notified -> add a channel to Pulumi.dev.yaml (README, "Adding a channel")';
  itWarns("metrics that are kept for less than the window", one({ objective: 99, window: "28d" }, { metrics: {} }), [
    ALERTS,
    "metrics.retention: 15d is shorter than the window of an SLO, 28d: the budget that is left is of what is kept -> npx pulumi config set --stack dev --path metrics.retention 29d",
  ]);
  itWarns("an objective that cannot be missed fast", one({ objective: 80 }), [
    ALERTS,
    `${KEY}.objective: 80 never pages: 120 % of the events would have to be bad -> ${edit}`,
  ]);
  itWarns("no page that is wanted", one({ objective: 80, alerting: { page: false } }), [ALERTS]);
});
