/** What a rehearsal is asked to do. */
import * as fs from "node:fs";
import * as path from "node:path";
import { withoutAddresses } from "../../../settings/shown";
import { UserError } from "../stack";
import { type Format, FORMATS } from "./report";

export const USAGE =
  "npm run rehearse -- --stack <stack> [--charts DIR|URL] [--keep] [--kubeconfig FILE] [--yes] [--format text|json|markdown]";

export const OPTIONS = {
  stack: { type: "string" },
  charts: { type: "string" },
  keep: { type: "boolean", default: false },
  kubeconfig: { type: "string" },
  yes: { type: "boolean", default: false },
  format: { type: "string", default: "text" },
} as const;

export interface Given {
  stack?: string;
  charts?: string;
  keep?: boolean;
  kubeconfig?: string;
  yes?: boolean;
  format?: string;
}

export interface Arguments {
  stack: string;
  /** A URL, or the absolute path of a folder. */
  charts: string | undefined;
  kubeconfig: string | undefined;
  keep: boolean;
  yes: boolean;
  format: Format;
}

/** @throws {@link UserError} for what is missing or wrong. */
export function checkArguments(given: Given): Arguments {
  const { stack, charts, kubeconfig, keep = false, yes = false } = given;
  if (stack === undefined) throw new UserError("--stack is missing, e.g. --stack dev");
  const format = FORMATS.find((one) => one === (given.format ?? "text"));
  if (format === undefined) throw new UserError(`--format is one of ${FORMATS.join(", ")}`);
  if (kubeconfig !== undefined && !isFile(kubeconfig))
    throw new UserError(`--kubeconfig ${withoutAddresses(kubeconfig)}: there is no such file`);
  if (charts !== undefined && /:\/\/[^/]*@/.test(charts))
    throw new UserError("--charts has a user or a password in it: charts are taken from where nobody has to sign in");
  const isUrl = charts !== undefined && /^(https?|oci):\/\//.test(charts);
  if (charts !== undefined && !isUrl && !isFolder(charts)) {
    throw new UserError(`--charts ${withoutAddresses(charts)}: is neither a folder nor an http(s):// or oci:// URL`);
  }
  return {
    stack,
    charts: charts === undefined || isUrl ? charts : path.resolve(charts),
    kubeconfig: kubeconfig === undefined ? undefined : path.resolve(kubeconfig),
    keep,
    yes,
    format,
  };
}

function isFile(file: string): boolean {
  return fs.existsSync(file) && fs.statSync(file).isFile();
}

function isFolder(folder: string): boolean {
  return fs.existsSync(folder) && fs.statSync(folder).isDirectory();
}
