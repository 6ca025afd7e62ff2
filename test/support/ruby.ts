/** Ruby, which evaluates what Fluentd's and Logstash's filters are made of; a test that needs one that is not there says so. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

/** As Fluentd's record_modifier evaluates its values, one after the other, and Logstash's ruby filter its code. */
const RUNNER = `
require "json"; require "time"
module Yajl; def self.dump(value) = JSON.generate(value); end
class Event
  def initialize(fields) = @fields = fields
  def path(name) = name.start_with?("[") ? name.scan(/\\[([^\\]]+)\\]/).flatten : [name]
  def get(name) = path(name).reduce(@fields) { |at, key| at.is_a?(Hash) ? at[key] : nil }
  def set(name, value)
    *outer, last = path(name)
    outer.reduce(@fields) { |at, key| at[key] ||= {} }[last] = value
  end
  def remove(name)
    *outer, last = path(name)
    at = outer.reduce(@fields) { |inner, key| inner.is_a?(Hash) ? inner[key] : nil }
    at.delete(last) if at.is_a?(Hash)
  end
  def to_hash = @fields
  def to_json(*) = JSON.generate(@fields)
end
class Fluentd
  def evaluate(code, record, time, tag = "logs.kubernetes") = instance_eval(code)
end
class Logstash
  def evaluate(code, event) = instance_eval(code)
end
task = JSON.parse($stdin.read)
time = task["time"] && Time.iso8601(task["time"])
answer = task["cases"].map do |input|
  if task["code"]
    event = Event.new(input)
    Logstash.new.evaluate(task["code"], event)
    event.to_hash
  else
    task["fields"].each do |name, value|
      code = value[/\\A\\$\\{(.*)\\}\\z/m, 1]
      input[name] = code ? Fluentd.new.evaluate(code, input, time || Time.at(0)) : value
    end
    keep = task["keep"]
    keep ? input.select { |name, _| keep.include?(name) || task["fields"].key?(name) } : input
  end
end
puts JSON.generate(answer)
`;

interface Task {
  /** Logstash: code that changes the event. */
  code?: string;
  /** Fluentd: values by field. */
  fields?: Record<string, string>;
  /** Fluentd: the fields that stay beside these, if others do not. */
  keep?: readonly string[];
  /** When the runtime read the line. */
  time?: string;
  cases: readonly Record<string, unknown>[];
}

/** Whether there is a Ruby here; else the test is skipped, and says so. */
export function rubyOrSkip(context: Mocha.Context): void {
  if (spawnSync("ruby", ["--version"]).status === 0) return;
  if (context.test) context.test.title += " (skipped: there is no ruby on the PATH)";
  context.skip();
}

/** What becomes of each case. */
export function ruby(task: Task): Record<string, unknown>[] {
  const input = JSON.stringify(task);
  const { status, stdout, stderr } = spawnSync("ruby", ["-e", RUNNER], { input, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>[];
}
