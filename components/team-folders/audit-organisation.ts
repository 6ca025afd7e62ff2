/**
 * An organisation of Grafana's for those who read audit events: Grafana without a licence has no permissions of single data sources,
 * and the people of one organisation see nothing of another's. Its data source and pages are made by the API: a provisioning file that
 * names an organisation that is not there yet keeps Grafana from starting. Source: Grafana's HTTP API, "Organization" (admin), "Data
 * source" and "Dashboard"; its pkg/services/provisioning/datasources, `validateAccessAndOrgID`.
 */
import * as crypto from "node:crypto";
import type { Ask } from "./apply";
import { type AuditOrganisation, NotFound } from "./config";

interface Member {
  userId: number;
  email: string;
  login: string;
}

/** Its people look, and change nothing. */
const ROLE = "Viewer";

/** Does what is left to do; twice in a row it does nothing. @returns A line for each thing done. */
export async function applyAuditOrganisation(ask: Ask, wanted: AuditOrganisation): Promise<string[]> {
  const done: string[] = [];
  const { name } = wanted;
  const id = await organisation(ask, name, done);
  const within: Ask = (method, path, body) => ask(method, path, body, id);
  await dataSource(within, wanted, done);
  for (const page of wanted.dashboards) await dashboard(within, page, name, done);
  await members(ask, id, wanted, done);
  return done;
}

async function organisation(ask: Ask, name: string, done: string[]): Promise<number> {
  const found = await orNothing<{ id: number }>(ask("GET", `/api/orgs/name/${encodeURIComponent(name)}`));
  if (found !== undefined) return found.id;
  const { orgId } = (await ask("POST", "/api/orgs", { name })) as { orgId: number };
  done.push(`organisation ${name}: made`);
  return orgId;
}

/** What Grafana says of a data source, but for its secrets, is what it was given. */
async function dataSource(ask: Ask, { name, dataSource }: AuditOrganisation, done: string[]): Promise<void> {
  const path = `/api/datasources/uid/${dataSource.uid}`;
  const found = await orNothing<Record<string, unknown>>(ask("GET", path));
  const { secureJsonData, ...open } = dataSource;
  if (found === undefined) await ask("POST", "/api/datasources", dataSource);
  else if (contains(found, open) && hasSecrets(found, secureJsonData)) return;
  else await ask("PUT", path, dataSource);
  done.push(`organisation ${name}: data source ${dataSource.name} set`);
}

function hasSecrets(found: Record<string, unknown>, secrets: Readonly<Record<string, string>> = {}): boolean {
  const fields = (found["secureJsonFields"] ?? {}) as Record<string, boolean>;
  return Object.keys(secrets).every((key) => fields[key] === true);
}

async function dashboard(ask: Ask, page: Record<string, unknown>, name: string, done: string[]): Promise<void> {
  const path = `/api/dashboards/uid/${String(page["uid"])}`;
  const found = await orNothing<{ dashboard: { tags?: string[] } }>(ask("GET", path));
  // Grafana brings a page to its newest form as it saves it: what was sent is told by its hash.
  const hash = crypto.createHash("sha256").update(JSON.stringify(page)).digest("hex").slice(0, 12);
  if (found?.dashboard.tags?.includes(hash) === true) return;
  const tags = [...((page["tags"] ?? []) as string[]), hash];
  await ask("POST", "/api/dashboards/db", { dashboard: { ...page, tags }, overwrite: true });
  done.push(`organisation ${name}: page ${String(page["title"])} set`);
}

/** Who has not signed in yet is no user, and follows once they have. Whoever made the organisation, `admin`, stays. */
async function members(
  ask: Ask,
  id: number,
  { name, members, admin }: AuditOrganisation,
  done: string[],
): Promise<void> {
  const path = `/api/orgs/${id}/users`;
  const are = (await ask("GET", path)) as (Member & { role: string })[];
  const wanted = new Set(members.map((email) => email.toLowerCase()));
  const isAdmin = ({ login }: Member) => login === admin;
  for (const email of [...wanted].sort()) {
    const member = are.find((one) => one.email.toLowerCase() === email);
    if (member !== undefined) {
      if (member.role === ROLE || isAdmin(member)) continue;
      await ask("PATCH", `${path}/${member.userId}`, { role: ROLE });
      done.push(`organisation ${name}: ${email} looks only`);
      continue;
    }
    const user = await orNothing<Member>(ask("GET", `/api/users/lookup?loginOrEmail=${encodeURIComponent(email)}`));
    if (user === undefined) continue;
    await ask("POST", path, { loginOrEmail: email, role: ROLE });
    done.push(`organisation ${name}: ${email} is a member`);
  }
  for (const member of are) {
    if (wanted.has(member.email.toLowerCase()) || isAdmin(member)) continue;
    await ask("DELETE", `${path}/${member.userId}`);
    done.push(`organisation ${name}: ${member.email} is no member any more`);
  }
}

async function orNothing<T>(answer: Promise<unknown>): Promise<T | undefined> {
  try {
    return (await answer) as T;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** Whether what is there has all that is wanted; Grafana adds fields of its own. */
function contains(there: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return there === wanted;
  if (typeof there !== "object" || there === null || Array.isArray(there) !== Array.isArray(wanted)) return false;
  if (Array.isArray(wanted) && (there as unknown[]).length !== wanted.length) return false;
  return Object.entries(wanted).every(([key, value]) => contains((there as Record<string, unknown>)[key], value));
}
