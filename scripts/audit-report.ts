/**
 * `npm run audit-report -- --stack prod --from 2026-10-01 --to 2026-11-01 --key audit-key.pem [--store loki|elastic] [--url URL] [--out FOLDER]`:
 * the audit events of a time as CSV, with a signed checksum; `--verify FILE --public-key PEM` verifies one (docs/compliance.md).
 * Exit code 1: there is no whole report, or it does not hold; 2: nothing could be asked. With `--url`, credentials are in LOKI_… or
 * ELASTICSEARCH_… (TOKEN, or USER and PASSWORD); the passphrase of the key is in AUDIT_KEY_PASSPHRASE.
 */
import { auditRetention, checkKept, spanOf, storeOf, urlOf } from "./lib/audit-report/arguments";
import { asksAt, asksCluster, type Store } from "./lib/audit-report/reach";
import { makeAuditReport } from "./lib/audit-report/report";
import { privateKey, publicKey, verified } from "./lib/audit-report/sign";
import type { Asking } from "./lib/audit-report/store";
import { command } from "./lib/command";
import { CannotAsk } from "./lib/prometheus/address";
import { planStack, UserError } from "./lib/stack";
import type { Settings } from "../settings";
import { ClusterWorld } from "./lib/verify/cluster";
import { Unanswered } from "./lib/verify/outcome";

void command(
  "npm run audit-report -- --stack <stack> --from <day> --to <day> --key <PEM file> [--store loki|elastic] [--url <URL>] [--out <folder>]; or --verify <CSV file> --public-key <PEM file>",
  {
    stack: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    store: { type: "string" },
    url: { type: "string" },
    out: { type: "string", default: "." },
    key: { type: "string" },
    verify: { type: "string" },
    "public-key": { type: "string" },
  },
  async ({ stack, from, to, store: givenStore, url, out = ".", key, verify, "public-key": givenPublic }) => {
    if (verify !== undefined) {
      if (givenPublic === undefined)
        throw new UserError("--public-key is missing: the one that you were given by hand");
      return `${await verified(verify, publicKey(givenPublic))}verified: as it was signed`;
    }
    if (stack === undefined) throw new UserError("--stack is missing, e.g. --stack prod");
    const span = spanOf(from, to);
    if (key === undefined)
      throw new UserError("--key is missing: a report that nobody vouches for proves nothing\n  -> docs/compliance.md");
    const own = privateKey(key, process.env["AUDIT_KEY_PASSPHRASE"]);
    const { settings } = planStack(stack);
    const store = storeOf(givenStore, settings);
    checkKept(store, settings, span);
    const asks =
      url === undefined ? await askCluster(stack, settings, store) : asksAt(store, settings, urlOf(url), process.env);
    console.error(`asking ${store}, which keeps audit events for ${auditRetention(store, settings)}`);
    return makeAuditReport(asks, { stack, store, span, key: own, out });
  },
  // What is left of connections must keep nobody waiting, nor may the end cut off what is still being written.
).finally(() => process.stdout.write("", () => process.exit()));

async function askCluster(stack: string, settings: Settings, store: Store): Promise<Asking[]> {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
  try {
    return await asksCluster(await ClusterWorld.of(stack, settings, interrupted.signal), store);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    throw new CannotAsk(`${error.message}\n  -> ${error.next ?? "--url, with a port-forward"}`);
  }
}
