import assert from "node:assert/strict";
import { inspect } from "node:util";
import { makeInspectable } from "../../stacks/inspectable";
import { run } from "../../scripts/lib/processes";
import { ROOT } from "../../scripts/lib/stack";

const FRAMES = [
  "    at Object.init (/srv/platform/stacks/deployed.ts:6:82)",
  "    at Stack.initialize (/srv/platform/node_modules/@pulumi/runtime/stack.ts:78:28)",
  "    at Stack.initializeAndRegisterOutputs (/srv/platform/node_modules/@pulumi/resource.ts:1598:22)",
  "    at C:\\platform\\node_modules\\@pulumi\\resource.ts:1598:22",
];

function thrown(message: string, options?: ErrorOptions): Error {
  const error = new Error(message, options);
  error.stack = [`Error: ${message}`, ...FRAMES].join("\n");
  return error;
}

describe("errors as Pulumi's host shows them", () => {
  it("keep their message and every frame that has an end", () => {
    const error = thrown("boom");
    makeInspectable(error);
    assert.equal(error.stack, ["Error: boom", ...FRAMES.slice(0, 2)].join("\n"));
  });

  it("are shown with what caused them, and what they are made of", () => {
    const cause = thrown("cause");
    const part = thrown("part", { cause });
    const whole = new AggregateError([part], "whole");
    cause.cause = whole;
    makeInspectable(whole);
    const shown = inspect(whole, { colors: true });
    for (const message of ["whole", "part", "cause"]) assert.ok(shown.includes(message), shown);
  });

  it("leave alone what is no error", () => {
    makeInspectable("text");
    makeInspectable(undefined);
  });

  // Pulumi's own modules with their source maps, and its host's own handling of errors; without an engine it does not start.
  it("come out of a program's promise at once", async () => {
    const program = `
      require("source-map-support/register");
      const { runInPulumiStack } = require("@pulumi/pulumi/runtime/stack");
      const { defaultErrorMessage } = require("@pulumi/pulumi/cmd/run/error");
      const pulumi = require("@pulumi/pulumi");
      pulumi.runtime.setMocks({ newResource: ({ inputs }) => ({ id: "", state: inputs }), call: () => ({}) });
      require("./stacks/inspectable").showErrorsAtOnce();
      process.on("unhandledRejection", (error) => {
        console.log(defaultErrorMessage(error));
        process.exit(0);
      });
      runInPulumiStack(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        throw new Error("boom");
      });`;
    const { code, stdout, stderr } = await run(process.execPath, ["--require", "ts-node/register", "--eval", program], {
      cwd: ROOT,
    });
    assert.equal(code, 0, stderr);
    // In colours: without them, Node.js came to no end, and Pulumi did without.
    assert.match(stdout, /boom[^]*\u001b\[/);
  }).timeout(600_000);
});
