/**
 * Runs something, once, when a deployment stops before its end. The engine tells a program nothing of a failure: it interrupts it,
 * as Ctrl-C does, more than once. Where it does not, it closes the connection: what is not deployed by then never gets its URN,
 * and there is nothing left to do. Either way it waits for the program to end, which it does as it would have.
 */
export function whenStopped(run: () => Promise<void>): void {
  let stopping: Promise<void> | undefined;
  const interrupted = () => {
    stopping ??= run().finally(() => {
      process.removeListener("SIGINT", interrupted);
      process.kill(process.pid, "SIGINT");
    });
  };
  process.on("SIGINT", interrupted);
  process.once("beforeExit", () => {
    stopping ??= run();
  });
}
