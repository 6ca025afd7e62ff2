/**
 * Stands in for Grafana in a simulated cluster, whose pods run no programs: a sign-in at its port, and the tool that resets the
 * password of `admin` in its database. Like Grafana, it takes the password of the Secret when it makes that database only.
 */
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { ADMIN_USER, GRAFANA_KEYS, GRAFANA_SECRET } from "../../../components/kube-prometheus-stack/grafana";

import type { Kube } from "../kube";

/** What the tool does with what it is given: a line of standard input is the password. */
const TOOL = `
const [, , folder, ...args] = process.argv;
const fs = require("node:fs"), path = require("node:path"), crypto = require("node:crypto");
fs.appendFileSync(path.join(folder, "calls"), JSON.stringify(args) + "\\n");
// A line, and not all there is: kwok never says that there is no more.
let password = "";
for (const byte = Buffer.alloc(1); fs.readSync(0, byte) === 1 && byte[0] !== 10; ) password += byte.toString("latin1");
if (fs.existsSync(path.join(folder, "broken"))) { console.error("Error: ✗ database is locked"); process.exit(1); }
if (args.join(" ") !== process.env.EXPECTED) { console.error("Error: ✗ unknown command"); process.exit(1); }
if (password.length < 4) { console.error("Error: ✗ new password is too short"); process.exit(1); }
fs.writeFileSync(path.join(folder, "database"), crypto.createHash("sha256").update(password).digest("hex"));
console.log("Admin password changed successfully ✔");
`;

/** The arguments that Grafana's tool has to be called with. */
const EXPECTED =
  "cli --homepath /usr/share/grafana --config /etc/grafana/grafana.ini admin reset-admin-password --password-from-stdin";

export class GrafanaStandIn {
  private readonly server = http.createServer((request, response) => {
    void this.answer(request).then(
      (status) => response.writeHead(status, { connection: "close" }).end("{}"),
      () => response.writeHead(500).end(),
    );
  });

  private constructor(
    private readonly folder: string,
    private readonly kube: () => Kube | undefined,
  ) {}

  /** @param kube The cluster, from when it answers. */
  static async start(folder: string, kube: () => Kube | undefined): Promise<GrafanaStandIn> {
    fs.mkdirSync(path.join(folder, "bin"), { recursive: true });
    const tool = path.join(folder, "tool.js");
    fs.writeFileSync(tool, TOOL);
    fs.writeFileSync(
      path.join(folder, "bin", "grafana"),
      `#!/bin/sh\nEXPECTED='${EXPECTED}' exec '${process.execPath}' '${tool}' '${folder}' "$@"\n`,
      { mode: 0o755 },
    );
    const standIn = new GrafanaStandIn(folder, kube);
    await new Promise<void>((resolve) => standIn.server.listen(0, "127.0.0.1", resolve));
    // Nothing has to end it: it ends with the process that the cluster ends with.
    standIn.server.unref();
    return standIn;
  }

  /** Where it listens on this machine. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The folder in which its tool is. */
  get bin(): string {
    return path.join(this.folder, "bin");
  }

  /** The arguments of each call of the tool. */
  calls(): string[][] {
    const file = path.join(this.folder, "calls");
    if (!fs.existsSync(file)) return [];
    return fs.readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as string[]); // prettier-ignore
  }

  /** Whether its database takes no password. */
  set broken(is: boolean) {
    const file = path.join(this.folder, "broken");
    if (is) fs.writeFileSync(file, "");
    else fs.rmSync(file, { force: true });
  }

  /** Whether the database has a password. */
  async accepts(password: string): Promise<boolean> {
    return (await this.database()) === hash(password);
  }

  private async answer({ headers, url }: http.IncomingMessage): Promise<number> {
    if (url !== "/api/user") return 404;
    const [kind, encoded = ""] = (headers.authorization ?? "").split(" ");
    const [user, password = ""] = Buffer.from(encoded, "base64").toString().split(":");
    return kind === "Basic" && user === ADMIN_USER && (await this.accepts(password)) ? 200 : 401;
  }

  /** The database: it is made with the password of the Secret. */
  private async database(): Promise<string | undefined> {
    const file = path.join(this.folder, "database");
    if (!fs.existsSync(file)) {
      const query = `fieldSelector=${encodeURIComponent(`metadata.name=${GRAFANA_SECRET}`)}`;
      const [secret] = (await this.kube()?.list(`/api/v1/secrets?${query}`)) ?? [];
      const value = secret?.data?.[GRAFANA_KEYS.adminPassword];
      if (value === undefined) return undefined;
      fs.writeFileSync(file, hash(Buffer.from(value, "base64").toString()));
    }
    return fs.readFileSync(file, "utf8");
  }
}

function hash(text: string): string {
  return crypto.createHash("sha256").update(text).digest("hex");
}
