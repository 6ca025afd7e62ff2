import * as yaml from "yaml";
import { selectorFault } from "../../components/loki/selectors";
import { isDuration } from "../../settings/units";
import { assertTaken } from "../support/consumers";
import { lokiConfig } from "../support/loki";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

describe("what is refused, by Loki's own word", function () {
  this.timeout(120_000);

  for (const selector of [
    '{namespace="dev"}',
    '{a!=""}',
    '{a="b", c!~".*"}',
    '{a="\\\\d\\n"}',
    '{namespace!="dev"}',
    '{namespace=~".*"}',
    '{namespace=""}',
    '{namespace=~"("}',
    '{1a="b"}',
    '{a="\\d"}',
    '{a="\\/"}',
    '{By="x"}',
    '{pattern="x"}',
    '{rate="x"}',
  ])
    it(`selector ${selector}: Loki`, function () {
      const loki = toolOrSkip(this, "loki");
      const settings = settingsOf({
        logs: { engine: "loki", retentionByStream: [{ selector: '{z="z"}', retention: "1d" }] },
      });
      const config = lokiConfig("loki", settings) as { limits_config: { retention_stream: { selector: string }[] } };
      for (const stream of config.limits_config.retention_stream)
        if (stream.selector === '{z="z"}') stream.selector = selector;
      const args = (file: string) => [`-config.file=${file}`, "-verify-config"];
      assertTaken(selectorFault(selector) === undefined, loki, args, yaml.stringify(config));
    });

  for (const duration of ["290y", "300y", "106800d"]) {
    it(`a retention of ${duration}: Loki`, function () {
      const loki = toolOrSkip(this, "loki");
      const config = lokiConfig("loki", settingsOf({ logs: { engine: "loki" } }));
      const limits = { ...(config["limits_config"] as object), retention_period: duration };
      const args = (file: string) => [`-config.file=${file}`, "-verify-config"];
      assertTaken(isDuration(duration), loki, args, yaml.stringify({ ...config, limits_config: limits }));
    });
  }
});
