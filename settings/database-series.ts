/** What the series of a database are called: no more than that, since reports are bundled with it. */

/** What names them. */
interface Named {
  name: string;
  cluster?: string | undefined;
  namespace?: string | undefined;
}

/** The `job` of its series. */
export function jobOf({ name, cluster }: Pick<Named, "cluster" | "name">): string {
  return cluster ?? name;
}

/** The namespace of its series. @param platform The platform's. */
export function namespaceOf({ namespace }: Pick<Named, "namespace">, platform: string): string {
  return namespace ?? platform;
}
