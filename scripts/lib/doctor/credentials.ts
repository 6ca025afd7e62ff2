/** Whether the credentials are set, can be decrypted, and are what they should be. None is ever said. */
import type { RawConfig, Settings } from "../../../settings";
import { credentialsNeeded } from "../../../stacks/credentials";
import { cureText } from "../../../stacks/cures";
import { parseSettings } from "../../../stacks/settings";
import { about, type Finding } from "./finding";

const { ok, problem, skipped, warning } = about("credentials");

/** A stack's configuration, decrypted: what `pulumi config --show-secrets --json` prints. */
export type Decrypt = () => Promise<string>;

interface Printed {
  value?: string;
  objectValue?: unknown;
  secret: boolean;
}

/** Hosts of the services whose webhooks these are; another host may be a proxy in front of them. */
const HOSTS: Readonly<Record<string, RegExp>> = {
  discord: /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/\d+\/[\w-]+$/,
  slack: /^https:\/\/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/.+$/,
};

/** An Events v2 routing key. Source: PagerDuty, "Services and integrations": 32 letters and digits. */
const ROUTING_KEY = /^[A-Za-z0-9]{32}$/;

export async function credentials(
  stack: string,
  settings: Settings,
  missing: readonly string[],
  decrypt: Decrypt,
): Promise<Finding[]> {
  const needed = credentialsNeeded(settings);
  if (needed.length === 0) return [ok("none is needed")];
  const unset = missing.map((key) => problem(`${key} is not set`, cureText(stack, { secret: key })));
  if (missing.length === needed.length) return unset;
  let raw: RawConfig;
  try {
    raw = fromPrinted(JSON.parse(await decrypt()) as Record<string, Printed>);
  } catch (error) {
    // What the CLI says of a passphrase or a backend has no value in it, and is not ours to repeat.
    const why = /passphrase/i.test(String(error))
      ? "PULUMI_CONFIG_PASSPHRASE is not set, or is another"
      : "Pulumi cannot decrypt them";
    return [...unset, skipped(`${why}: their form was not looked at`)];
  }
  const malformed = parseSettings(raw)
    .problems.filter(({ key }) => key.includes("/") && !missing.includes(key))
    .map(({ key, problem: text, cure }) => problem(`${key} ${text}`, cureText(stack, cure)));
  const doubtful = needed.flatMap(({ key }) => doubt(key, raw[`observability:${key}`]?.value ?? ""));
  const found = [...unset, ...malformed, ...doubtful];
  return found.length > 0 ? found : [ok(`all ${needed.length} are set, and of the form that they should have`)];
}

function doubt(key: string, value: string): Finding[] {
  const kind = key.split("/", 1)[0] ?? "";
  if (value === "") return [];
  const form = HOSTS[kind];
  if (form !== undefined && !form.test(value))
    return [warning(`${key} is not a webhook's URL as ${kind === "slack" ? "Slack" : "Discord"} makes them`)];
  if (kind === "pagerDuty" && !ROUTING_KEY.test(value))
    return [warning(`${key} is not 32 letters and digits, as a routing key of Events v2 is`)];
  return [];
}

/** As Pulumi hands it to the program: objects as JSON. */
function fromPrinted(printed: Readonly<Record<string, Printed>>): RawConfig {
  return Object.fromEntries(
    Object.entries(printed).map(([key, { value, objectValue, secret }]) => [
      key,
      { value: objectValue === undefined ? (value ?? "") : JSON.stringify(objectValue), secret },
    ]),
  );
}
