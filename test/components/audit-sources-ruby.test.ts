import assert from "node:assert/strict";
import { sourceReaders } from "../support/audit-sources";
import { collectors, type Fields } from "../support/collector-ruby";
import { SOURCE_CASES } from "../support/root-shell";
import { settingsOf } from "../support/settings";

const settings = settingsOf({ elastic: { logstash: {} }, security: { sources: { falco: {} } } });
const TIME = "2026-11-20T10:00:00.123456789Z";

describe("lines of the nodes, the API server and Falco in Ruby", () => {
  let both: Awaited<ReturnType<typeof collectors>>;
  let reads: Awaited<ReturnType<typeof sourceReaders>>;

  before(async () => {
    both = await collectors(settings, TIME);
    reads = await sourceReaders(settings, TIME);
  });

  for (const name of ["Fluentd", "Logstash"] as const) {
    it(`${name}: lines that are made to take long, which do not`, () => {
      const long = [" ; USER=root ; A=", "USER=r ; ", " from 192.0.2.7 port 1", "sh ", "%2"].map((part) =>
        part.repeat(20_000),
      );
      for (const text of long)
        for (const line of [
          `Nov 20 10:00:00 n sudo: a : TTY=x ; PWD=${text}`,
          `Nov 20 10:00:00 n sshd: Failed password for ${text}!`,
          `{"stage":"ResponseComplete","requestURI":"/api/v1/exec?command=${text}"}`,
        ])
          reads[name]({ source: line.startsWith("{") ? "api_server" : "files", line });
    });

    for (const one of SOURCE_CASES)
      it(`${name}: ${one.name}`, () => {
        const read = reads[name](one);
        if (one.event === undefined) {
          assert.equal(read !== undefined, one.kept === true);
          if (read !== undefined) assert.ok(one.line.endsWith(String(read["message"])), String(read["message"]));
          return;
        }
        const [document = assert.fail()] = both[name].written([read ?? assert.fail("it is dropped")]);
        const { app = {}, ...schema } = document as { app?: Fields } & Fields;
        const at = (field: string) =>
          schema[field] ??
          field.split(".").reduce<unknown>((value, key) => (value as Fields | undefined)?.[key], schema);
        const places: Record<string, string> = {
          event: "event.action",
          user_id: "user.id",
          outcome: "event.outcome",
          source_ip: "source.ip",
          service: "service.name",
          message: "message",
        };
        const { level, ...fields } = one.event;
        const found = Object.keys(fields).map((field) => [
          field,
          field in places ? at(places[field] ?? "") : app[field],
        ]);
        assert.deepEqual(Object.fromEntries(found), fields);
        if (level !== undefined) assert.equal(at("log.level"), level === "critical" ? "fatal" : "info");
        assert.equal(at("data_stream.dataset"), "event" in fields ? "audit" : "kubernetes");
        assert.doesNotMatch(JSON.stringify(document), /hunter2/);
        assert.ok(JSON.stringify(document).length < 20_000);
        if (one.source === "api_server") {
          assert.equal(at("kubernetes.namespace"), "shop");
          assert.equal(at("kubernetes.pod.name"), "web-1");
          assert.equal(at("service.name"), "kube-apiserver");
        }
        if (one.source === "files") assert.equal(at("kubernetes.node.name"), "node-1");
      });
  }
});
