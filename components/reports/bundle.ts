/** The program that sends reports, in a file, and the library that it sends mail by, in another: each fits into a ConfigMap. */
import * as path from "node:path";
import type * as esbuild from "esbuild";

const ROOT = path.resolve(__dirname, "../..");

/** The Node of the image that runs it. */
const TARGET = "node24";

/** The library of the second file. */
export const LIBRARY = "nodemailer";

/** The program: it needs nothing but {@link LIBRARY}. */
export function reportBundle(): string {
  return bundled(`import "./reports/job.ts"`, [LIBRARY]);
}

/** What the program takes of the library. */
export function libraryBundle(): string {
  return bundled(`export { createTransport } from "${LIBRARY}"`, []);
}

/** The licences of what is in it are at its end. The same sources and packages are the same bytes, on every machine. */
function bundled(contents: string, external: string[]): string {
  // Loading it takes a while, and most stacks send no report.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { buildSync } = require("esbuild") as typeof esbuild;
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    stdin: { contents, resolveDir: ROOT, sourcefile: "entry.js" },
    external,
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
  if (file === undefined) throw new Error("esbuild made no file of a bundle");
  return file.text;
}
