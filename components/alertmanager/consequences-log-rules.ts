/** What follows for the rules over logs where Elasticsearch's lines are looked at. */
import { LOG_RULES } from "../../names/log-rules";
import { alerts, type Consequence, is, like } from "./consequence";

export const logRules: readonly Consequence[] = [
  {
    cause: [alerts("ElasticsearchNotAnswering")],
    effect: [alerts("ElasticsearchLogRulesIncomplete", "ElasticsearchLogRulesNotEvaluated")],
    equal: [],
  },
  { cause: [alerts("ElasticsearchClusterRed")], effect: [alerts("ElasticsearchLogRulesIncomplete")], equal: [] },
  // What cannot be asked is told by what is wrong with it.
  {
    cause: [alerts("ElasticsearchLogRulesNotEvaluated")],
    effect: [alerts("KubeDeploymentReplicasMismatch"), is("deployment", LOG_RULES)],
    equal: ["namespace"],
  },
  {
    cause: [alerts("ElasticsearchLogRulesNotEvaluated")],
    effect: [alerts("PodNotReady", "TargetDown"), like("pod", `${LOG_RULES}-.+`)],
    equal: ["namespace"],
  },
];
