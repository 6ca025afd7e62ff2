/** What the job that sends reports is told: its configuration file. No credential is in it, only the names of their files. */
import type { Source } from "./ask";
import type { Headers } from "./http";
import type { Subject } from "./subject";

export interface Smtp {
  host: string;
  port: number;
  from: string;
  requireTls: boolean;
  /** Whoever signs in, and the file with the password. */
  user?: { name: string; passwordFile: string };
}

export interface JobConfig {
  subject: Subject;
  /** Where each program is asked. One that is not there is not asked. */
  sources: Readonly<Partial<Record<Source, string>>>;
  /** What each is sent with a question, e.g. the tenant. Never a credential. */
  headers?: Readonly<Partial<Record<Source, Headers>>>;
  /** How often Prometheus is asked in all before it is said that it does not answer, and how far apart, in milliseconds. */
  patience: { attempts: number; delayMs: number };
  smtp?: Smtp;
  /** One message for each; `id` is the channel's, for what is said of a failure. */
  email: readonly { id: string; to: readonly string[] }[];
  slack: readonly { id: string; channel: string; urlFile: string }[];
}
