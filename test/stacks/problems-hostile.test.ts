import assert from "node:assert/strict";
import { MOST_IN_SECTION } from "../../settings/bounds";
import { problemLine } from "../../stacks/cures";
import { isPrintable } from "../../stacks/printable";
import { parseSettings } from "../../stacks/settings";
import { rawConfig } from "../../scripts/lib/stack-file";
import { found, itFinds, rawOf, settingsOf } from "./parse";

const slack = (channel: unknown) => ({ alerting: { channels: { slack: [{ name: "ops", channel }] } } });
const discord = (options: string) =>
  rawConfig(`config:
  observability:cluster: { name: test, platform: kind }
  observability:alerting: { channels: { discord: [{ name: d, ${options} }] } }
  observability:discord/d: { secure: ${"A".repeat(48)} }
`);
const lines = (raw: ReturnType<typeof rawConfig>) => parseSettings(raw).problems.map((one) => problemLine("dev", one));
const HOOK = { "slack/ops": "https://x.example.com/hook" };

describe("what YAML made something else of", () => {
  itFinds(
    "a channel behind # without quotes",
    slack(null),
    [
      "alerting.channels.slack[0].channel: has no value; what stands behind # is a comment, unless it is in quotes -> npx pulumi config set --stack dev --path 'alerting.channels.slack[0].channel' '<value>'",
    ],
    HOOK,
  );

  it("is a role's id of which digits were lost: those that are left are not shown", () => {
    assert.deepEqual(lines(discord("mentionRole: 123456789012345678")), [
      "alerting.channels.discord[0].mentionRole: is a number, of which not all digits are kept: write it in quotes, as it is where it comes from -> put it in quotes in Pulumi.dev.yaml",
    ]);
  });

  it("is a short number, which is as it was", () => {
    assert.deepEqual(lines(discord("mentionRole: 12345")), [
      "alerting.channels.discord[0].mentionRole: 12345 without quotes is not a text -> put it in quotes in Pulumi.dev.yaml",
    ]);
  });
});

describe("a mail server's name", () => {
  const smtp = (smarthost: string) => ({ alerting: { smtp: { smarthost, from: "a@b.cd" } } });
  itFinds("with capitals", smtp("SMTP.Example.com:587"), [
    "alerting.smtp.smarthost: \"SMTP.Example.com:587\" has capitals, and has to be in lower case (for example smtp.example.com:587) -> npx pulumi config set --stack dev --path alerting.smtp.smarthost '<value>'",
  ]);
});

describe("a password", () => {
  const smtp = { alerting: { smtp: { smarthost: "a:25", from: "a@b.cd", username: "u" } } };
  const problems = (password: string) => found(smtp, { "smtp/password": password }).problems;

  it("may have spaces in it", () => assert.deepEqual(problems("correct horse  battery staple"), []));

  for (const [what, password] of Object.entries({
    "an end of a line": "a\nb",
    "a tab": "a\tb",
    "an escape": "a\u001bb",
    "a zero width space": "a\u200bb",
  })) {
    it(`may not have ${what}`, () => {
      assert.deepEqual(problems(password), [
        "smtp/password: has an end of a line or another control character in it -> npx pulumi config set --stack dev --secret smtp/password",
      ]);
    });
  }

  it("may not have a space around it, which its reader cuts off", () => {
    assert.match(problems("secret ").join(), /^smtp\/password: begins or ends with a space -> /);
  });
});

describe("a name that every object of JavaScript has", () => {
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"]) {
    const own = (value: unknown) => JSON.parse(`{"${name}":${JSON.stringify(value)}}`) as Record<string, unknown>;
    const clean = (sections: Record<string, unknown>, expected: RegExp) => {
      const { problems } = found(sections);
      assert.match(problems.join("\n"), expected);
      assert.doesNotMatch(problems.join("\n"), /function|\[object|undefined/);
    };

    it(`${name} is no section, whatever is in it`, () => {
      for (const value of ["x", 1, null, {}, own(1)]) {
        const raw = { ...rawOf({}), [`observability:${name}`]: { value: JSON.stringify(value), secret: false } };
        const [problem = "", ...others] = lines(raw);
        assert.match(problem, new RegExp(`^${name}: (is not a setting|holds the name)`));
        assert.deepEqual(others, []);
      }
    });

    it(`${name} is no setting`, () => {
      clean({ metrics: own({ a: 1 }) }, name === "__proto__" ? /^metrics: holds the name/ : /: is not a setting/);
    });

    it(`${name} is no choice, and no credential`, () => {
      clean({ cluster: { name: "test", platform: name } }, /is not one of eks/);
      const { problems } = found({}, { [`slack/${name}`]: "x" });
      assert.equal(problems.length, 1);
    });

    it(`${name} is the name of an annotation like any other, or refused, but never lost`, () => {
      const sections = { cluster: { name: "test", platform: "kind", ingress: { annotations: own("x") } } };
      if (name === "__proto__") clean(sections, /^cluster: holds the name "__proto__"/);
      else assert.deepEqual(settingsOf(sections).cluster.ingress.annotations, own("x"));
    });
  }
});

describe("a stack file beyond measure", () => {
  const fault = (sections: Record<string, unknown>) => {
    const { problems } = found(sections);
    assert.equal(problems.length, 1, problems.join("\n").slice(0, 2000));
    return (problems[0] ?? "").slice(0, 3000);
  };
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

  it("has too many servers", () => {
    assert.match(fault({ metrics: { replicas: 100_000 } }), /^metrics\.replicas: 100000 is above 100 -> /);
  });

  it("has too large a number", () => {
    assert.match(fault({ metrics: { expectedSeries: 2 ** 31 } }), /: 2147483648 is above 2,147,483,647 -> /);
  });

  it("has a URL of 60 kB", () => {
    for (const url of [`https://${"x".repeat(60_000)} `, `http://${"x.".repeat(30_000)}\u0000`])
      assert.match(fault({ alerting: { runbooks: url } }), /^alerting\.runbooks: /);
    assert.match(
      found({ alerting: { runbooks: `https://${"x".repeat(60_000)}` } }).problems.join(),
      /longer than 2,000/,
    );
  });

  it("has a list of 100,000 items", () => {
    const teams = Array.from({ length: 20_000 }, (_, index) => `t${index}`);
    assert.match(fault({ alerting: { teams } }), /^alerting\.teams: .*has more than 200 items/s);
  });

  it("has 5,000 names", () => {
    const annotations = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`a${index}`, "x"]));
    assert.match(
      fault({ cluster: { name: "test", platform: "kind", ingress: { annotations } } }),
      /more than 200 names/,
    );
  });

  it("has a section that is too long, of which nothing else is said", () => {
    const metrics = { a: "x".repeat(MOST_IN_SECTION) };
    assert.equal(
      fault({ metrics }),
      "metrics: is longer than 256 Ki characters -> write less of it in Pulumi.dev.yaml",
    );
  });

  it("is nested too deeply", () => {
    for (const depth of [33, 5000, 40_000])
      assert.equal(
        fault({ metrics: nested(depth) }),
        "metrics: has sections or lists more than 32 deep -> take them out in Pulumi.dev.yaml",
      );
  });

  it("shows nothing that a terminal obeys", () => {
    const hostile = "\u001b[2J\u202e\u2028\u200b\n\r\u0085";
    const { problems } = found(
      { metrics: { [hostile]: hostile, storage: hostile }, [hostile]: hostile },
      { [`a/${hostile}`]: "x" },
    );
    assert.equal(problems.length, 4);
    for (const line of problems) assert.ok(isPrintable(line), JSON.stringify(line));
  });
});
