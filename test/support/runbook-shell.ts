/** What runbooks tell somebody to type, as a shell reads it. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { PAGES } from "./runbooks";

/** A text of a page that is typed: a block of `sh`, or a command in a line. */
export interface Typed {
  page: string;
  text: string;
}

/** What stands for something: a label of the alert, or what a command before it has shown. */
export const PLACEHOLDER = /<([^<>\n]+)>/g;

const COMMANDS = [
  "amtool",
  "curl",
  "crictl",
  "etcdctl",
  "helm",
  "journalctl",
  "jq",
  "kubectl",
  "npx",
  "pulumi",
  "smartctl",
];
const STARTS = new RegExp(`^(?:${COMMANDS.join("|")}|es) \\S`);

/** The blocks of every page. */
export const BLOCKS: readonly Typed[] = [...PAGES].flatMap(([page, text]) =>
  [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) => ({ page, text: block })),
);

/** The commands in the lines of every page. */
export const INLINE: readonly Typed[] = [...PAGES].flatMap(([page, text]) =>
  [...text.replace(/```.*?```/gs, "").matchAll(/`([^`]+)`/g)]
    .map(([, code = ""]) => ({ page, text: code }))
    .filter((code) => STARTS.test(code.text)),
);

/** A text with something in the place of each placeholder. */
export function filled(text: string): string {
  return text.replace(PLACEHOLDER, "something");
}

/** The texts that bash cannot read. One shell reads all of them; only if it fails is each read by itself. */
export function unreadable(texts: readonly Typed[]): Typed[] {
  const reads = (text: string) => spawnSync("bash", ["-n"], { input: text }).status === 0;
  const together = texts.map(({ text }) => `( ${text}\n)\n`).join("");
  return reads(together) ? [] : texts.filter(({ text }) => !reads(`( ${text}\n)\n`));
}

/** The lines at which a shell runs a command that changes something, or writes a file; every command is only named. */
export function linesThatAct(lines: readonly Typed[]): Typed[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "runbook-"));
  try {
    const named = COMMANDS.map((name) => `${name}() { echo "$number ${name} $*" >&9; }`).join("\n");
    const each = `number=0; while IFS= read -r line; do (eval "$line") < /dev/null > /dev/null 2>&1; number=$((number + 1)); done`;
    const script = `exec 9>&1\nPATH=/nowhere\n${named}\n${each}`;
    const input = lines.map(({ text }) => `${text}\n`).join("");
    const { stdout } = spawnSync("/bin/bash", ["-c", script], { cwd: folder, input, encoding: "utf8" });
    const acted = stdout
      .split("\n")
      .filter(
        (command) =>
          /^\d+ /.test(command) && !/^\d+ kubectl (-n \S+ )?(get|describe|logs|top)\b|^\d+ jq /.test(command),
      )
      .map((command) => Number.parseInt(command, 10));
    const written = fs.readdirSync(folder).map((file) => ({ page: "a file is written", text: file }));
    return [...lines.filter((_, index) => acted.includes(index)), ...written];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** The programs of `jq` in a text, between single quotes. */
export function jqPrograms(text: string): string[] {
  return [...text.matchAll(/\bjq (?:-\w+ )*'([^']+)'/g)].map(([, program = ""]) => program);
}
