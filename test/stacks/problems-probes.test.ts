import { itFinds } from "./parse";

const set = (key: string, value: string) => `npx pulumi config set --stack dev --path '${key}' ${value}`;
const rm = (key: string) => `npx pulumi config rm --stack dev --path '${key}'`;

const probe = (more: Record<string, unknown>) => ({
  probes: [{ name: "shop", targets: ["https://shop.example.com"], ...more }],
});

describe("probes that cannot be", () => {
  itFinds(
    "no mistake in one of each kind",
    {
      probes: [
        { name: "shop", targets: ["https://shop.example.com"], expect: { json: "body.items.all(i, i.ok)" } },
        { name: "mail", kind: "tcp", targets: ["mail.example.com:993", "[2001:db8::1]:25"], expect: { tls: true } },
        { name: "names", kind: "dns", targets: ["1.1.1.1", "dns.example.com:5353"], expect: { query: "example.com" } },
        { name: "router", kind: "icmp", targets: ["10.0.0.1"] },
      ],
    },
    [],
  );
  itFinds("a kind that there is not", probe({ kind: "https" }), [
    `probes[0].kind: "https" is not one of http, tcp, dns, icmp -> ${set("probes[0].kind", "http")}`,
  ]);
  itFinds(
    "what is no target of its kind",
    probe({ targets: ["shop.example.com", "ftp://shop.example.com", "https://[::"] }),
    [
      ...[0, 1, 2].map(
        (at) =>
          `probes[0].targets[${at}]: is not an http(s) URL -> ${set(`probes[0].targets[${at}]`, "https://shop.example.com/health")}`,
      ),
    ],
  );
  itFinds("a host without a port", probe({ kind: "tcp", targets: ["mail.example.com"] }), [
    `probes[0].targets[0]: is not a host with a port -> ${set("probes[0].targets[0]", "db.example.com:5432")}`,
  ]);
  itFinds("a target twice", probe({ targets: ["https://a.example.com", "https://a.example.com"] }), [
    `probes[0].targets[1]: is there already: one target has one result -> ${rm("probes[0].targets[1]")}`,
  ]);
  itFinds(
    "a step that says nothing, and steps of another kind",
    {
      probes: [
        { name: "a", kind: "tcp", targets: ["a.example.com:25"], expect: { steps: [{ expect: "^220" }, {}] } },
        { name: "b", targets: ["https://b.example.com"], expect: { steps: [{ send: "x" }] } },
      ],
    },
    [
      `probes[0].expect.steps[1]: says nothing: neither expect, send nor startTls -> ${rm("probes[0].expect.steps[1]")}`,
      `probes[1].expect.steps: is without effect: it is of tcp, and the probe of http -> ${rm("probes[1].expect.steps")}`,
    ],
  );
  itFinds("what another kind expects", probe({ expect: { tls: true, query: "example.com" } }), [
    `probes[0].expect.tls: is without effect: it is of tcp, and the probe of http -> ${rm("probes[0].expect.tls")}`,
    `probes[0].expect.query: is without effect: it is of dns, and the probe of http -> ${rm("probes[0].expect.query")}`,
  ]);
  itFinds("a server that is asked for nothing", probe({ kind: "dns", targets: ["1.1.1.1"] }), [
    `probes[0].expect.query: is missing: the name that the servers are asked for -> ${set("probes[0].expect.query", "example.com")}`,
  ]);
  itFinds("no expression", probe({ expect: { json: "body.status = 1" } }), [
    `probes[0].expect.json: is not a CEL expression -> ${set("probes[0].expect.json", `'body.status == "ok"'`)}`,
  ]);
  itFinds("a team that there is not", probe({ team: "shopp" }), [
    'probes[0].team: "shopp" is no team that alerts belong to (alerting.teams: platform, security) -> add shopp to alerting.teams in Pulumi.dev.yaml, beside platform, security',
  ]);
  itFinds("one that would begin before the one before ends", probe({ interval: "10s" }), [
    `probes[0].interval: 10s is not longer than probing.timeout, 10s: a probe would begin before the one before ends -> ${set("probes[0].interval", "1m")}`,
  ]);
  itFinds("two of one name", { probes: [...probe({}).probes, ...probe({}).probes] }, [
    `probes[1].name: "shop" is the name of another one already -> ${set("probes[1].name", "shop-2")}`,
  ]);
});
