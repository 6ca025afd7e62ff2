/** Whether a folder of packaged charts has all that a stack needs. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Settings } from "../../settings";
import type { Problem } from "../../settings/problem";
import { chartArchives } from "./releases";

export function chartsAreThere(settings: Settings): Problem[] {
  const { charts } = settings;
  if (charts === undefined || !/^[./]/.test(charts)) return [];
  const missing = chartArchives(settings).filter((file) => !fs.existsSync(path.join(charts, file)));
  if (missing.length === 0) return [];
  return [
    {
      key: "charts",
      problem: `${charts} lacks ${missing.join(", ")}`,
      cure: { any: [{ edit: `helm pull the chart into ${charts}` }, { set: "charts", to: "<directory>" }] },
    },
  ];
}
