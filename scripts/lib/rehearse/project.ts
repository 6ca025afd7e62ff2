/** A copy of the project that is deployed in a rehearsal: its own stack file, state and passphrase. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as yaml from "yaml";
import { copyProject } from "../copy";
import type { PlannedResource } from "../diff";
import { NAMESPACE } from "../../../settings";
import { isMarked } from "../../../stacks/raw";
import { countsText, type Events, isUnchanged, readEvents } from "./events";
import { type Ended, run, type Running, start } from "../processes";
import { expectNone, StepFailed } from "./steps";
import type { PulumiCli } from "./tools";

export interface ProjectArgs {
  stack: string;
  folder: string;
  pulumi: PulumiCli;
  kubeconfig: string;
  charts: string | undefined;
}

/** How an update ended. */
export interface Outcome extends Events {
  ok: boolean;
  seconds: number;
  /** Everything that it printed. */
  said: string;
}

/** An exported state, as far as it is looked at. */
export interface State {
  deployment?: {
    resources?: { urn: string; type: string; id?: string }[];
    pending_operations?: { type: string }[];
  };
}

/** What a stack file has besides credentials, which are encrypted with a passphrase that nobody here knows. */
export function withoutSecrets(text: string, charts: string | undefined): string {
  const { config = {} } = (yaml.parse(text) ?? {}) as { config?: Record<string, unknown> };
  const open = Object.entries(config).filter(([, value]) => !isMarked(value));
  const mirror = charts === undefined ? [] : [[`${NAMESPACE}:charts`, charts] as const];
  return yaml.stringify({ config: Object.fromEntries([...open, ...mirror]) });
}

/** A stack file with other values, by paths as `pulumi config set --path` takes them; undefined takes a value out. */
export function withValues(text: string, values: Readonly<Record<string, unknown>>): string {
  const file = yaml.parseDocument(text);
  for (const [key, value] of Object.entries(values)) {
    const [section = "", ...rest] = key.split(/[.[\]]+/).filter((part) => part !== "");
    const path = [
      "config",
      `${NAMESPACE}:${section}`,
      ...rest.map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
    ];
    if (value === undefined) file.deleteIn(path);
    else file.setIn(path, value);
  }
  return file.toString();
}

export class Project {
  readonly folder: string;
  /** The folder of all logs. */
  readonly logs: string;
  private readonly env: NodeJS.ProcessEnv;
  private number = 0;

  constructor(private readonly args: ProjectArgs) {
    this.folder = path.join(args.folder, "project");
    this.logs = path.join(args.folder, "logs");
    const state = path.join(args.folder, "state");
    for (const folder of [this.logs, state]) fs.mkdirSync(folder, { recursive: true });
    copyProject(this.folder);
    fs.writeFileSync(this.stackFile, withoutSecrets(fs.readFileSync(this.stackFile, "utf8"), args.charts));
    this.env = {
      ...process.env,
      KUBECONFIG: args.kubeconfig,
      PATH: [...args.pulumi.path, process.env["PATH"] ?? ""].join(path.delimiter),
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "rehearsal",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // It shows `--event-log`, which Pulumi's own Automation API uses.
      PULUMI_DEBUG_COMMANDS: "true",
    };
    for (const name of ["PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_STACK"]) Reflect.deleteProperty(this.env, name);
  }

  path(file: string): string {
    return path.join(this.folder, file);
  }

  private get stackFile(): string {
    return this.path(`Pulumi.${this.args.stack}.yaml`);
  }

  /** Changes the stack file in one go: {@link withValues}. */
  setAll(values: Readonly<Record<string, unknown>>): void {
    fs.writeFileSync(this.stackFile, withValues(fs.readFileSync(this.stackFile, "utf8"), values));
  }

  /** Remembers the stack file. @returns What puts it back as it is now. */
  keep(): () => void {
    const text = fs.readFileSync(this.stackFile, "utf8");
    return () => {
      fs.writeFileSync(this.stackFile, text);
    };
  }

  /** Replaces a text in a file of the copy. */
  edit(file: string, from: string, to: string): void {
    const text = fs.readFileSync(this.path(file), "utf8");
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    fs.writeFileSync(this.path(file), text.replace(from, () => to)); // prettier-ignore
  }

