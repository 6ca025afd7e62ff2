/** `npm start`: everything in one process, with nothing else installed. */
import closeWithGrace from "close-with-grace";
import { startApp } from "./app.js";
import { readConfig } from "./config.js";
import { createLog } from "./logging.js";
import { startTracing } from "./tracing.js";

const config = readConfig(process.env);
const log = createLog(config);
// Before anything that makes spans.
const tracing = startTracing(config.service);
const app = await startApp(config, log);

// SIGTERM and SIGINT, and errors that nobody has caught: those end the process too, but not before they are written.
closeWithGrace({ delay: config.shutdownTimeoutMs, logger: false }, async ({ err }) => {
  if (err !== undefined) log.fatal({ error: err }, "application fails");
  await app.stop();
  await tracing.shutdown();
});
