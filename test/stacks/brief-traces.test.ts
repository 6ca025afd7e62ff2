import assert from "node:assert/strict";
import { withBriefTraces } from "../../stacks/brief-traces";

const frames = (error: unknown) => (error as Error).stack?.split("\n").filter((line) => /^\s+at /.test(line)).length;

describe("traces while resources are made", () => {
  it("have the frame that says where, and are as long as before afterwards", () => {
    const before = frames(new Error("before")) ?? 0;
    assert.ok(before > 2);
    assert.equal(
      withBriefTraces(() => frames(new Error("meanwhile"))),
      1,
    );
    assert.equal(frames(new Error("after")), before);
  });

  it("are as long as before after an error, which is the one that was thrown", () => {
    const limit = Error.stackTraceLimit;
    const error = new Error("a mistake");
    assert.throws(
      () =>
        withBriefTraces(() => {
          throw error;
        }),
      error,
    );
    assert.equal(Error.stackTraceLimit, limit);
  });

  it("are whole where Pulumi is asked whose promise was left", () => {
    process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "1";
    try {
      assert.ok((withBriefTraces(() => frames(new Error("meanwhile"))) ?? 0) > 2);
    } finally {
      delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
    }
  });
});
