/**
 * Keys of a stack file that are not the program's: those that were nearly one, which would be ignored in silence, and
 * credentials in plain text under any key at all.
 */
import { NAMESPACE, type RawConfig, type RawValue, schema } from "../settings";
import { nearest } from "../settings/nearest";
import type { Cure, Problem } from "../settings/problem";
import { namesCredential } from "./exposed";
import { fromJson, isMarked } from "./raw";

/** A value that is no credential: a switch, a number, or a file's path. */
const HARMLESS = /^(?:true|false|null|[\d.]*|~?\.{0,2}\/[\w./-]+|~)$/;

const SECTIONS = Object.keys(schema.shape);

/** What is wrong with keys that are no section and no credential of the program. @param prefixes How the keys of credentials begin. */
export function foreignProblems(raw: RawConfig, prefixes: readonly string[]): Problem[] {
  return Object.entries(raw).flatMap(([key, value]): Problem[] => {
    const colon = key.indexOf(":");
    const namespace = key.slice(0, Math.max(colon, 0));
    const name = key.slice(colon + 1);
    if (namespace === NAMESPACE) {
      // A section is looked into elsewhere, and so are the credentials.
      if (SECTIONS.includes(name) || name.includes("/") || !isExposed(name, value)) return [];
      const problem = "is in plain text in the stack file, and nothing that the program reads";
      return [{ key: name, problem, cure: { steps: [ROTATE, { remove: name }] } }];
    }
    const ours = isNearlyOurs(colon < 0 ? undefined : namespace, name, prefixes);
    const exposed = isExposed(name, value);
    if (!ours && !exposed) return [];
    const right = `${NAMESPACE}:${name}`;
    const credential = name.includes("/");
    if (exposed) {
      const cures: Cure[] = ours ? [{ remove: key }, ...(credential ? [{ secret: name }] : [])] : [{ secret: key }];
      return [{ key, problem: "is in plain text in the stack file", cure: { steps: [ROTATE, ...cures] } }];
    }
    return [
      {
        key,
        problem:
          colon < 0
            ? `is a key without the project's name; did you mean ${right}?`
            : `is not read; did you mean ${right}?`,
        cure:
          credential && value.secret
            ? { steps: [{ remove: key }, { secret: name }] }
            : { edit: `rename it to ${right} in {file}` },
      },
    ];
  });
}

/** The first step for what has been in plain text: whoever has read the file has it. */
export const ROTATE: Cure = { edit: "rotate it where it came from" };

/** Whether a key was meant for the program. @param namespace Undefined for a key that has none. */
function isNearlyOurs(namespace: string | undefined, name: string, prefixes: readonly string[]): boolean {
  const first = name.split(/[./[]/, 1)[0] ?? "";
  const section = nearest(first, SECTIONS) !== undefined || prefixes.some((prefix) => name.startsWith(prefix));
  return namespace === undefined ? section : nearest(namespace.trim(), [NAMESPACE]) !== undefined;
}

/** Whether a key holds a credential that is not encrypted. */
function isExposed(name: string, { value, secret }: RawValue): boolean {
  if (secret || HARMLESS.test(value.trim())) return false;
  if (isMarked(fromJson(value))) return true;
  const last = name.split(/[/.:]/).at(-1) ?? "";
  if (/kubeconfig$/i.test(name)) return true;
  return name.includes("/") || namesCredential(last);
}
