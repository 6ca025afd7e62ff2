/**
 * Brings Grafana's teams, their members and their folders to what the settings say. Grafana itself has no teams from an identity
 * provider's groups without a licence, and no permissions from files at all. Source: Grafana's HTTP API, "Team", "Folder",
 * "Folder permissions" and "Organization".
 */
import type { TeamFolder } from "./config";

/**
 * Asks Grafana.
 * @param organisation Whose it is. Default: the first.
 * @returns The answer's JSON.
 * @throws With what it says of its refusal.
 */
export type Ask = (
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  organisation?: number,
) => Promise<unknown>;

interface User {
  userId: number;
  email: string;
}

/** Whose a permission is: of a role, of a team or of a user; who it is not of is 0 or left out. */
interface Permission {
  role?: string;
  teamId?: number;
  userId?: number;
  permission: number;
  inherited?: boolean;
}

/** Grafana's levels. */
const VIEW = 1;
const EDIT = 2;

/** The most that are asked for at once, which is more than there are. */
const LIMIT = 1000;

/** Does what is left to do; twice in a row it does nothing. @returns A line for each thing done. */
export async function applyTeams(ask: Ask, teams: readonly TeamFolder[]): Promise<string[]> {
  const users = (await ask("GET", "/api/org/users")) as User[];
  const done: string[] = [];
  for (const team of teams) {
    const teamId = await teamOf(ask, team, done);
    await setMembers(ask, { team, teamId, users }, done);
    await setFolder(ask, team.folder, teamId, done);
  }
  return done;
}

async function teamOf(ask: Ask, { name }: TeamFolder, done: string[]): Promise<number> {
  const search = `/api/teams/search?${new URLSearchParams({ name, perpage: String(LIMIT) }).toString()}`;
  const { teams } = (await ask("GET", search)) as { teams: { id: number; name: string }[] };
  const found = teams.find((team) => team.name === name);
  if (found !== undefined) return found.id;
  const { teamId } = (await ask("POST", "/api/teams", { name })) as { teamId: number };
  done.push(`team ${name}: made`);
  return teamId;
}

interface Members {
  team: TeamFolder;
  teamId: number;
  users: readonly User[];
}

/** Who has not signed in yet is no user, and follows once they have. */
async function setMembers(ask: Ask, { team, teamId, users }: Members, done: string[]): Promise<void> {
  const path = `/api/teams/${teamId}/members`;
  const wanted = new Set(team.members.map((email) => email.toLowerCase()));
  const are = (await ask("GET", path)) as User[];
  const members = new Set(are.map(({ userId }) => userId));
  for (const { userId, email } of users) {
    if (!wanted.has(email.toLowerCase()) || members.has(userId)) continue;
    await ask("POST", path, { userId });
    done.push(`team ${team.name}: ${email.toLowerCase()} is a member`);
  }
  for (const { userId, email } of are) {
    if (wanted.has(email.toLowerCase())) continue;
    await ask("DELETE", `${path}/${userId}`);
    done.push(`team ${team.name}: ${email} is no member any more`);
  }
}

/** Dashboards of applications may have made the folder before, with a uid of its own. */
async function setFolder(ask: Ask, title: string, teamId: number, done: string[]): Promise<void> {
  const folders = (await ask("GET", `/api/folders?limit=${LIMIT}`)) as { uid: string; title: string }[];
  const uids = folders.filter((folder) => folder.title === title).map(({ uid }) => uid);
  if (uids.length === 0) {
    const { uid } = (await ask("POST", "/api/folders", { uid: title, title })) as { uid: string };
    uids.push(uid);
    done.push(`folder ${title}: made`);
  }
  const items: Permission[] = [
    { role: "Editor", permission: VIEW },
    { role: "Viewer", permission: VIEW },
    { teamId, permission: EDIT },
  ];
  for (const uid of uids) {
    const path = `/api/folders/${uid}/permissions`;
    if (same((await ask("GET", path)) as Permission[], items)) continue;
    await ask("POST", path, { items });
    done.push(`folder ${title}: permissions set`);
  }
}

/** What administrators may do is no setting, and what is inherited is set elsewhere. */
function same(are: readonly Permission[], wanted: readonly Permission[]): boolean {
  const text = (list: readonly Permission[]) =>
    list
      .filter(({ role, inherited }) => role !== "Admin" && inherited !== true)
      .map(({ role, teamId, userId, permission }) => `${role || "-"} ${teamId ?? 0} ${userId ?? 0} ${permission}`)
      .sort();
  return text(are).join() === text(wanted).join();
}
