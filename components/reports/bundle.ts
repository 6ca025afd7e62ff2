/** The program that sends reports, in one file. */
import * as path from "node:path";
import type * as esbuild from "esbuild";

const ROOT = path.resolve(__dirname, "../..");

/** The Node of the image that runs it. */
const TARGET = "node24";

/** The licences of what is in it are at its end. The same sources and packages are the same bytes, on every machine. */
export function reportBundle(): string {
  // Loading it takes a while, and most stacks send no report.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { buildSync } = require("esbuild") as typeof esbuild;
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: ["reports/job.ts"],
    bundle: true,
    platform: "node",
    target: TARGET,
    format: "cjs",
    charset: "utf8",
    minify: true,
    legalComments: "eof",
    // What decides of names and helpers is here, and not in the settings for checking types.
    tsconfigRaw: {},
    logLevel: "silent",
    write: false,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild made no file of reports/job.ts");
  return file.text;
}
