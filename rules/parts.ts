/** The objects that the rules of applications are kept in: each application in one by its name. */
import { createHash } from "node:crypto";
import type { App } from "../settings/apps";

/**
 * How many there are. Whatever is added or taken away changes no other, and with 10,000 SLOs none has more than a quarter of what
 * an object may have.
 */
const PARTS = 64;

/** The part of the objects that an application's rules are in. */
export function partOf({ name, namespace = "" }: Pick<App, "name" | "namespace">): string {
  const [byte = 0] = createHash("sha256").update(`${namespace}/${name}`).digest();
  return String(byte % PARTS).padStart(2, "0");
}
