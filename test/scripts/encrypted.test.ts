import assert from "node:assert/strict";
import { createCipheriv, randomBytes } from "node:crypto";
import { planStack, UserError } from "../../scripts/lib/stack";
import { rawConfig } from "../../scripts/lib/stack-file";

const PW = "hunter2Xy9";

/** A text encrypted as Pulumi does it with a passphrase. */
function encrypted(text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", randomBytes(32), nonce);
  const body = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${body.toString("base64")}`;
}

const CLUSTER = "  observability:cluster: { name: t, platform: kind }\n";
const SLACK = "  observability:alerting: { channels: { slack: [{ name: ops, channel: '#ops' }] } }\n";
const SALT = "encryptionsalt: v1:x\n";

/** What a plan says of a stack file; nothing if there is no mistake. */
function mistakes(text: string): string {
  try {
    planStack("dev", rawConfig(text));
    return "";
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message;
  }
}

describe("a value that is marked secure", () => {
  for (const length of [0, 1, 2, 3, 40, 400]) {
    it(`is a credential when it is encrypted with a passphrase or a cloud's key, ${length} characters`, () => {
      const line = `  observability:slack/ops: { secure: ${encrypted("x".repeat(length))} }\n`;
      assert.equal(mistakes(`${SALT}config:\n${CLUSTER}${SLACK}${line}`), "");
      assert.equal(mistakes(`encryptedkey: abc\nconfig:\n${CLUSTER}${SLACK}${line}`), "");
    });
  }
  it("is a credential in Pulumi Cloud's form, base64, in a file without a key", () => {
    const line = `  observability:slack/ops: { secure: ${Buffer.concat([Buffer.from([0, 0, 1]), randomBytes(40)]).toString("base64")} }\n`;
    assert.equal(mistakes(`config:\n${CLUSTER}${SLACK}${line}`), "");
    assert.match(mistakes(`${SALT}config:\n${CLUSTER}${SLACK}${line}`), /slack\/ops: is marked/);
  });

  for (const value of [
    PW,
    "null",
    "5",
    "true",
    "''",
    `[${PW}]`,
    `{ a: ${PW} }`,
    `https://hooks.slack.com/services/${PW}`,
    `"v1:${PW}"`,
    `"v1:${PW}:${PW}"`,
    `"v1:AAAAAAAAAAAAAAAA:${PW}"`,
  ]) {
    it(`is refused as not encrypted: ${value}`, () => {
      const message = mistakes(`${SALT}config:\n${CLUSTER}${SLACK}  observability:slack/ops: { secure: ${value} }\n`);
      assert.equal(
        message,
        "Pulumi.dev.yaml has 1 mistake; nothing was changed:\n" +
          "  slack/ops: is marked `secure`, and what is marked is not encrypted -> rotate it where it came from, then npx pulumi config set --stack dev --secret slack/ops",
      );
    });
    it(`is refused in a section: ${value}`, () => {
      const message = mistakes(
        `${SALT}config:\n${CLUSTER}  observability:metrics: { remoteWrite: [{ name: a, url: { secure: ${value} } }] }\n`,
      );
      assert.match(
        message,
        /1 mistake.*\n {2}metrics\.remoteWrite\[0\]\.url: is marked `secure`, and what is marked is not encrypted -> rotate/,
      );
      assert.ok(!message.includes(PW), message);
    });
  }

  it("is refused under a key that nothing reads", () => {
    const message = mistakes(`${SALT}config:\n${CLUSTER}  cloudflare:apiToken: { secure: ${PW} }\n`);
    assert.match(message, /cloudflare:apiToken: is in plain text in the stack file -> rotate/);
  });

  it("is refused in a section when it is encrypted, by the plan and by the program alike", () => {
    const inFile = rawConfig(
      `${SALT}config:\n${CLUSTER}  observability:metrics: { remoteWrite: [{ name: a, url: { secure: ${encrypted("https://m")} } }] }\n`,
    );
    // As Pulumi hands it to the program: decrypted, and the key as a whole marked.
    const handed = { value: JSON.stringify({ remoteWrite: [{ name: "a", url: `https://u:${PW}@m` }] }), secret: true };
    const messages = [inFile, { ...inFile, "observability:metrics": handed }].map((raw) => {
      try {
        planStack("dev", raw);
        return assert.fail("is accepted");
      } catch (error) {
        return (error as Error).message;
      }
    });
    assert.equal(messages[0], messages[1]);
    assert.equal(
      messages[0],
      "Pulumi.dev.yaml has 1 mistake; nothing was changed:\n" +
        "  metrics: has an encrypted value in it, which would be in plain text in Helm's values and its history: only credentials are kept secret, and each is a key of its own" +
        ' -> take what is marked `secure` out of metrics in Pulumi.dev.yaml, then set it as the credential that belongs to it (README, "Deploy prod")',
    );
  });

  it("is refused when the cluster is: nothing else is said of it", () => {
    const message = mistakes(`${SALT}config:\n  observability:cluster: { name: { secure: ${encrypted("x")} } }\n`);
    assert.match(message, /1 mistake.*\n {2}cluster: has an encrypted value/);
  });
});

describe("a problem whose path has a slash", () => {
  const said = (sections: string) => mistakes(`config:\n${sections}`).split("\n");
  it("is said of an annotation", () => {
    const [head, line = ""] = said(
      "  observability:cluster: { name: t, platform: kind, ingress: { annotations: { nginx.ingress.kubernetes.io/ssl-redirect: true } } }\n",
    );
    assert.match(head ?? "", /has 1 mistake;/);
    assert.match(
      line,
      /annotations\["nginx\.ingress\.kubernetes\.io\/ssl-redirect"\]: true without quotes is not a text/,
    );
  });
  it("is said of a header", () => {
    const [head, line = ""] = said(
      `${CLUSTER}  observability:metrics: { remoteWrite: [{ name: a, url: "https://m", headers: { x/y: 5 } }] }\n`,
    );
    assert.match(head ?? "", /has 1 mistake;/);
    assert.match(line, /headers\["x\/y"\]: the name "x\/y" is not a header's name/);
  });
  it("is said of a label, and of an annotation of Kibana's and of a service account", () => {
    const [head, ...lines] = said(
      `${CLUSTER}  observability:alerting: { channels: { email: [{ name: e, to: [a@b.cd] }] }, smtp: { smarthost: "a:25", from: a@b.cd }, routes: [{ match: { app.kubernetes.io/name: x }, channels: [email/e] }] }\n` +
        `  observability:elastic: { kibana: { ingressAnnotations: { a/b: 1 } } }\n` +
        `  observability:logs: { engine: loki, objectStorage: { type: gcs, bucket: bbb, auth: workload-identity, serviceAccountAnnotations: { a/b: false } } }\n`,
    );
    assert.match(head ?? "", /has 3 mistakes;/);
    assert.match(lines.join("\n"), /match\["app\.kubernetes\.io\/name"\].*\n.*\["a\/b"\]: 1 .*\n.*\["a\/b"\]: false /);
  });
});
