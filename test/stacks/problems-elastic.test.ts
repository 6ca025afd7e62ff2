import { itFinds, itWarns } from "./parse";

const set = (path: string, value: string) =>
  `npx pulumi config set --stack dev --path ${/[[\]]/.test(path) ? `'${path}'` : path} ${/[<>]/.test(value) ? `'${value}'` : value}`;

/** Three masters, two hot and two warm nodes. */
const TIERS = [
  { name: "master", roles: ["master"], count: 3 },
  { name: "hot", roles: ["data_hot", "data_content", "ingest"], count: 2 },
  { name: "warm", roles: ["data_warm"], count: 2 },
];
const CHANNELS = [
  'alerting.channels: is empty: alerts stay in Alertmanager, and nobody is notified -> add a channel to Pulumi.dev.yaml (README, "Adding a channel")',
];

describe("mistakes in Elasticsearch's settings", () => {
  describe("nodes", () => {
    itFinds("none at all", { elastic: {} }, []);
    itFinds("tiers", { elastic: { nodes: TIERS, retention: { warm: "2d" } } }, []);
    itFinds("two masters", { elastic: { nodes: [{ name: "a", count: 2 }] } }, [
      `elastic.nodes[0].count: two nodes are master: a majority of two is both, so that the loss of either stops the cluster -> ${set("elastic.nodes[0].count", "3")}`,
    ]);
    itFinds(
      "no master, no data, and no ingest",
      { elastic: { nodes: [{ name: "a", roles: ["data_warm"] }], retention: { warm: "2d" } } },
      [
        `elastic.nodes[0].roles: no node is master: there is no cluster without one -> ${set("elastic.nodes[0].roles[1]", "master")}`,
        `elastic.nodes[0].roles: no node has data_hot (or data): new logs have no place -> ${set("elastic.nodes[0].roles[1]", "data_hot")}`,
        `elastic.nodes[0].roles: no node has data_content (or data): what Kibana keeps has no place -> ${set("elastic.nodes[0].roles[1]", "data_content")}`,
        `elastic.nodes[0].roles: no node has ingest: a pipeline has no node to run on -> ${set("elastic.nodes[0].roles[1]", "ingest")}`,
      ],
    );
    itFinds("two sets of one name", { elastic: { nodes: [{ name: "a" }, { name: "a", roles: ["data"] }] } }, [
      `elastic.nodes[1].name: "a" is the name of another one already -> ${set("elastic.nodes[1].name", "a-2")}`,
    ]);
    itFinds("a role that is nearly one", { elastic: { nodes: [{ name: "a", roles: ["mastr"] }] } }, [
      `elastic.nodes[0].roles[0]: "mastr" is not one of master, data, data_content, data_hot, data_warm, ingest -> ${set("elastic.nodes[0].roles[0]", "master")}`,
    ]);
    itFinds("a name that is too long", { elastic: { nodes: [{ name: "a-name-of-more-than-23-letters" }] } }, [
      `elastic.nodes[0].name: "a-name-of-more-than-23-letters" is not a name of at most 23 lower-case letters, digits and dashes (for example hot) -> ${set("elastic.nodes[0].name", "<value>")}`,
    ]);
  });

  describe("tiers and copies", () => {
    itFinds("a warm tier without nodes", { elastic: { retention: { warm: "2d" } } }, [
      'elastic.retention.warm: "2d" without a node of role data_warm: the logs would stay where they are -> add a set with roles: [data_warm] to elastic.nodes in Pulumi.dev.yaml, or npx pulumi config rm --stack dev --path elastic.retention.warm',
    ]);
    itFinds("more copies than nodes", { elastic: { replicas: 1 } }, [
      `elastic.replicas: 1 beside the first need 2 hot nodes, and there is 1: two copies of a shard are never on one -> ${set("elastic.replicas", "0")}`,
    ]);
    itFinds(
      "more copies than nodes of the warm tier",
      { elastic: { nodes: TIERS, replicas: 2, retention: { warm: "2d" } } },
      [
        `elastic.replicas: 2 beside the first need 3 hot nodes, and there are 2: two copies of a shard are never on one -> ${set("elastic.replicas", "1")}`,
        `elastic.replicas: 2 beside the first need 3 warm nodes, and there are 2: two copies of a shard are never on one -> ${set("elastic.replicas", "1")}`,
      ],
    );
  });

  describe("retention", () => {
    itFinds("deleted before it is moved", { elastic: { nodes: TIERS, retention: { warm: "10d", delete: "7d" } } }, [
      `elastic.retention.delete: "7d" is not longer than elastic.retention.warm (10d) -> ${set("elastic.retention.delete", "20d")}`,
    ]);
    itFinds(
      "written to for so long that nothing could be kept for longer",
      { elastic: { retention: { hot: "7767w", delete: "7d", audit: "90d" } } },
      [
        `elastic.retention.delete: "7d" is not longer than elastic.retention.hot (7767w) -> ${set("elastic.retention.hot", "3d")}`,
        `elastic.retention.audit: "90d" is not longer than elastic.retention.hot (7767w) -> ${set("elastic.retention.hot", "45d")}`,
      ],
    );
    itFinds(
      "moved and deleted while it is written to",
      { elastic: { nodes: TIERS, retention: { hot: "3d", warm: "1d", delete: "1d", audit: "2d" } } },
      [
        `elastic.retention.warm: "1d" is not longer than elastic.retention.hot (3d) -> ${set("elastic.retention.warm", "6d")}`,
        `elastic.retention.delete: "1d" is not longer than elastic.retention.warm (1d) -> ${set("elastic.retention.delete", "2d")}`,
        `elastic.retention.audit: "2d" is not longer than elastic.retention.hot (3d) -> ${set("elastic.retention.audit", "6d")}`,
      ],
    );
  });

  describe("Kibana", () => {
    itFinds("a limit below the request", { elastic: { kibana: { resources: { memory: "4Gi" } } } }, [
      `elastic.kibana.resources.memoryLimit: "2Gi" is below the request of 4Gi -> ${set("elastic.kibana.resources.memoryLimit", "4Gi")}`,
    ]);
  });

  describe("snapshots", () => {
    const s3 = { "elastic/s3AccessKeyId": "a", "elastic/s3SecretAccessKey": "b" };
    itFinds(
      "what the kind of store needs",
      { elastic: { snapshots: { type: "s3" } } },
      [
        `elastic.snapshots.bucket: is missing, and elastic.snapshots.type is s3 -> ${set("elastic.snapshots.bucket", "<bucket>")}`,
        `elastic.snapshots.region: is missing, and elastic.snapshots.type is s3 -> ${set("elastic.snapshots.region", "<region>")}`,
      ],
      s3,
    );
    itFinds("what another kind has", { elastic: { snapshots: { type: "fs", claim: "c", bucket: "bbb" } } }, [
      "elastic.snapshots.bucket: is nothing that fs has -> npx pulumi config rm --stack dev --path elastic.snapshots.bucket",
    ]);
    itFinds(
      "counts that exclude each other",
      { elastic: { snapshots: { type: "fs", claim: "c", minCount: 5, maxCount: 2 } } },
      [
        `elastic.snapshots.maxCount: 2 is below elastic.snapshots.minCount (5) -> ${set("elastic.snapshots.maxCount", "5")}`,
      ],
    );
    for (const [schedule, fault] of [
      ["99 30 1 * * ?", "Number '99' of seconds field is bigger than upper limit '59'."],
      ["0 0 25 ? * MON-FRI", "Number '25' of hours field is bigger than upper limit '23'."],
      ["0 0/0 1 * * ?", "Second step element '0' of '0/0' cannot be zero."],
      ["0 0 1 ? * 8 2020-2030", "Number '8' of daysOfWeek field is bigger than upper limit '7'."],
    ] as const)
      itFinds(
        `a schedule that is never: ${schedule}`,
        { elastic: { snapshots: { type: "fs", claim: "c", schedule } } },
        [
          `elastic.snapshots.schedule: "${schedule}" is not a schedule of Elasticsearch's: ${fault} -> npx pulumi config set --stack dev --path elastic.snapshots.schedule '0 30 1 * * ?'`,
        ],
      );
    for (const schedule of ["0 0 1 LW * ?", "0 0 1 ? JAN,FEB 6#3", "0 */5 9-17 ? * mon 2026", "0 0 1 ? * 6L"])
      itFinds(`nothing in ${schedule}`, { elastic: { snapshots: { type: "fs", claim: "c", schedule } } }, []);
    itFinds("Unix' cron", { elastic: { snapshots: { type: "fs", claim: "c", schedule: "30 1 * * *" } } }, [
      "elastic.snapshots.schedule: \"30 1 * * *\" is not a schedule of Elasticsearch's (for example 0 30 1 * * ?, each day at 01:30 UTC) -> npx pulumi config set --stack dev --path elastic.snapshots.schedule '0 30 1 * * ?'",
    ]);
    itFinds("no keys", { elastic: { snapshots: { type: "s3", bucket: "bbb", region: "r" } } }, [
      "elastic/s3AccessKeyId: is missing: the access key's id for the snapshots' bucket -> npx pulumi config set --stack dev --secret elastic/s3AccessKeyId",
      "elastic/s3SecretAccessKey: is missing: the secret access key for the snapshots' bucket -> npx pulumi config set --stack dev --secret elastic/s3SecretAccessKey",
    ]);
    // Which keys there should be follows from the type, which is unknown here: only that is said.
    itFinds(
      "a kind that there is not",
      { elastic: { snapshots: { type: "s4", bucket: "bbb" } } },
      [`elastic.snapshots.type: "s4" is not one of s3, gcs, azure, fs -> ${set("elastic.snapshots.type", "s3")}`],
      s3,
    );
  });
});

