/** Makes `dist`: one file of JavaScript with what it needs of the platform, and its types. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const PROJECT = join(HERE, "../..");
const DIST = join(HERE, "dist");

// In the package itself all of it is made already; npm runs this there too when its folder is installed from.
if (!existsSync(join(HERE, "objects.ts"))) process.exit(0);

// Whoever installs the package from its repository has not installed the project, whose modules are built in here.
if (!existsSync(join(PROJECT, "node_modules/esbuild"))) {
  const { status } = spawnSync("npm", ["ci"], { cwd: PROJECT, stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error("`npm ci` in the project failed: without its modules the package cannot be built");
}

const require = createRequire(join(PROJECT, "package.json"));
const { buildSync } = require("esbuild");
const ts = require("typescript");

rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST);
buildSync({
  absWorkingDir: HERE,
  entryPoints: ["index.ts"],
  outfile: join(DIST, "index.js"),
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  // The component host knows a component by its class's name.
  keepNames: true,
  packages: "bundle",
  external: ["@pulumi/*"],
  logLevel: "warning",
});

for (const file of ["args", "index", "monitored-app"]) {
  const source = readFileSync(join(HERE, `${file}.ts`), "utf8");
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, {
    fileName: `${file}.ts`,
    reportDiagnostics: true,
    compilerOptions: { isolatedDeclarations: true, declaration: true, target: ts.ScriptTarget.ES2022 },
  });
  if (diagnostics.length > 0)
    throw new Error(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")).join("\n"));
  writeFileSync(join(DIST, `${file}.d.ts`), outputText);
}
