/** Programs of this project that run in the cluster: one file each, by Node, without any privilege. */
import * as path from "node:path";
import type * as esbuild from "esbuild";

const ROOT = path.resolve(__dirname, "../..");

/** Node, whose version is that of the bundles' target. */
export const NODE_IMAGE = "docker.io/library/node:24.11.1-alpine3.22";

const TARGET = "node24";

/** The image's own user. */
const USER = 1000;

/** What a pod of such a program has to say of itself beside its containers and volumes. */
export const UNPRIVILEGED_POD = {
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: USER,
    runAsGroup: USER,
    fsGroup: USER,
    seccompProfile: { type: "RuntimeDefault" },
  },
};

/** The same of its container. */
export const UNPRIVILEGED_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

/**
 * A program with all that it needs. The licences of what is in it are at its end. The same sources and packages are the same
 * bytes, on every machine.
 * @param contents The lines that it begins with.
 * @param external The packages that it is to find where it runs.
 */
export function bundled(contents: string, external: string[] = []): string {
  // Loading it takes a while, and most stacks have no such program.
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
