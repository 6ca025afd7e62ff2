/** mocha's reporter: what `spec` prints, then the tests that were skipped, then the totals as the last line. */
import Mocha from "mocha";

class Totals extends Mocha.reporters.Spec {
  private readonly skipped: string[] = [];

  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.on("pending", (test) => this.skipped.push(test.fullTitle()));
  }

  override epilogue(): void {
    super.epilogue();
    const { passes, failures } = this.stats;
    if (this.skipped.length > 0) console.log(["Skipped:", ...this.skipped, ""].join("\n  ").trimEnd() + "\n");
    const skipped = this.skipped.length > 0 ? `, ${this.skipped.length} skipped` : "";
    console.log(`${passes} passed, ${failures} failed${skipped}`);
  }
}

// mocha takes what the module is, not what it exports.
export = Totals;
