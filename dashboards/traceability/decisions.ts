/** The row "Decisions of machines": what programs decided about whom, and why. */
import { AUTOMATED_DECISION } from "../../log-format/events";
import type { Settings } from "../../settings";
import type { Panel } from "../common";
import { traceLink } from "../links";
import { lineTable, logTable } from "../loki";

/** What programs decided about the users that are asked for: audit events, whose fields are beside the line. */
const DECISIONS = `{namespace=~"$namespace", audit="true"} |~ \`(?i)$text\` | event="${AUTOMATED_DECISION}" | user_id=~"$user"`;

export function byModel(): Panel {
  return logTable({
    title: "Decisions by model",
    description:
      "What each version of a model decided, over the time shown. An outcome that only a new version has, or has far more often, is a question for its team.",
    width: 24,
    height: 6,
    unit: "short",
    queries: [
      {
        expr: `topk(100, sum by (decision_model, decision_version, decision_outcome) (count_over_time(${DECISIONS} [$__range])))`,
      },
    ],
    empty: "No decision",
  })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true },
        indexByName: { decision_model: 0, decision_version: 1, decision_outcome: 2, "Value #A": 3 },
        renameByName: {
          decision_model: "Model",
          decision_version: "Version",
          decision_outcome: "Outcome",
          "Value #A": "Decisions",
        },
      },
    })
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "Decisions", desc: true }] } });
}

export function decisions(settings: Settings): Panel {
  return (
    lineTable(
      {
        title: "What was decided about whom",
        description:
          "Each decision with its reason, what it was made of, how sure the model was from 0 to 1, and who may contest it, the newest on top.",
        width: 24,
        height: 10,
        queries: [{ expr: DECISIONS }],
        empty: "No decision",
      },
      {
        Time: "When",
        user_id: "About",
        decision_outcome: "Outcome",
        decision_reason: "Why",
        decision_model: "Model",
        decision_version: "Version",
        decision_confidence: "Confidence",
        decision_inputs: "Inputs",
        decision_contest: "Contested with",
        trace_id: "Trace",
      },
    )
      .overrideByName("Version", [{ id: "custom.width", value: 80 }])
      .overrideByName("Outcome", [{ id: "custom.width", value: 110 }])
      .overrideByName("Confidence", [{ id: "custom.width", value: 100 }])
      // A trace's id is 32 letters.
      .overrideByName("Trace", [
        { id: "custom.width", value: 280 },
        { id: "links", value: traceLink(settings) },
      ])
  );
}
