/**
 * `npm run status -- --stack prod --prometheus URL [--format json|text]`: the state of what is public, for a page that everybody may
 * see. Exit code 1: it could not be asked, or Prometheus does not answer.
 */
import { askByHttp } from "../reports/http";
import { publicStatus, type PublicStatus } from "../reports/public-status";
import { URL_TEXT } from "../settings/units";
import { command } from "./lib/command";
import { shownOf } from "./lib/public";
import { planStack, UserError } from "./lib/stack";

const FORMATS: Readonly<Record<string, (status: PublicStatus) => string>> = {
  json: (status) => `${JSON.stringify(status, null, 2)}\n`,
  text: ({ services }) =>
    services
      .map(({ name, state, since, availability }) => {
        const shares = Object.entries(availability).map(([window, share]) => `${window} ${share ?? "-"} %`);
        return `${name}: ${state}${since === null ? "" : ` since ${since}`} (${shares.join(", ")})\n`;
      })
      .join(""),
};

void command(
  "npm run status -- --stack <stack> --prometheus <URL> [--format json|text]",
  {
    stack: { type: "string" },
    prometheus: { type: "string" },
    format: { type: "string", default: "json" },
  },
  async ({ stack, prometheus, format }) => {
    if (stack === undefined) throw new UserError("--stack is missing, e.g. --stack dev");
    if (prometheus === undefined || !URL_TEXT.test(prometheus))
      throw new UserError("--prometheus is missing, or not an http(s) URL, e.g. --prometheus http://localhost:9090");
    const render = Object.entries(FORMATS).find(([name]) => name === format)?.[1];
    if (render === undefined) throw new UserError(`--format is one of ${Object.keys(FORMATS).join(", ")}`);
    const { settings } = planStack(stack);
    const ask = askByHttp({ prometheus: prometheus.replace(/\/+$/, "") });
    try {
      return render(await publicStatus(ask, shownOf(settings), Math.floor(Date.now() / 1000)));
    } catch (error) {
      throw new UserError((error as Error).message);
    }
  },
);