describe("warnings about Elasticsearch", () => {
  itWarns("an even number of masters", { elastic: { nodes: [{ name: "a", count: 4 }] } }, [
    ...CHANNELS,
    `elastic.nodes[0].count: 4 masters outlive the loss of no more than 3 do -> ${set("elastic.nodes[0].count", "3")}`,
  ]);
  itWarns("warm nodes that nothing moves to", { elastic: { nodes: TIERS } }, [
    ...CHANNELS,
    `elastic.retention.warm: is not set, and there are data_warm nodes: no index ever moves to them -> ${set("elastic.retention.warm", "2d")}`,
  ]);
  itWarns("one copy on several nodes", { elastic: { nodes: [{ name: "a", count: 3 }], replicas: 0 } }, [
    ...CHANNELS,
    `elastic.replicas: there is one copy of every shard: what was on a node is away while the node is, and lost with its volume -> ${set("elastic.replicas", "1")}`,
  ]);
  itWarns("a heap that is too large", { elastic: { nodes: [{ name: "a", memory: "128Gi" }] } }, [
    ...CHANNELS,
    `elastic.nodes[0].memory: "128Gi": past 64Gi a heap of half of it no longer has compressed pointers, and holds less than one of 31 GiB -> ${set("elastic.nodes[0].memory", "64Gi")}`,
  ]);
  itWarns("too little memory for Kibana", { elastic: { kibana: { resources: { memoryLimit: "1Gi" } } } }, [
    ...CHANNELS,
    `elastic.kibana.resources.memoryLimit: "1Gi": with less than 2Gi Kibana 9.4 may run out of memory as it starts -> ${set("elastic.kibana.resources.memoryLimit", "2Gi")}`,
  ]);
  // 8 days of 10Gi and 91 of 50Mi, and a tenth: 92.9Gi. 17Gi of 20Gi are below the watermark.
  itWarns("more logs than there is room for", { elastic: {}, logs: { engine: "none", expectedPerDay: "10Gi" } }, [
    ...CHANNELS,
    `elastic.nodes[0].storage: 10Gi a day for 8 days, and audit logs, take about 92.9Gi on the hot nodes, whose volumes hold 17Gi before Elasticsearch puts nothing more on them (85 %) -> ${set("elastic.nodes[0].storage", "110Gi")}`,
  ]);
});
