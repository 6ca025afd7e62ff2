/** What the browser runs, as one script. */
import { build, type Plugin } from "esbuild";
import * as path from "node:path";
import { WORKSPACE } from "./packages";

/** Editors and maps, which no panel of ours has: most of what the packages weigh. */
const UNUSED =
  /^(?:monaco-editor|@monaco-editor\/react|ol|@grafana\/faro-web-sdk|@codemirror\/.*|@uiw\/react-codemirror)(?:\/|$)/;

const withoutUnused: Plugin = {
  name: "without what is unused",
  setup(build) {
    build.onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: "unused" }));
    build.onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** A page's script, a few megabytes of it, and its style sheet. */
export interface Bundle {
  script: string;
  style: string;
}

let made: Promise<Bundle> | undefined;

/** What the browser runs, made once; its packages have to be installed. */
export function bundle(): Promise<Bundle> {
  return (made ??= make());
}

async function make(): Promise<Bundle> {
  const { outputFiles } = await build({
    absWorkingDir: WORKSPACE,
    entryPoints: [path.join(WORKSPACE, "src/main.tsx")],
    tsconfig: path.join(WORKSPACE, "tsconfig.json"),
    plugins: [withoutUnused],
    bundle: true,
    write: false,
    // Nothing is written, but a style sheet needs a name beside the script's.
    outdir: WORKSPACE,
    format: "iife",
    platform: "browser",
    target: "chrome120",
    define: { "process.env.NODE_ENV": '"production"', global: "window" },
    loader: { ".svg": "dataurl" },
    legalComments: "none",
    logLevel: "error",
  });
  const ending = (suffix: string) => outputFiles.find(({ path }) => path.endsWith(suffix))?.text;
  const [script, style] = [ending(".js"), ending(".css")];
  if (script === undefined || style === undefined) throw new Error("the bundler made no script or no style sheet");
  return { script, style };
}
