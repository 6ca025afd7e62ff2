/**
 * Grafana's teams, folders and their permissions behind its HTTP API, as far as the job of the teams asks for them. What a new
 * folder or team has is as in Grafana: whoever makes it administers it, editors edit it, viewers see it.
 */
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { FakeOrganisations } from "./fake-organisations";

export interface User {
  userId: number;
  email: string;
  login: string;
}

export interface Permission {
  role?: "Viewer" | "Editor" | "Admin";
  userId?: number;
  teamId?: number;
  permission: 1 | 2 | 4;
}

interface Team {
  id: number;
  name: string;
  members: number[];
}

interface Folder {
  uid: string;
  title: string;
  permissions: Permission[];
}

export const ADMIN: User = { userId: 1, email: "admin@localhost", login: "admin" };
export const PASSWORD = "canary-grafana-password-7f3a";

export class FakeGrafana {
  readonly users: User[] = [ADMIN];
  readonly teams: Team[] = [];
  readonly folders: Folder[] = [];
  readonly organisations = new FakeOrganisations();
  /** Methods and paths of what has changed something. */
  readonly changes: string[] = [];
  /** How many sign-ins were refused: after five within five minutes Grafana refuses the user, whatever the password. */
  refused = 0;
  /** How many of the next questions are answered with 503. */
  away = 0;
  private readonly server = http.createServer((request, response) => {
    void this.answer(request).then(
      ([status, body]) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(500).end(JSON.stringify({ message: String(error) })),
    );
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Whether a user may do something to a folder: view 1, edit 2, administer 4. */
  may(user: User, role: "Viewer" | "Editor", title: string, level: 1 | 2 | 4): boolean {
    const folders = this.folders.filter((folder) => folder.title === title);
    return folders.length > 0 && folders.every(({ permissions }) => permissions.some((one) => one.permission >= level && this.concerns(one, user, role))); // prettier-ignore
  }

  private concerns({ role, userId, teamId }: Permission, user: User, own: "Viewer" | "Editor"): boolean {
    if (role !== undefined) return role === own || (role === "Viewer" && own === "Editor");
    if (userId !== undefined) return userId === user.userId;
    return this.teams.some(({ id, members }) => id === teamId && members.includes(user.userId));
  }

  private async answer(request: http.IncomingMessage): Promise<[number, unknown]> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (this.away > 0) {
      this.away--;
      return [503, { message: "starting" }];
    }
    const expected = `Basic ${Buffer.from(`${ADMIN.login}:${PASSWORD}`).toString("base64")}`;
    if (request.headers.authorization !== expected) {
      this.refused++;
      return [401, { message: "Invalid username or password" }];
    }
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const call = `${request.method ?? ""} ${pathname}`;
    if (request.method !== "GET") this.changes.push(call);
    const body = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
    const organisation = Number(request.headers["x-grafana-org-id"]);
    const found = this.organisations.answer({ call, organisation, query: searchParams, body, users: this.users });
    if (found !== undefined) return found;
    if (organisation !== 1) return [400, { message: "whose organisation?" }];
    return this.route(call, searchParams, body);
  }

  private route(call: string, query: URLSearchParams, body: Record<string, unknown>): [number, unknown] {
    const [, id = "", member] = /^\w+ \/api\/(?:teams|folders)\/([\w-]+)(?:\/\w+\/?(\d+)?)?$/.exec(call) ?? [];
    const team = this.teams.find((one) => String(one.id) === id);
    const folder = this.folders.find(({ uid }) => uid === id);
    if (call === "GET /api/org/users") return [200, this.users];
    if (call === "GET /api/teams/search")
      return [200, { teams: this.teams.filter(({ name }) => name === query.get("name")).map(({ id, name }) => ({ id, name })) }]; // prettier-ignore
    if (call === "POST /api/teams") return this.addTeam(String(body["name"]));
    if (call === "GET /api/folders") return [200, this.folders.map(({ uid, title }) => ({ uid, title }))];
    if (call === "POST /api/folders") return this.addFolder(String(body["uid"]), String(body["title"]));
    if (team !== undefined) return this.members(call.split(" ")[0] ?? "", team, body["userId"] ?? member);
    if (folder === undefined) return [404, { message: "not found" }];
    if (call.startsWith("GET")) return [200, listed(folder.permissions)];
    folder.permissions = body["items"] as Permission[];
    return [200, { message: "Folder permissions updated" }];
  }

  private members(method: string, team: Team, user: unknown): [number, unknown] {
    if (method === "GET") return [200, this.users.filter(({ userId }) => team.members.includes(userId))];
    const has = team.members.includes(Number(user));
    if (has === (method === "POST")) return [400, { message: has ? "User is already in the team" : "not a member" }];
    if (has) team.members.splice(team.members.indexOf(Number(user)), 1);
    else team.members.push(Number(user));
    return [200, { message: "done" }];
  }

  private addTeam(name: string): [number, unknown] {
    if (this.teams.some((team) => team.name === name)) return [409, { message: "Team name taken" }];
    const id = this.teams.length + 11;
    this.teams.push({ id, name, members: [ADMIN.userId] });
    return [200, { message: "Team created", teamId: id }];
  }

  private addFolder(uid: string, title: string): [number, unknown] {
    if (this.folders.some((folder) => folder.uid === uid)) return [412, { message: "uid is taken" }];
    this.folders.push({ uid, title, permissions: [{ userId: 1, permission: 4 }, ...NEW_FOLDER] });
    return [200, { uid, title }];
  }
}

/** What everybody may do to a new folder. */
export const NEW_FOLDER: readonly Permission[] = [
  { role: "Editor", permission: 2 },
  { role: "Viewer", permission: 1 },
];

/** Grafana names whom a permission is not of by a zero, and the role of administrators, whose permission is not a setting. */
function listed(permissions: readonly Permission[]): unknown[] {
  return [
    { role: "Admin", userId: 0, teamId: 0, permission: 4, inherited: true },
    ...permissions.map((one) => ({ userId: 0, teamId: 0, inherited: false, ...one })),
  ];
}
