/** What the exporter of a database is called in the cluster. */

/** The name of all that is made for a database: the release or the Deployment of its exporter, its Secret, its monitor. */
export function exporterName({ name }: { name: string }): string {
  return `database-${name}`;
}
