/** What the job of the teams' folders is told. */

export interface TeamFolder {
  /** The team's name in Grafana. */
  name: string;
  /** Its folder's title, and its uid where the job makes it. */
  folder: string;
  /** E-mail addresses. */
  members: readonly string[];
}

/** Grafana has not got it. */
export class NotFound extends Error {}

/** The organisation of those who read audit events. */
export interface AuditOrganisation {
  name: string;
  /** The login of who makes it. */
  admin: string;
  /** E-mail addresses. */
  members: readonly string[];
  dataSource: Readonly<{ name: string; uid: string; secureJsonData?: Readonly<Record<string, string>> }> &
    Readonly<Record<string, unknown>>;
  /** Pages, as Grafana has them. */
  dashboards: readonly Record<string, unknown>[];
}

export interface JobConfig {
  /** Grafana's address. */
  url: string;
  teams: readonly TeamFolder[];
  /** Without it, an organisation that is there stays as it is. */
  auditOrganisation?: AuditOrganisation;
  /** How often Grafana is asked when it does not answer, and how long is waited in between, in milliseconds. */
  patience: { attempts: number; delayMs: number };
  /** The folder with the files {@link USER_FILE} and {@link PASSWORD_FILE}. */
  credentials: string;
}

export const USER_FILE = "admin-user";
export const PASSWORD_FILE = "admin-password";
