/** A running Alertmanager's configuration held against the one that is deployed. Pure. */
import { milliseconds } from "../../../settings/units";
import { isMap } from "../map";
import { shortened } from "./world";

/** How Alertmanager writes what is secret in a configuration that it shows. */
const MASKED = "<secret>";

/** How many differences are worth reading. */
const MOST = 5;

/**
 * Where they differ. Alertmanager shows its configuration with every default filled in: those of its own stand in `global` and in
 * the receivers' integrations, so that what is only there is none of our business; everywhere else it is.
 * @param running As `config.original` of `/api/v2/status` has it.
 */
export function configDifferences(deployed: unknown, running: unknown): string[] {
  return different("", deployed, running).slice(0, MOST);
}

function different(path: string, deployed: unknown, running: unknown): string[] {
  if (Array.isArray(deployed)) {
    if (!Array.isArray(running)) return [`${path} is not there`];
    // Alertmanager sorts matchers, of which all have to hold.
    if (/matchers$/.test(path) && deployed.every(isText) && running.every(isText)) {
      const [ours, theirs] = [deployed, running].map((list) => list.map(matcher).sort().join(", "));
      return ours === theirs ? [] : [`${path} are ${said(theirs)}, and ${said(ours)} are deployed`];
    }
    const length = deployed.length === running.length ? [] : [lengths(path, deployed, running)];
    return [...length, ...deployed.flatMap((one, index) => different(`${path}[${index}]`, one, running[index]))];
  }
  if (isMap(deployed)) {
    if (!isMap(running)) return [`${path === "" ? "the configuration" : path} is not there`];
    const own = Object.entries(deployed).flatMap(([key, value]) =>
      different(path === "" ? key : `${path}.${key}`, value, running[key]),
    );
    const more = Object.keys(running).filter((key) => !(key in deployed) && !isDefault(path, key, running[key]));
    return [...own, ...more.map((key) => `${path === "" ? key : `${path}.${key}`} is there, and not deployed`)];
  }
  if (isSame(deployed, running)) return [];
  return [`${path} is ${said(running)}, and ${said(deployed)} is deployed`];
}

/** A list of other length, with what it has by name. */
function lengths(path: string, deployed: readonly unknown[], running: readonly unknown[]): string {
  const names = (list: readonly unknown[]) =>
    list.flatMap((one) => (isMap(one) && isText(one["name"]) ? [one["name"]] : []));
  const more = names(running).filter((name) => !names(deployed).includes(name));
  const which = more.length > 0 ? `, with ${more.join(", ")}` : "";
  return `${path} has ${running.length} entries${which}, and ${deployed.length} are deployed`;
}

/** Whether Alertmanager fills this in by itself. */
function isDefault(path: string, key: string, value: unknown): boolean {
  if (/^global(\.|$)/.test(path) || /^receivers\[\d+\]\.\w+_configs\[\d+\]/.test(path)) return true;
  // A section of which nothing is set.
  if (path === "" && key === "global") return true;
  // A receiver's name again, as a label of it.
  if (/^receivers\[\d+\]$/.test(path) && key === "labels") return isMap(value) && Object.keys(value).join() === "name";
  return value === null || value === false || isEmpty(value);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function isSame(deployed: unknown, running: unknown): boolean {
  if (running === MASKED) return true;
  if (deployed === running) return true;
  if (typeof deployed === "string" && typeof running === "string") {
    return DURATION.test(deployed) && DURATION.test(running) && milliseconds(deployed) === milliseconds(running);
  }
  // YAML has texts that Alertmanager writes as numbers, and the other way round.
  return String(deployed) === String(running) && deployed !== undefined && running !== undefined;
}

/** A matcher without what its spelling leaves open: `a = "b"` is `a="b"`. */
function matcher(text: string): string {
  return text.replace(/^([\w.:-]+)\s*(=~|!~|!=|=)\s*/, "$1$2");
}

/** A duration as Alertmanager writes it, which can be none. */
const DURATION = /^(\d+(ms|[smhdwy]))+$/;

function said(value: unknown): string {
  if (value === undefined) return "nothing";
  return shortened(typeof value === "string" ? value : JSON.stringify(value)).slice(0, 100);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
