import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Kube } from "../../scripts/lib/kube";
import { GrafanaStandIn } from "../../scripts/lib/rehearse/grafana";

const ARGS =
  "cli --homepath /usr/share/grafana --config /etc/grafana/grafana.ini admin reset-admin-password --password-from-stdin";

describe("Grafana's stand-in", () => {
  let folder: string;
  let grafana: GrafanaStandIn;
  let secret: string;

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "grafana-stand-in-"));
    secret = "first";
    const list = () => Promise.resolve([{ data: { "admin-password": Buffer.from(secret).toString("base64") } }]);
    grafana = await GrafanaStandIn.start(folder, () => ({ list }) as unknown as Kube);
  });

  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const signIn = async (password: string) => {
    const authorization = `Basic ${Buffer.from(`admin:${password}`).toString("base64")}`;
    return (await fetch(`http://127.0.0.1:${grafana.port}/api/user`, { headers: { authorization } })).status;
  };
  const reset = (password: string, args = ARGS) =>
    execFileSync(path.join(grafana.bin, "grafana"), args.split(" "), { input: `${password}\n`, stdio: "pipe" });

  it("takes the password of the Secret once only, as Grafana does", async () => {
    assert.equal(await signIn("first"), 200);
    secret = "second";
    assert.equal(await signIn("second"), 401);
    assert.equal(await signIn("first"), 200);
  });

  it("has another one after its tool was given it by standard input", async () => {
    assert.equal(await signIn("first"), 200);
    reset("second");
    assert.equal(await signIn("second"), 200);
    assert.equal(await signIn("first"), 401);
    assert.deepEqual(grafana.calls(), [ARGS.split(" ")]);
  });

  it("refuses other arguments, and every password while it is broken", async () => {
    assert.throws(() => reset("second", ARGS.replace(" --config /etc/grafana/grafana.ini", "")));
    grafana.broken = true;
    assert.throws(() => reset("second"));
    grafana.broken = false;
    assert.equal(await signIn("first"), 200);
  });
});
