import { strict as assert } from "node:assert";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type RecordedResource, type Recording, run, SECRET, UNKNOWN } from "../../scripts/lib/engine";

const CLEAR = "correct-horse-battery";

function record(program: () => unknown, stack = "dev"): Promise<Recording> {
  const config = { "project:plain": stack, "project:credential": CLEAR };
  return run({ project: "project", stack, config, secretKeys: ["project:credential"], program });
}

function find({ resources }: Recording, name: string): RecordedResource {
  return resources.find((resource) => resource.name === name) ?? assert.fail(`there is no ${name}`);
}

const credential = () => new pulumi.Config("project").requireSecret("credential");
const configMap = (name: string, args: k8s.core.v1.ConfigMapArgs, opts?: pulumi.CustomResourceOptions) =>
  new k8s.core.v1.ConfigMap(name, args, opts);

describe("the embedded engine", () => {
  describe("shows no secret", () => {
    const shown = async (data: pulumi.Input<Record<string, pulumi.Input<string>>>) =>
      find(await record(() => void configMap("x", { data })), "x").inputs["data"];

    it("on its own, in a text, in JSON, in a list", async () => {
      const recording = await record(() => {
        const secret = credential();
        configMap("x", {
          metadata: { finalizers: ["plain", secret], annotations: { text: pulumi.interpolate`with ${secret}` } },
          data: { own: secret, json: pulumi.jsonStringify({ deep: [{ secret }] }), plain: "plain" },
        });
      });
      const { metadata, data } = find(recording, "x").inputs;
      assert.deepEqual(metadata, { finalizers: ["plain", SECRET], annotations: { text: SECRET } });
      assert.deepEqual(data, { json: SECRET, own: SECRET, plain: "plain" });
      assert.ok(!JSON.stringify(recording).includes(CLEAR));
    });

    it("when a whole section of the inputs is one", async () => {
      assert.equal(await shown(pulumi.secret({ a: CLEAR })), SECRET);
    });

    it("when the resource is a Secret, whose provider makes its content one", async () => {
      const recording = await record(() => new k8s.core.v1.Secret("x", { stringData: { user: "admin", key: CLEAR } }));
      assert.equal(find(recording, "x").inputs["stringData"], SECRET);
      assert.ok(!JSON.stringify(recording).includes(CLEAR));
    });

    it("when it is generated, and used by another resource", async () => {
      const recording = await record(() => {
        const { result } = new random.RandomPassword("password", { length: 8 });
        configMap("x", { data: { text: pulumi.interpolate`password=${result}` } });
      });
      assert.deepEqual(find(recording, "x").inputs["data"], { text: SECRET });
    });

    it("while what is not secret is shown as it is", async () => {
      assert.deepEqual(await shown({ a: pulumi.output(CLEAR) }), { a: CLEAR });
    });
  });

  it("shows what is known only after the deployment as that, nested too", async () => {
    const recording = await record(() => {
      const { id } = configMap("first", {});
      configMap("x", { metadata: { finalizers: [id] }, data: { text: pulumi.interpolate`is ${id}` } });
    });
    const { metadata, data } = find(recording, "x").inputs;
    assert.deepEqual([metadata, data], [{ finalizers: [UNKNOWN] }, { text: UNKNOWN }]);
  });

  it("records resources sorted by URN, with parent, dependencies, provider and options", async () => {
    const { resources } = await record(() => {
      const parent = new pulumi.ComponentResource("project:a:Parent", "parent");
      const provider = new k8s.Provider("cluster", {});
      const before = configMap("before", {}, { parent, provider, retainOnDelete: true });
      configMap("after", {}, { dependsOn: before, protect: true });
    });
    const before = "urn:pulumi:dev::project::project:a:Parent$kubernetes:core/v1:ConfigMap::before";
    const stack = "urn:pulumi:dev::project::pulumi:pulumi:Stack";
    const first = resources.find(({ urn }) => urn === before) ?? assert.fail();
    const after = resources.find(({ name }) => name === "after") ?? assert.fail();
    assert.deepEqual(
      resources.map((resource) => resource.urn),
      resources.map((resource) => resource.urn).sort(),
    );
    assert.equal(first.parent, `${stack}$project:a:Parent::parent`);
    assert.equal(after.parent, `${stack}::project-dev`);
    assert.deepEqual(after.dependencies, [before]);
    assert.match(first.provider, /pulumi:providers:kubernetes::cluster::/);
    assert.deepEqual([first.retainOnDelete, first.protect], [true, false]);
    assert.deepEqual([after.retainOnDelete, after.protect], [false, true]);
  });

  it("takes nothing from the caller's environment, and leaves it as it was", async () => {
    const { KUBECONFIG } = process.env;
    process.env["KUBECONFIG"] = "theirs";
    try {
      const recording = await record(() => new k8s.Provider("cluster", {}));
      assert.deepEqual(find(recording, "cluster").inputs, {});
      assert.equal(process.env["KUBECONFIG"], "theirs");
    } finally {
      if (KUBECONFIG === undefined) delete process.env["KUBECONFIG"];
      else process.env["KUBECONFIG"] = KUBECONFIG;
    }
  });

  it("records the stack's outputs, secrets hidden", async () => {
    const { outputs } = await record(() => ({ plain: pulumi.output(1), urls: { a: "b" }, list: [credential()] }));
    assert.deepEqual(outputs, { list: [SECRET], plain: 1, urls: { a: "b" } });
  });

  describe("rejects with the message of a program that fails", () => {
    const failing = () => pulumi.output(1).apply((): string => assert.fail("the reason"));
    const programs: Record<string, () => unknown> = {
      "while it is loaded": () => assert.fail("the reason"),
      "later on": () => Promise.reject(new Error("the reason")),
      "in an output": () => ({ output: failing() }),
      "in a resource's inputs": () => void configMap("x", { data: { a: failing() } }),
      "in an apply that nobody awaits": () => void failing(),
    };
    for (const [when, program] of Object.entries(programs)) {
      it(when, async () => {
        await assert.rejects(record(program), /the reason/);
      });
    }

    it("as the error that it threw", async () => {
      const error = new pulumi.RunError("the reason");
      await assert.rejects(
        record(() => {
          throw error;
        }),
        (thrown) => thrown === error,
      );
    });
  });

  describe("keeps two runs in one process apart", () => {
    const program = (name: string) => () => {
      configMap(name, {});
      return { stack: pulumi.getStack(), plain: new pulumi.Config("project").require("plain") };
    };
    const own = ({ resources, outputs }: Recording) => ({ names: resources.map(({ name }) => name).sort(), outputs });
    const expected = (stack: string, name: string) => ({
      names: [name, `project-${stack}`].sort(),
      outputs: { plain: stack, stack },
    });

    it("one after the other", async () => {
      assert.deepEqual(own(await record(program("a"), "one")), expected("one", "a"));
      assert.deepEqual(own(await record(program("b"), "two")), expected("two", "b"));
    });

    it("after one that failed half way", async () => {
      const half = () => {
        configMap("half", {});
        assert.fail("half way");
      };
      await assert.rejects(record(half, "one"), /half way/);
      assert.deepEqual(own(await record(program("b"), "two")), expected("two", "b"));
    });

    it("and leaves the process's own handlers as they were", async () => {
      const handlers = () => [console.warn, ...process.listeners("unhandledRejection")];
      const before = handlers();
      await record(program("a"));
      await assert.rejects(record(() => assert.fail()));
      assert.deepEqual(handlers(), before);
    });
  });
});
