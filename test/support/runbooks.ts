/** The commands of runbooks, and what they may name: the recorded resources, and what charts and operators make of them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { RecordedResource } from "../../scripts/lib/engine";

const RUNBOOKS = resolve(__dirname, "../../docs/runbooks");

/** Every page by its alert. */
export const PAGES: ReadonlyMap<string, string> = new Map(
  readdirSync(RUNBOOKS)
    .filter((file) => file !== "README.md")
    .map((file) => [file.slice(0, -3), readFileSync(join(RUNBOOKS, file), "utf8")]),
);

/** One `kubectl`, taken apart. */
export interface Command {
  text: string;
  verb: string;
  namespace?: string;
  allNamespaces: boolean;
  /** Kinds in the singular, without abbreviations. */
  kinds: string[];
  names: string[];
  /** The selector of -l, as `key=value`. */
  labels: string[];
  container?: string;
}

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  cm: "configmap",
  deploy: "deployment",
  ds: "daemonset",
  elasticsearch: "elasticsearch",
  hpa: "horizontalpodautoscaler",
  logstash: "logstash",
  prometheus: "prometheus",
  pv: "persistentvolume",
  pvc: "persistentvolumeclaim",
  storageclasses: "storageclass",
  sts: "statefulset",
  svc: "service",
};

/** Words before the resource, and flags that take a value in the next word. */
const SUBCOMMANDS = new Set([
  "history",
  "restart",
  "status",
  "undo",
  "pods",
  "pod",
  "nodes",
  "node",
  "env",
  "resources",
]);
const WITH_VALUE = new Set([
  "-n",
  "--namespace",
  "-l",
  "-c",
  "-o",
  "-p",
  "--type",
  "--sort-by",
  "--field-selector",
  "--raw",
  "-f",
]);
const TAKES_POD = new Set(["cp", "exec", "logs", "port-forward"]);

/** Every `kubectl` of a page, in code blocks and in lines. */
export function commandsOf(page: string): Command[] {
  const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = ""]) =>
    block.replaceAll("\\\n", " ").split("\n"),
  );
  const inline = [...page.replace(/```.*?```/gs, "").matchAll(/`([^`]+)`/g)].map(([, code = ""]) =>
    code.replaceAll("\n", " "),
  );
  return [...blocks, ...inline].flatMap((line) =>
    [...line.matchAll(/kubectl\s+(?=\S)/g)].map(({ index, 0: start }) => command(line.slice(index + start.length))),
  );
}

/** Words up to the end of the command; quotes hold them together. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:<[^<>]*>|'[^']*'|"[^"]*"|[^\s'"|;&()])+|[|;&()]|\s#.*/g)) {
    if (/^([|;&()]|\s#)/.test(word)) break;
    words.push(word.replace(/^(['"])(.*)\1$/s, "$2"));
  }
  return words;
}

function command(text: string): Command {
  const words = wordsOf(text);
  const found: Command = {
    text: `kubectl ${words.join(" ")}`,
    verb: "",
    allNamespaces: false,
    kinds: [],
    names: [],
    labels: [],
  };
  const positional: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--") break;
    const [flag = "", inlined] = word.startsWith("--") ? word.split(/=(.*)/s) : [word];
    const value = inlined ?? (WITH_VALUE.has(flag) ? words[++index] : undefined);
    if (flag === "-n" || flag === "--namespace") found.namespace = value ?? "";
    else if (flag === "-l") found.labels = (value ?? "").split(",");
    else if (flag === "-c" && value !== undefined) found.container = value;
    else if (flag === "-A" || flag === "--all-namespaces") found.allNamespaces = true;
    else if (!word.startsWith("-")) positional.push(word);
  }
  found.verb = positional.shift() ?? "";
  if (found.verb === "top") positional.unshift(/^pods?$/.test(positional[0] ?? "") ? "pod" : "node");
  if (
    ["rollout", "set", "top"].includes(found.verb) &&
    SUBCOMMANDS.has(positional[found.verb === "top" ? 1 : 0] ?? "")
  ) {
    positional.splice(found.verb === "top" ? 1 : 0, 1);
  }
  if (!["auth", "config", "apply", "create", "run"].includes(found.verb)) place(found, positional);
  return found;
}

/** Tells kinds from names: `kind name`, `kind/name`, `kind,kind`, or the pod alone that `logs` and the like take. */
function place(found: Command, positional: string[]): void {
  const [first = "", ...rest] = positional;
  if (first === "") {
    // A verb alone is named, not told to be typed.
    return;
  }
  if (["cordon", "drain", "uncordon"].includes(found.verb)) {
    found.kinds = ["node"];
    found.names = [first];
  } else if (/^[a-z]+\/./.test(first)) {
    const [kind = "", name = ""] = first.split("/");
    found.kinds = [singular(kind)];
    found.names = [name];
  } else if (TAKES_POD.has(found.verb)) {
    found.kinds = ["pod"];
    found.names = [first];
  } else {
    found.kinds = first.split(",").map(singular);
    found.names = found.verb === "label" || found.verb === "taint" ? rest.slice(0, 1) : rest;
  }
}

function singular(kind: string): string {
  return ABBREVIATIONS[kind] ?? kind.replace(/(?<=[^s])s$/, "");
}

/** What runs, by `kind/name`, and the names of its containers. */
export function objectsOf(resources: readonly RecordedResource[]): Set<string> {
  return new Set(
    resources
      .filter(({ inputs }) => "kind" in inputs)
      .map(({ name, inputs }) => {
        const metadata = inputs["metadata"] as { name?: string } | undefined;
        return `${String(inputs["kind"]).toLowerCase()}/${metadata?.name ?? name}`;
      }),
  );
}
