/** Reports of audit events as files: what is in them, who signed them, and when they do not hold. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { makeAuditReport } from "../../scripts/lib/audit-report/report";
import { privateKey, publicKey, publicPem, verified } from "../../scripts/lib/audit-report/sign";
import type { Asking } from "../../scripts/lib/audit-report/store";

const FROM = 1_790_812_800_000_000_000n;

/** Lines of one stream as Loki's answer has them. */
const lines = (...values: [bigint, string][]) => ({
  status: "success",
  data: {
    resultType: "streams",
    result: [
      { stream: { audit: "true", user_id: "ann" }, values: values.map(([at, line]) => [String(FROM + at), line]) },
    ],
  },
});

describe("a signed report of audit events", () => {
  let folder = "";
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "audit-report-"))));
  after(() => fs.rmSync(folder, { recursive: true }));

  const keyFile = (name = "key.pem") => {
    const file = path.join(folder, name);
    const { privateKey: key } = crypto.generateKeyPairSync("ed25519");
    fs.writeFileSync(file, key.export({ type: "pkcs8", format: "pem" }));
    return file;
  };

  describe("a report", () => {
    const span = { from: new Date("2026-10-01T00:00:00Z"), to: new Date("2026-10-02T00:00:00Z") };
    const make = async (out: string, key = keyFile()) => {
      const ask: Asking = () => Promise.resolve(lines([2n, "b"], [1n, "z"], [1n, "a"]));
      const text = await makeAuditReport([ask], {
        stack: "prod",
        store: "loki",
        span,
        key: privateKey(key, undefined),
        out,
      });
      return { text, file: path.join(out, "audit-prod-loki-2026-10-01-2026-10-02.csv"), key };
    };

    it("says what it has, and is the same bytes each time, in the order of time and then of bytes", async () => {
      const [one, two] = [await make(path.join(folder, "one")), await make(path.join(folder, "two"))];
      assert.deepEqual(fs.readFileSync(one.file), fs.readFileSync(two.file));
      const messages = fs.readFileSync(one.file, "utf8").trimEnd().split("\r\n").slice(1);
      assert.deepEqual(
        messages.map((line) => line.split(",").at(-1)),
        ["a", "z", "b"],
      );
      assert.match(
        one.text,
        /events {4}3\nfirst {5}2026-10-01T00:00:00\.000000001Z\nlast {6}2026-10-01T00:00:00\.000000002Z/,
      );
      assert.match(one.text, /\n {2}3 {2}- {2}-\n/);
    });

    it("is not written over another", async () => {
      const out = path.join(folder, "over");
      await make(out);
      await assert.rejects(make(out), /is there already/);
    });

    it("is not written where no file can be, and leaves none that is not signed", async () => {
      const file = path.join(folder, "a file");
      fs.writeFileSync(file, "");
      await assert.rejects(make(file), /Error: --out .*a file: is not a folder/);
      const below = /Error: --out .*a file\/below: cannot be written \(ENOTDIR/;
      await assert.rejects(make(path.join(file, "below")), below);
      const taken = path.join(folder, "taken");
      const name = "audit-prod-loki-2026-10-01-2026-10-02.csv.partial";
      fs.mkdirSync(path.join(taken, name), { recursive: true });
      await assert.rejects(make(taken), /Error: --out .*taken: cannot be written \(EISDIR/);
    });

    it("says of what an application calls an action no line that looks like the report's own", async () => {
      const out = path.join(folder, "forged");
      const event = "x\nsha256    0\u202e";
      const answer = {
        status: "success",
        data: { resultType: "streams", result: [{ stream: { event }, values: [[String(FROM), "a"]] }] },
      };
      const args = { stack: "prod", store: "loki", span, key: privateKey(keyFile(), undefined), out } as const;
      const text = await makeAuditReport([() => Promise.resolve(answer)], args);
      assert.ok(text.includes("\n  1  x\\u000asha256    0\\u202e  -\n"), text);
      assert.equal(text.match(/^sha256/gm)?.length, 1);
    });

    it("without events is an error, and leaves no file", async () => {
      const out = path.join(folder, "none");
      const ask: Asking = () => Promise.resolve(lines());
      const args = { stack: "prod", store: "loki", span, key: privateKey(keyFile(), undefined), out } as const;
      await assert.rejects(makeAuditReport([ask], args), /no audit event in that time/);
      assert.deepEqual(fs.readdirSync(out), []);
    });

    it("is verified, until a byte, the name, the checksum or the key is another", async () => {
      const { file, key } = await make(path.join(folder, "signed"));
      const own = path.join(folder, "own.pub");
      fs.writeFileSync(own, publicPem(privateKey(key, undefined)));
      assert.match(await verified(file, publicKey(own)), /# 3 events, the first at/);
      const other = path.join(folder, "other.pub");
      fs.writeFileSync(other, publicPem(privateKey(keyFile("other.pem"), undefined)));
      await assert.rejects(verified(file, publicKey(other)), /another key signed/);
      for (const end of ["", ".sha256", ".sha256.sig"]) fs.copyFileSync(`${file}${end}`, `${file}.moved.csv${end}`);
      await assert.rejects(verified(`${file}.moved.csv`, publicKey(own)), /is not of/);
      fs.appendFileSync(file, "x");
      await assert.rejects(verified(file, publicKey(own)), /changed after it was signed/);
      fs.appendFileSync(`${file}.sha256`, "# x\n");
      await assert.rejects(verified(file, publicKey(own)), /is not this key's signature/);
    });

    it("is verified by the commands of docs/compliance.md", async function () {
      const { file, key } = await make(path.join(folder, "openssl"));
      const folderOf = path.dirname(file);
      fs.writeFileSync(path.join(folderOf, "audit-key.pub"), publicPem(privateKey(key, undefined)));
      const page = fs.readFileSync("docs/compliance.md", "utf8");
      const commands = page
        .split("\n")
        .filter((line) => /^(?:openssl pkeyutl -verify|sha256sum --check)/.test(line))
        .map((line) => line.replaceAll("audit-prod-elastic-2026-10-01-2026-11-01", path.basename(file, ".csv")));
      assert.equal(commands.length, 2, page);
      try {
        execFileSync("openssl", ["version"], { stdio: "ignore" });
      } catch {
        return this.skip();
      }
      for (const command of commands) execFileSync("sh", ["-c", command], { cwd: folderOf, stdio: "pipe" });
      fs.appendFileSync(file, "x");
      assert.throws(() => execFileSync("sh", ["-c", commands[1] ?? ""], { cwd: folderOf, stdio: "pipe" }));
    });
  });

  describe("keys", () => {
    it("are Ed25519's, by a passphrase where they have one", () => {
      const { privateKey: key } = crypto.generateKeyPairSync("ed25519");
      const file = path.join(folder, "encrypted.pem");
      const encrypted = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "hunter2" } as const;
      fs.writeFileSync(file, key.export(encrypted));
      assert.equal(privateKey(file, "hunter2").asymmetricKeyType, "ed25519");
      for (const passphrase of [undefined, "hunter3"])
        assert.throws(
          () => privateKey(file, passphrase),
          ({ message }: Error) => /AUDIT_KEY_PASSPHRASE/.test(message) && !message.includes("hunter"),
        );
      const rsa = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
      fs.writeFileSync(file, rsa.export({ type: "pkcs8", format: "pem" }));
      assert.throws(() => privateKey(file, undefined), /Ed25519/);
      assert.throws(() => publicKey(file), /names a private key/);
      assert.throws(() => privateKey(path.join(folder, "nowhere"), undefined), /cannot be read \(ENOENT\)/);
    });
  });
});
