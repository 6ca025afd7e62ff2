/** Grafana's further organisations behind its HTTP API, as far as the job of the teams asks for them: each has its own of everything. */
type Json = Record<string, unknown>;

interface User {
  userId: number;
  email: string;
  login: string;
}

export interface Organisation {
  id: number;
  name: string;
  members: { userId: number; role: string }[];
  dataSources: Map<string, Json>;
  dashboards: Map<string, Json>;
}

interface Asked {
  call: string;
  /** Whose the header says that it is. */
  organisation: number;
  query: URLSearchParams;
  body: Json;
  users: readonly User[];
}

const GONE: [number, unknown] = [404, { message: "not found" }];

export class FakeOrganisations {
  readonly all: Organisation[] = [];

  /** The answer; undefined of what is not about organisations. */
  answer(asked: Asked): [number, unknown] | undefined {
    const { call, query, users } = asked;
    if (call === "POST /api/orgs") return this.make(String(asked.body["name"]));
    const [, name] = /^GET \/api\/orgs\/name\/(.+)$/.exec(call) ?? [];
    if (name !== undefined) {
      const found = this.all.find((one) => one.name === decodeURIComponent(name));
      return found === undefined ? GONE : [200, { id: found.id, name: found.name }];
    }
    if (call === "GET /api/users/lookup") {
      const found = users.find(({ email }) => email.toLowerCase() === query.get("loginOrEmail")?.toLowerCase());
      return found === undefined ? GONE : [200, { id: found.userId, email: found.email, login: found.login }];
    }
    const [, id, user] = /^\w+ \/api\/orgs\/(\d+)\/users(?:\/(\d+))?$/.exec(call) ?? [];
    const members = this.all.find((one) => String(one.id) === id);
    if (members !== undefined) return this.members(members, asked, Number(user));
    const own = this.all.find((one) => one.id === asked.organisation);
    return own === undefined ? undefined : this.within(own, asked);
  }

  /** Whoever makes one administers it. */
  private make(name: string): [number, unknown] {
    if (this.all.some((one) => one.name === name)) return [409, { message: "Organization name taken" }];
    const id = this.all.length + 7;
    const members = [{ userId: 1, role: "Admin" }];
    this.all.push({ id, name, members, dataSources: new Map(), dashboards: new Map() });
    return [200, { orgId: id, message: "Organization created" }];
  }

  private members(of: Organisation, { call, body, users }: Asked, user: number): [number, unknown] {
    if (call.startsWith("GET"))
      return [200, of.members.map(({ userId, role }) => ({ ...users.find((one) => one.userId === userId), role }))];
    if (call.startsWith("POST")) {
      const found = users.find(({ email }) => email.toLowerCase() === body["loginOrEmail"]);
      if (found === undefined) return [404, { message: "User not found" }];
      of.members.push({ userId: found.userId, role: String(body["role"]) });
      return [200, { message: "User added to organization", userId: found.userId }];
    }
    const at = of.members.findIndex(({ userId }) => userId === user);
    if (at === -1) return GONE;
    if (call.startsWith("DELETE")) of.members.splice(at, 1);
    else of.members[at] = { userId: user, role: String(body["role"]) };
    return [200, { message: "done" }];
  }

  /** What Grafana adds is added; what is secret is not given back. */
  private within(own: Organisation, { call, body }: Asked): [number, unknown] {
    const [, method = "", kind = "", uid = ""] =
      /^(\w+) \/api\/(datasources|dashboards)(?:\/(?:uid\/([\w-]+)|db))?$/.exec(call) ?? [];
    if (kind === "datasources" && method !== "GET") {
      own.dataSources.set(String(body["uid"]), body);
      return [200, { message: "Datasource added" }];
    }
    if (kind === "dashboards" && method === "POST") {
      const page = body["dashboard"] as Json;
      own.dashboards.set(String(page["uid"]), page);
      return [200, { status: "success" }];
    }
    if (kind === "dashboards") {
      const page = own.dashboards.get(uid);
      return page === undefined ? GONE : [200, { meta: {}, dashboard: { ...page, version: 2, schemaVersion: 99 } }];
    }
    const { secureJsonData = {}, ...open } = own.dataSources.get(uid) ?? {};
    if (kind !== "datasources" || !own.dataSources.has(uid)) return GONE;
    const secureJsonFields = Object.fromEntries(Object.keys(secureJsonData as object).map((key) => [key, true]));
    return [200, { id: 1, orgId: own.id, ...open, secureJsonFields }];
  }
}
