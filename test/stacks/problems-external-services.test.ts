import { itFinds } from "./parse";

const set = (key: string, value: string) => `npx pulumi config set --stack dev --path '${key}' ${value}`;
const rm = (key: string) => `npx pulumi config rm --stack dev --path '${key}'`;
const one = (more: Record<string, unknown> = {}) => ({ name: "stripe", url: "https://api.stripe.com/", ...more });
const services = (...all: Record<string, unknown>[]) => ({ externalServices: all });
const at = (field: string) => `externalServices[0].${field}`;

describe("services of others that cannot be", () => {
  itFinds(
    "no mistake in those that can",
    {
      apps: [{ name: "checkout" }],
      ...services(
        one({ usedBy: ["checkout"], title: "Payments", public: true }),
        { name: "github", statusUrl: "https://www.githubstatus.com/api/v2/status.json" },
        { name: "other", statusUrl: "https://status.example.com/x", healthy: "body.up" },
      ),
    },
    [],
  );
  itFinds("one that is asked for nothing", services({ name: "stripe" }), [
    `externalServices[0]: is asked for nothing: it has neither a url nor a statusUrl -> ${set(at("url"), "https://api.example.com/")}`,
  ]);
  itFinds(
    "what is no URL",
    services(one({ url: "api.stripe.com", statusUrl: "ftp://x", statusPage: "https://x/{{ .Labels }}" })),
    [
      `${at("url")}: is not an http(s) URL -> ${set(at("url"), "https://example.com/")}`,
      `${at("statusUrl")}: is not an http(s) URL -> ${set(at("statusUrl"), "https://status.example.com/api/v2/status.json")}`,
      `${at("statusPage")}: is not an http(s) URL -> ${set(at("statusPage"), "https://example.com/")}`,
    ],
  );
  itFinds("what is no expression", services(one({ healthy: "body.status = 1" })), [
    `${at("healthy")}: is not a CEL expression -> ${rm(at("healthy"))}`,
  ]);
  itFinds(
    "an application that there is not",
    { apps: [{ name: "checkout" }], ...services(one({ usedBy: ["chekout", "zzzzzz"] })) },
    [
      `${at("usedBy[0]")}: "chekout" is no application of apps -> ${set(at("usedBy[0]"), "checkout")}`,
      `${at("usedBy[1]")}: "zzzzzz" is no application of apps -> ${rm(at("usedBy[1]"))}`,
    ],
  );
  itFinds(
    "no mistake in an application that another program may watch",
    { appsElsewhere: {}, ...services(one({ usedBy: ["theirs"] })) },
    [],
  );
  itFinds("a team that there is not", services(one({ team: "shopp" })), [
    `${at("team")}: "shopp" is no team that alerts belong to (alerting.teams: platform, security) -> add shopp to alerting.teams in Pulumi.dev.yaml, beside platform, security`,
  ]);
  itFinds("two of one name", services(one(), one()), [
    `externalServices[1].name: "stripe" is the name of another one already -> ${set("externalServices[1].name", "stripe-2")}`,
  ]);
  itFinds(
    "a probe that has such a name",
    { probes: [{ name: "external-stripe", targets: ["https://x.example.com"] }] },
    [
      `probes[0].name: "external-stripe" begins as the probes of externalServices do: external- -> ${set("probes[0].name", "stripe")}`,
    ],
  );
  itFinds("one that would be asked again before it answers", services(one({ interval: "10s" })), [
    `${at("interval")}: 10s is not longer than probing.timeout, 10s: a probe would begin before the one before ends -> ${set(at("interval"), "1m")}`,
  ]);
  itFinds(
    "two that everybody would see by one title",
    {
      probes: [{ name: "payments", targets: ["https://pay.example.com"], public: true }],
      ...services(one({ title: "payments", public: true }), one({ name: "other", title: "payments" })),
    },
    [
      `${at("title")}: "payments" is what another one that is public is called -> ${set(at("title"), "'payments (2)'")}`,
    ],
  );
});
