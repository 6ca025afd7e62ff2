/** What a verification sees of programs on this machine: real ones, or answers that were made up for it. */
import type { Settings } from "../../settings";
import { type Endpoint, type Question, type World } from "../../scripts/lib/verify/world";
import { Unanswered } from "../../scripts/lib/verify/outcome";

export interface LocalArgs {
  settings: Settings;
  /** Where each Service's program is, by the Service's name: a URL. */
  services: Readonly<Record<string, string>>;
  secrets?: Readonly<Record<string, Record<string, string>>>;
}

/** A world in which every Service has one pod, of the same name, that answers at a URL. */
export function localWorld({ settings, services, secrets = {} }: LocalArgs): World & { asked: Question[] } {
  const asked: Question[] = [];
  return {
    stack: "test",
    settings,
    asked,
    endpoints: (service, port) =>
      service in services
        ? Promise.resolve([{ pod: service, port }])
        : Promise.reject(new Unanswered(`the Service ${service} is missing`)),
    ask: async ({ pod }: Endpoint, question) => {
      asked.push(question);
      const { path, method = "GET", body, headers, user } = question;
      const basic = user && Buffer.from(`${user.name}:${user.password}`).toString("base64");
      const response = await fetch(`${services[pod] ?? ""}${path}`, {
        method,
        headers: {
          "content-type": "application/json",
          ...headers,
          ...(basic === undefined ? {} : { authorization: `Basic ${basic}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
      return { status: response.status, type, text: await response.text() };
    },
    secret: (name) => {
      const found = secrets[name];
      return found === undefined
        ? Promise.reject(new Unanswered(`the Secret ${name} is missing`))
        : Promise.resolve(found);
    },
    list: () => Promise.resolve([]),
    isSimulated: () => Promise.resolve(false),
  };
}
