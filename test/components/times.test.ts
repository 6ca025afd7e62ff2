/** When a line was, by Fluentd's and Logstash's Ruby. */
import assert from "node:assert/strict";
import { collectors, type Collector, type Fields } from "../support/collector-ruby";
import { TIMES } from "../support/log-times";
import { settingsOf } from "../support/settings";

const READ = Date.parse("2026-11-20T10:00:00.123Z");
const settings = settingsOf({ elastic: { logstash: {} } });

describe("the time of a line", () => {
  let both: Record<"Fluentd" | "Logstash", Collector>;
  before(async () => {
    both = await collectors(settings, new Date(READ).toISOString());
  });

  for (const name of ["Fluentd", "Logstash"] as const)
    for (const { title, written, said } of TIMES)
      it(`is ${said === undefined ? "not believed" : "taken"} by ${name}: ${title}`, () => {
        const message = written(READ);
        const app = message.startsWith("{") ? (JSON.parse(message) as Fields) : {};
        const [document = {}] = both[name].named([{ message, stream: "stdout", app }]);
        const { created = document["event.created"] } = (document["event"] ?? {}) as Fields;
        const time = (value: unknown) => new Date(value as number | string).toISOString();
        assert.equal(time(document["@timestamp"]), time(said?.(READ) ?? READ));
        assert.equal(time(created), time(READ));
        // What is not believed is not lost either.
        if (said === undefined && "timestamp" in app)
          assert.equal((document["app"] as Fields)["timestamp"], app["timestamp"]);
      });
});
