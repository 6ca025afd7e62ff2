/** MySQL at work: queries, and what waits for locks. */
import type { Settings } from "../../settings";
import type { Panel } from "../common";
import { FOLDED, lines, OPEN } from "./graphs";
import { levelLines, NAMED, rateLines } from "./series";

type Own = Settings["thresholds"]["databases"]["mysql"];

/** A variable of the server's status. */
export const status = (what: string) => `mysql_global_status_${what}`;

export function queries(): Panel {
  return lines(
    {
      ...OPEN,
      title: "Queries",
      description:
        "Queries a second that each server is asked, those inside of procedures too. A line that falls while connections climb is work that waits; one that ends is a server, or its users, that are gone.",
      unit: "cps",
    },
    rateLines(status("queries")),
  );
}

export function slow({ slowQueriesPerMinute }: Own): Panel {
  return lines(
    {
      ...OPEN,
      title: "Slow queries, a minute",
      description: `Queries a minute that take longer than long_query_time; above ${slowQueriesPerMinute} it alerts. The slow log has them: an index is missing, a table has grown, or they wait for locks.`,
      unit: "short",
    },
    `60 * (${rateLines(status("slow_queries"))})`,
    NAMED,
    [[slowQueriesPerMinute, "orange"]],
  );
}

export function waiting({ lockWaits: most }: Own): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Transactions that wait for rows",
      description: `Transactions that wait now for what another has locked; from ${most} on it alerts. A plateau is one transaction that does not end: find it in information_schema.innodb_trx, and end it.`,
      unit: "short",
    },
    levelLines(status("innodb_row_lock_current_waits")),
    NAMED,
    [[most, "red"]],
  );
}

export function lockWaits(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Waits for rows that begin",
      description:
        "Waits for a row's lock that begin each second. Many short ones are a row that everybody changes, such as a counter: spread it, or change it later.",
      unit: "cps",
    },
    rateLines(status("innodb_row_lock_waits")),
  );
}

export function running(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Threads at work",
      description:
        "Connections that execute something at this moment. More of them than the server has processors, for minutes, means that they wait for each other or for the disk.",
      unit: "short",
    },
    levelLines(status("threads_running")),
  );
}

export function statements(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Statements by kind",
      description:
        "Statements a second of the ten kinds with most, of all servers that are picked. What changed its share is what somebody changed: compare with the last rollout.",
      unit: "cps",
    },
    rateLines(status("commands_total"), { by: "command" }),
    "{{command}}",
  );
}
