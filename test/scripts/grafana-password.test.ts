import { strict as assert } from "node:assert";
import { applyPassword, type Grafana } from "../../scripts/lib/grafana/password";

/** A Grafana with a database, and pods that hold the password that was there when they started. */
class FakeGrafana implements Grafana {
  readonly done: string[] = [];

  constructor(
    private database: string,
    private readonly login = "admin",
  ) {}

  running(): Promise<void> {
    return Promise.resolve();
  }

  accepts(password: string): Promise<boolean> {
    return Promise.resolve(this.login === "admin" && password === this.database);
  }

  reset(password: string): Promise<void> {
    this.database = password;
    this.done.push("reset");
    return Promise.resolve();
  }

  restart(): Promise<void> {
    this.done.push("restart");
    return Promise.resolve();
  }
}

describe("Grafana's admin password", () => {
  it("is left alone in a database that was made with it", async () => {
    const grafana = new FakeGrafana("new");
    const said = await applyPassword(grafana, { password: "new", changed: false });
    assert.deepEqual(grafana.done, []);
    assert.equal(said, "Grafana knows the password of its Secret");
  });

  it("is written into the database when it is new, and the pods hold it afterwards", async () => {
    const grafana = new FakeGrafana("old");
    const said = await applyPassword(grafana, { password: "new", changed: true });
    assert.deepEqual(grafana.done, ["reset", "restart"]);
    assert.equal(await grafana.accepts("old"), false);
    assert.equal(await grafana.accepts("new"), true);
    assert.equal(said, "Grafana's database has the password of its Secret; its pods were restarted");
  });

  it("is written into a database that was kept from before", async () => {
    const grafana = new FakeGrafana("old");
    await applyPassword(grafana, { password: "new", changed: false });
    assert.deepEqual(grafana.done, ["reset", "restart"]);
  });

  it("still makes the pods anew when a run ended after the database had it", async () => {
    const grafana = new FakeGrafana("new");
    await applyPassword(grafana, { password: "new", changed: true });
    assert.deepEqual(grafana.done, ["restart"]);
  });

  it("says so when `admin` is not whose password was written", async () => {
    const grafana = new FakeGrafana("old", "root");
    await assert.rejects(applyPassword(grafana, { password: "new", changed: true }), (error: Error) => {
      assert.match(error.message, /renamed or removed that user/);
      assert.match(error.message, /refuses the user for five minutes/);
      assert.doesNotMatch(error.message, /\bnew\b(?! password)/);
      return true;
    });
    // Its pods go on as they were.
    assert.deepEqual(grafana.done, ["reset"]);
  });
});
