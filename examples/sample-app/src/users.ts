/** The demo's users and their sessions, and what is audited of them. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Log } from "./logging.js";

/** Ids, no names and no addresses: these may be in lines and spans. */
const USERS: Readonly<Record<string, string>> = { ada: "u-1", grace: "u-2" };

const SESSION_MS = 60 * 60_000;
const MOST_SESSIONS = 1000;

const hash = (text: string) => createHash("sha256").update(text).digest();

export class Users {
  /** By the token's hash: what is in memory opens nothing. */
  private readonly sessions = new Map<string, { userId: string; until: number }>();

  constructor(
    private readonly password: string | undefined,
    private readonly log: Log,
  ) {}

  /** @returns A token for a session; undefined for a wrong name or password, and it is not said which of both. */
  logIn(name: string, password: string, sourceIp: string | undefined): string | undefined {
    const userId = Object.hasOwn(USERS, name) ? USERS[name] : undefined;
    // Compared whoever it is, so that the time tells nobody which names there are.
    const isRight = timingSafeEqual(hash(password), hash(this.password ?? randomBytes(32).toString("hex")));
    if (userId === undefined || !isRight) {
      // The name that was typed is not written: it is a password often enough.
      const event = { event: "UserLoginFailed", userId: userId ?? "unknown", outcome: "failure", sourceIp } as const;
      this.log.audit("login refused", event);
      return undefined;
    }
    const token = randomBytes(32).toString("base64url");
    this.sessions.set(hash(token).toString("hex"), { userId, until: Date.now() + SESSION_MS });
    const [oldest] = this.sessions.keys();
    if (this.sessions.size > MOST_SESSIONS && oldest !== undefined) this.sessions.delete(oldest);
    this.log.audit("user logged in", { event: "UserLogin", userId, outcome: "success", sourceIp });
    return token;
  }

  /** Whose session a request has. */
  of({ authorization }: IncomingHttpHeaders): string | undefined {
    const [, token] = /^Bearer ([\w-]{43})$/.exec(authorization ?? "") ?? [];
    if (token === undefined) return undefined;
    const session = this.sessions.get(hash(token).toString("hex"));
    return session !== undefined && session.until > Date.now() ? session.userId : undefined;
  }
}
