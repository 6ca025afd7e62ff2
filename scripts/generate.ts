/** `npm run generate`: what follows from the settings' schema: the JSON Schema for editors, and the documentation in Pulumi.yaml. */
import * as fs from "node:fs";
import * as path from "node:path";
import { command } from "./lib/command";
import { generated } from "./lib/generated";
import { ROOT } from "./lib/stack";

void command("npm run generate", {}, () => {
  const written = Object.entries(generated()).map(([file, text]) => {
    fs.writeFileSync(path.join(ROOT, file), text);
    return file;
  });
  return Promise.resolve(`wrote ${written.join(", ")}`);
});