  /** Runs the CLI, and fails with what it says when it does. */
  async pulumi(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.cli(args);
    if (code !== 0)
      throw new StepFailed(`pulumi ${args[0] ?? ""} ended with ${code}: ${(stderr || stdout).trim().slice(-600)}`);
    return stdout;
  }

  private cli(args: string[]): Promise<Ended> {
    const { pulumi, stack } = this.args;
    return run(pulumi.program, [...args, "--non-interactive", "--stack", stack], { cwd: this.folder, env: this.env });
  }

  /** Sets a value; a path's as it would be at the command line. */
  async set(key: string, value: string): Promise<void> {
    await this.pulumi("config", "set", "--path", `${NAMESPACE}:${key}`, value);
  }

  /** Sets credentials. */
  async setSecrets(values: Readonly<Record<string, string>>): Promise<void> {
    const pairs = Object.entries(values).flatMap(([key, value]) => ["--secret", `${NAMESPACE}:${key}=${value}`]);
    if (pairs.length > 0) await this.pulumi("config", "set-all", ...pairs);
  }

  /** Starts an update that is to be broken off. */
  begin(what: string): { running: Running; end: () => Promise<Outcome> } {
    const log = path.join(this.logs, `${String(++this.number).padStart(2, "0")}-${what}`);
    const { pulumi, stack } = this.args;
    const [operation = "up"] = what.split("-");
    const options = operation === "preview" ? [] : ["--yes", "--skip-preview"];
    const from = performance.now();
    const running = start(
      pulumi.program,
      [
        operation,
        ...options,
        "--non-interactive",
        "--color",
        "never",
        "--stack",
        stack,
        "--event-log",
        `${log}.events`,
      ],
      { cwd: this.folder, env: this.env, log: `${log}.log` },
    );
    const end = async () => {
      const code = await running.ended;
      const events = readEvents(fs.existsSync(`${log}.events`) ? fs.readFileSync(`${log}.events`, "utf8") : "");
      const said = fs.readFileSync(`${log}.log`, "utf8");
      if (code !== 0 && events.errors.length === 0) events.errors.push(said.trim().slice(-600));
      return { ok: code === 0, seconds: (performance.now() - from) / 1000, said, ...events };
    };
    return { running, end };
  }

  /** Runs `preview`, `up`, `refresh` or `destroy`; what follows a hyphen is only the log's name. */
  async update(what: string): Promise<Outcome> {
    const { running, end } = this.begin(what);
    const timer = setTimeout(() => void running.stop("SIGKILL"), 20 * 60_000);
    const outcome = await end().finally(() => clearTimeout(timer));
    if (!outcome.ok) expectNone(outcome.errors, 3);
    return outcome;
  }

  /** An update that has to change nothing. */
  async unchanged(what: string): Promise<Outcome> {
    const outcome = await this.update(what);
    if (isUnchanged(outcome.counts)) return outcome;
    const names = outcome.touched.map(({ op, name }) => `${op} ${name}`).join(", ");
    throw new StepFailed(`${what}: ${countsText(outcome.counts)}${names && ` (${names})`}`);
  }

  async state(): Promise<string> {
    return this.pulumi("stack", "export");
  }

  /** How one of the project's own scripts ends, as npm runs it. */
  runScript(name: string, ...args: string[]): Promise<Ended> {
    return run(
      process.execPath,
      ["--require", "ts-node/register", `scripts/${name}.ts`, "--stack", this.args.stack, ...args],
      { cwd: this.folder, env: this.env },
    );
  }

  /** One of the project's own scripts, which has to succeed. */
  async script(name: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.runScript(name, ...args);
    if (code !== 0) throw new StepFailed(`npm run ${name} ended with ${code}: ${stderr.trim().slice(-600)}`);
    return stdout;
  }

  /** The plan: every resource with its inputs. */
  async plan(): Promise<PlannedResource[]> {
    return (JSON.parse(await this.script("plan", "--format", "json")) as { resources: PlannedResource[] }).resources;
  }
}
