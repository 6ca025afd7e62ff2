/** The page of each engine. */
import { MONGODB_UID, MYSQL_UID, POSTGRES_UID, RABBITMQ_UID, REDIS_UID, SEARCH_UID } from "../../names/dashboards";
import type { Settings } from "../../settings";
import type { Dashboard } from "../page";
import { enginesOf } from "./engines";
import { mongodbDashboard } from "./mongodb";
import { mysqlDashboard } from "./mysql";
import { postgresDashboard } from "./postgres";
import { rabbitmqDashboard } from "./rabbitmq";
import { redisDashboard } from "./redis";
import { searchDashboard } from "./search";

const PAGES: Readonly<Record<string, (settings: Settings) => Dashboard>> = {
  [POSTGRES_UID]: postgresDashboard,
  [MYSQL_UID]: mysqlDashboard,
  [REDIS_UID]: redisDashboard,
  [MONGODB_UID]: mongodbDashboard,
  [RABBITMQ_UID]: rabbitmqDashboard,
  [SEARCH_UID]: searchDashboard,
};

/** The pages of the engines that there are rules about with these settings. */
export function enginePages(settings: Settings): Dashboard[] {
  return enginesOf(settings).flatMap(({ uid }) => PAGES[uid]?.(settings) ?? []);
}
