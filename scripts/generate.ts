/**
 * `npm run generate`: what follows from the program: the JSON Schemas for editors, the documentation in Pulumi.yaml, the
 * runbooks' index, the README's count of alerts, and the lists of resources that the tests compare with. */
import * as fs from "node:fs";
import * as path from "node:path";
import { command } from "./lib/command";
import { generated, resourceLists } from "./lib/generated";
import { ROOT } from "./lib/stack";

void command("npm run generate", {}, async () => {
  const written = Object.entries({ ...generated(), ...(await resourceLists()) }).map(([file, text]) => {
    fs.writeFileSync(path.join(ROOT, file), text);
    return file;
  });
  return `wrote ${written.join(", ")}`;
});
