import assert from "node:assert/strict";
import { isObject, type Json } from "../support/fake-elastic/fields";
import { checkSpace, importObjects, type Kibana } from "../support/fake-elastic/kibana";
import { unknownPrivileges } from "../support/fake-elastic/privileges";
import { checkRepository, checkSnapshotPolicy } from "../support/fake-elastic/snapshots";

/** A test that something is refused, with this in the reason. */
function refuses(what: string, check: () => unknown, reason: RegExp): void {
  it(`refuses ${what}`, () => assert.throws(check, { message: reason }));
}

describe("the imitation of Elasticsearch and Kibana", () => {
  describe("of snapshots", () => {
    const stores = new Map<string, Json>([["backups", {}]]);
    const policy = (change: Json) => () =>
      checkSnapshotPolicy(
        "p",
        { schedule: "0 30 1 * * ?", name: "<s-{now/d}>", repository: "backups", ...change },
        stores,
      );

    it("takes a policy, and other times", () => {
      for (const schedule of ["0 30 1 * * ?", "0 0 0/6 ? * *", "0 15 2 ? * MON-FRI", "0 0 3 1 * ?"])
        policy({ schedule })();
    });
    refuses("a repository that is not there", policy({ repository: "other" }), /no such repository \[other\]/);
    refuses("Unix' cron", policy({ schedule: "30 1 * * *" }), /invalid schedule/);
    refuses("both kinds of day", policy({ schedule: "0 30 1 * * *" }), /invalid schedule/);
    refuses("an unknown field", policy({ keep: 1 }), /unknown field \[keep\]/);
    refuses("a name with capitals", policy({ name: "S" }), /must be lowercase/);
    refuses(
      "counts that exclude each other",
      policy({ retention: { min_count: 5, max_count: 1 } }),
      /cannot be larger/,
    );
    refuses(
      "an unknown kind of repository",
      () => checkRepository("r", { type: "ftp" }),
      /type \[ftp\] does not exist/,
    );
    refuses(
      "another kind's settings",
      () => checkRepository("r", { type: "gcs", settings: { bucket: "b", container: "c" } }),
      /unknown field \[container\]/,
    );
    refuses(
      "a repository without a place",
      () => checkRepository("r", { type: "s3", settings: {} }),
      /Required \[bucket\]/,
    );
  });

  describe("of Kibana", () => {
    const form = (...objects: Json[]) =>
      `--x\r\nContent-Disposition: form-data; name="file"; filename="a.ndjson"\r\n\r\n${objects.map((o) => JSON.stringify(o)).join("\n")}\n\r\n--x--`;
    const kibana = (): Kibana => ({ spaces: new Map(), objects: new Map() });
    const failed = (...objects: Json[]) => {
      const { success, errors } = importObjects(kibana(), "s", form(...objects));
      return [
        success,
        isObject((errors as Json[])[0]?.["error"]) ? ((errors as Json[])[0]?.["error"] as Json)["type"] : "",
      ];
    };
    refuses(
      "a space with an unknown field",
      () => checkSpace({ id: "a", name: "A", colour: "#000000" }),
      /unknown field \[colour\]/,
    );
    refuses("a space whose id has capitals", () => checkSpace({ id: "A", name: "A" }), /must be lower case/);
    refuses("a form without a file", () => importObjects(kibana(), "s", ""), /expected value of type \[Stream\]/);
    it("says in a success that objects were refused", () => {
      assert.deepEqual(failed({ type: "panel", id: "a" }), [false, "unsupported_type"]);
      assert.deepEqual(failed({ type: "lens", id: "a", references: [{ type: "index-pattern", id: "b" }] }), [
        false,
        "missing_references",
      ]);
    });
  });

  it("of roles knows no other privileges", () => {
    const role = { cluster: ["monitor", "mange_ilm"], indices: [{ names: ["a"], privileges: ["reed"] }] };
    assert.deepEqual(unknownPrivileges(role), ["mange_ilm", "reed"]);
    const application = (privilege: string, resource: string) => ({
      ...{ cluster: [], indices: [] },
      applications: [{ application: "kibana-.kibana", privileges: [privilege], resources: [resource] }],
    });
    assert.deepEqual(unknownPrivileges(application("read", "space:logs")), ["read"]);
    assert.deepEqual(unknownPrivileges(application("space_read", "space:logs")), []);
  });
});
