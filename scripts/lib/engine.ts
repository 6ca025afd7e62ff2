/**
 * An embedded engine: runs a Pulumi program as `pulumi preview` would, without the CLI, a cluster or an account, and
 * records every resource it registers. It is Pulumi's own mock monitor, listening to the whole request where the mocks
 * hand on only a part.
 */
import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor, type MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";

/** A resource as the program registered it. */
export interface RecordedResource {
  urn: string;
  type: string;
  name: string;
  /** The parent's URN; empty for the stack itself. */
  parent: string;
  /** Its inputs; a secret anywhere in them is {@link SECRET}, a value known only after the deployment {@link UNKNOWN}. */
  inputs: Record<string, unknown>;
  /** URNs of what it waits for. */
  dependencies: string[];
  /** The provider, `<urn>::<id>`, or empty. */
  provider: string;
  protect: boolean;
  retainOnDelete: boolean;
  /** URNs of parents that it had before, or could have had: its aliases. */
  formerParents: string[];
}

/** One run of a program. */
export interface Recording {
  resources: RecordedResource[];
  /** The stack's outputs. */
  outputs: Record<string, unknown>;
}

/** How a secret and an unknown value are shown. */
export const SECRET = "[secret]";
export const UNKNOWN = "[known after deployment]";

/** The marks of Pulumi's wire format. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDependenciesList(): string[];
  getAliasesList(): { getSpec(): { getParenturn(): string } | undefined }[];
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}

type Callback = (error: unknown, response: { getUrn(): string } | undefined) => void;

class RecordingMonitor extends MockMonitor {
  readonly recorded: RecordedResource[] = [];
  outputs: Record<string, unknown> = {};

  constructor(references: RunArgs["references"]) {
    super({
      newResource: (args) => outputsOf(args, references),
      call: ({ inputs }) => inputs as Record<string, unknown>,
    });
  }

  override async registerResource(request: RegisterRequest, callback: Callback): Promise<void> {
    await super.registerResource(request, (error: unknown, response: Parameters<Callback>[1]) => {
      if (response !== undefined) {
        this.recorded.push({
          urn: response.getUrn(),
          type: request.getType(),
          name: request.getName(),
          parent: request.getParent(),
          inputs: readable(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
          dependencies: [...request.getDependenciesList()].sort(),
          provider: request.getProvider(),
          protect: request.getProtect(),
          retainOnDelete: request.getRetainondelete(),
          formerParents: request.getAliasesList().map((alias) => alias.getSpec()?.getParenturn() ?? ""),
        });
      }
      callback(error, response);
    });
  }

  override registerResourceOutputs(
    request: { getUrn(): string; getOutputs(): { toJavaScript(): Record<string, unknown> } | undefined },
    callback: (error: unknown, response: unknown) => void,
  ): void {
    if (request.getUrn().includes("::pulumi:pulumi:Stack::")) {
      this.outputs = readable(request.getOutputs()?.toJavaScript() ?? {}) as Record<string, unknown>;
    }
    super.registerResourceOutputs(request, callback);
  }
}

/** A resource's outputs: its inputs, and what its provider would make up. */
function outputsOf({ type, name, id, inputs }: MockResourceArgs, references: RunArgs["references"] = {}) {
  const own = inputs as Record<string, unknown>;
  if (type === "pulumi:pulumi:StackReference")
    return { id: id ?? name, state: { ...own, outputs: references[String(own["name"])] ?? {} } };
  const made = type === "random:index/randomPassword:RandomPassword" ? { result: pulumi.secret("generated") } : {};
  return { id: id ?? `${name}-id`, state: { ...own, ...made } };
}

/** Inputs as they are shown: secrets and unknown values never as such. */
function readable(value: unknown): unknown {
  if (value === UNKNOWN_VALUE) return UNKNOWN;
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  if ((value as Record<string, unknown>)[SIGNATURE] === SECRET_SIGNATURE) return SECRET;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, nested]) => [key, readable(nested)]),
  );
}

/** Variables that the Kubernetes provider takes inputs from: a plan is to be the same wherever it is made. */
const OF_THE_CALLER = /^(KUBECONFIG|PULUMI_K8S_.*)$/;

/** What a program is run with. */
export interface RunArgs {
  project: string;
  stack: string;
  /** The configuration by full key, objects as JSON. */
  config: Record<string, string>;
  /** The keys that are secret. */
  secretKeys: readonly string[];
  /** The outputs of other stacks, by name. Default: there are none. */
  references?: Readonly<Record<string, Record<string, unknown>>>;
  /** Loads the program; its exports are the stack's outputs. */
  program: () => unknown;
}

/** Runs a program and returns what it registered, sorted by URN. Runs in one process must not overlap. */
export async function run({ project, stack, config, secretKeys, references, program }: RunArgs): Promise<Recording> {
  const monitor = new RecordingMonitor(references);
  await pulumi.runtime.setMocks(
    { newResource: outputsOf, call: ({ inputs }) => inputs as Record<string, unknown> },
    project,
    stack,
    true,
  );
  pulumi.runtime.setMockOptions(monitor, project, stack, true);
  pulumi.runtime.setAllConfig(config, [...secretKeys]);
  const warn = console.warn;
  // Without an engine to send them to, Pulumi prints a program's warnings; they are the caller's to show.
  console.warn = () => undefined;
  const environment = { ...process.env };
  for (const name of Object.keys(environment).filter((key) => OF_THE_CALLER.test(key)))
    Reflect.deleteProperty(process.env, name);
  const failures: unknown[] = [];
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => failures.push(reason));
  try {
    await pulumi.runtime.runInPulumiStack(() => Promise.resolve(program()));
  } finally {
    // What a program that threw has under way would otherwise end up in the next run.
    await pulumi.runtime.disconnect();
    await setImmediate();
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
    Object.assign(process.env, environment);
    console.warn = warn;
  }
  // A resource whose inputs fail is not registered, and nobody awaits it: as under the CLI, that is a failure of the program.
  if (failures.length > 0) throw failures[0];
  return { resources: monitor.recorded.sort((a, b) => (a.urn < b.urn ? -1 : 1)), outputs: monitor.outputs };
}
