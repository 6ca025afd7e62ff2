/** The page of MySQL and MariaDB, by mysqld_exporter. */
import type { Settings } from "../../settings";
import { type Panel, steps } from "../common";
import type { Dashboard } from "../page";
import { MYSQL } from "./engines";
import { connections, FOLDED, hitRate, lag, lines, volumes } from "./graphs";
import * as load from "./mysql-load";
import { status } from "./mysql-load";
import { furthestBehind, nearestLimit, worst } from "./now";
import { enginePage } from "./page";
import { BY_SERVER, levelLines, levels, NAMED, PICKED, rateLines, rates } from "./series";

type Own = Settings["thresholds"]["databases"]["mysql"];

export function mysqlDashboard(settings: Settings): Dashboard {
  const { databases } = settings.thresholds;
  const { mysql: own } = databases;
  return enginePage(settings, MYSQL, {
    description:
      "MySQL and MariaDB: which servers answer and which is the source, their connections and queries, what waits for locks, and the buffer pool.",
    tiles: [nearestLimit([MYSQL], databases), furthestBehind([MYSQL], databases), waitingNow(own)],
    columns: [
      {
        title: "Slow a minute",
        width: 115,
        expr: `60 * ${rates(status("slow_queries"))}`,
        unit: "short",
        decimals: 1,
        states: [[own.slowQueriesPerMinute, "orange"]],
      },
      { title: "Queries", width: 90, expr: rates(status("queries")), unit: "cps" },
    ],
    open: {
      "Connections and work": [connections(MYSQL, databases), load.queries(), load.slow(own), lag(MYSQL, databases)],
    },
    rows: {
      "What waits and blocks": [load.waiting(own), load.lockWaits(), load.running()],
      "Memory and cache": [
        hitRate(
          "the pages that InnoDB needed that were in its buffer pool",
          "instance:mysql_buffer_pool_hit:ratio_rate15m",
          databases.hitRatePercent,
        ),
        pages(),
        spilled(),
      ],
      "Disk and what is kept": [
        data("read", "from the disk: what was not in the buffer pool"),
        data("written", "to the disk, the log's aside"),
        logWaits(),
        volumes(settings.thresholds, 24),
      ],
      "Errors and refused connections": [deadlocks(own), aborted(), refused(), load.statements()],
    },
  });
}

function waitingNow({ lockWaits: most }: Own): Panel {
  return worst(
    {
      title: "Transactions that wait",
      description: `Transactions of one server that wait for a row that another has locked; from ${most} on it alerts. Each gives up after innodb_lock_wait_timeout: sys.innodb_lock_waits says who holds it.`,
      unit: "short",
    },
    levels(status("innodb_row_lock_current_waits")),
  ).thresholds(steps([most, "red"]));
}

function pages(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Pages of the buffer pool",
      description:
        "Pages of the servers that are picked by what is in them. None free is as it should be; dirty ones that only grow are a disk that does not keep up with the writes.",
      unit: "short",
    },
    levelLines(status("buffer_pool_pages"), { by: "state", made: "sum" }),
    "{{state}}",
  );
}

function spilled(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Temporary tables on disk",
      description:
        "Tables a second that a query made on the disk, as they did not fit tmp_table_size. A step up after a rollout is a query that sorts too much.",
      unit: "cps",
    },
    rateLines(status("created_tmp_disk_tables")),
  );
}

function data(what: "read" | "written", of: string): Panel {
  return lines(
    {
      ...FOLDED,
      title: what === "read" ? "Data read" : "Data written",
      description: `Bytes a second of InnoDB's that go ${of}. What grows without more queries is a scan of a whole table, or a buffer pool that is too small.`,
      unit: "Bps",
    },
    rateLines(status(`innodb_data_${what}`)),
  );
}

function logWaits(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Waits for the log's buffer",
      description:
        "Writes a second that had to wait until the log's buffer was on the disk. Anything but nothing: raise innodb_log_buffer_size, or give the log a faster volume.",
      unit: "cps",
    },
    rateLines(status("innodb_log_waits")),
  );
}

function deadlocks({ deadlocks: most }: Own): Panel {
  const grown = (metric: string) => `sum by (${BY_SERVER}) (increase(${metric}{${PICKED}}[15m]))`;
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Deadlocks, 15 minutes",
      description: `Transactions that InnoDB ended as they waited for each other; from ${most} on it alerts. SHOW ENGINE INNODB STATUS has the last of them: take locks in the same order, and keep transactions short.`,
      unit: "short",
    },
    `topk(10, ${grown("mysql_info_schema_innodb_metrics_lock_lock_deadlocks_total")} or ${grown(status("innodb_deadlocks"))})`,
    NAMED,
    [[most, "orange"]],
  );
}

function aborted(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Connections that broke off",
      description:
        "Connections a second whose client went without saying so, and attempts that failed by a wrong password or certificate. A step up is a pod that is killed, or a credential that was changed.",
      unit: "cps",
    },
    rateLines([status("aborted_clients"), status("aborted_connects")]),
  );
}

function refused(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Connections refused",
      description:
        "Connections a second that the server refused, by its own error: max_connections is the limit above, internal is a server that is out of memory or threads.",
      unit: "cps",
    },
    rateLines(status("connection_errors_total"), { by: "error" }),
    "{{error}}",
  );
}
