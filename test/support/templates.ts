/** Alertmanager's templates, as its own tool renders them. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { templates } from "../../components/alertmanager/templates";
import type { Settings } from "../../settings";
import { toolOrSkip } from "./tools";

/** A template as amtool renders it. @param alerts Default: amtool's own sample of alerts. */
export function renderTemplate(
  context: Mocha.Context,
  template: string,
  settings: Settings,
  alerts?: readonly unknown[],
): string {
  const amtool = toolOrSkip(context, "amtool");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "templates-"));
  try {
    const file = path.join(folder, "observability.tmpl");
    fs.writeFileSync(file, templates(settings));
    const data = path.join(folder, "alerts.json");
    if (alerts) fs.writeFileSync(data, JSON.stringify({ alerts, commonAnnotations: {}, commonLabels: {} }));
    return execFileSync(
      amtool,
      [
        "template",
        "render",
        `--template.glob=${file}`,
        ...(alerts === undefined ? [] : [`--template.data=${data}`]),
        ...(template.endsWith(".html") ? ["--template.type=html"] : []),
        `--template.text={{ template "${template}" . }}`,
      ],
      { encoding: "utf8" },
    );
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
