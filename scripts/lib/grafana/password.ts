/** Brings the password of Grafana's `admin` to what its Secret says: Grafana itself takes it when it makes its database only. */

/** Grafana, as far as its password is concerned. */
export interface Grafana {
  /** Waits until it runs. @throws With the reason, when it does not. */
  running(): Promise<void>;
  /** Whether `admin` may sign in with the password. */
  accepts(password: string): Promise<boolean>;
  /** Writes the password of the first user, which Grafana makes as `admin`, into the database. @throws With what was said. */
  reset(password: string): Promise<void>;
  /** Makes its pods anew, and waits for the new ones. */
  restart(): Promise<void>;
}

export interface Wanted {
  password: string;
  /** Whether the password was another one before: pods that started then hold that. */
  changed: boolean;
}

/** What a person needs to know when a reset was of no use. */
const STILL_REFUSED =
  "Grafana's database has the new password for its first user (id 1), and Grafana still refuses `admin` with it. Either " +
  "somebody renamed or removed that user, or made another one `admin`: undo it in Grafana, under Administration, Users. Or " +
  "somebody signed in wrongly five times: Grafana then refuses the user for five minutes. `pulumi up` tries again.";

/**
 * Sets the password where Grafana refuses it, and restarts pods that hold another one. Doing it twice changes nothing more.
 * @returns What was done.
 */
export async function applyPassword(grafana: Grafana, { password, changed }: Wanted): Promise<string> {
  await grafana.running();
  const known = await grafana.accepts(password);
  if (!known) {
    await grafana.reset(password);
    if (!(await grafana.accepts(password))) throw new Error(STILL_REFUSED);
  }
  // The sidecars have it in their environment, and are refused with an old one when they ask Grafana to load anew; what a
  // sidecar with a new one asked for before Grafana knew it was refused too.
  if (changed || !known) await grafana.restart();
  const done = known ? "Grafana knows the password of its Secret" : "Grafana's database has the password of its Secret";
  return changed || !known ? `${done}; its pods were restarted` : done;
}
