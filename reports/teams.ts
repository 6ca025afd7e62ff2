/** Whose something is: by its own label, by its application, or by the owner of its namespace. */
import { matchesPattern } from "../settings/re2";

/** The team that has what nobody else has. */
export const PLATFORM = "platform";

export interface Ownership {
  owners: readonly { namespaces: string; team: string }[];
  apps: readonly { namespace?: string | undefined; team?: string | undefined }[];
}

/** The team of what is in a namespace. @param own The label `team` that it has already. */
export function teamOf({ owners, apps }: Ownership, namespace: string, own = ""): string {
  if (own !== "" && own !== PLATFORM) return own;
  const owner = owners.find(({ namespaces }) => matchesPattern(namespaces, namespace))?.team;
  const app = apps.find((one) => one.namespace === namespace && one.team !== undefined)?.team;
  return owner ?? app ?? PLATFORM;
}
