/** The regular expressions in the project's sources, and how long each may take. */
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import ts from "typescript";
import { ROOT } from "../../scripts/lib/stack";

/** A regular expression as a source has it. */
export interface Literal {
  file: string;
  line: number;
  source: string;
  flags: string;
}

/** The literals in the TypeScript of some folders, in the order of the files. */
export function literals(...folders: string[]): Literal[] {
  const files = folders
    .flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true }).map((file) => `${folder}/${String(file)}`),
    )
    .filter((file) => file.endsWith(".ts"))
    .sort();
  return files.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(path.join(ROOT, file), "utf8"), ts.ScriptTarget.ES2022);
    const found: Literal[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const [, pattern = "", flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
        const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
        found.push({ file, line, source: pattern, flags });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}
