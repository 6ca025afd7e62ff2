/** A Prometheus that scrapes nothing and evaluates nothing: it answers for samples of any time that are handed to it. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import { freePorts, startReady } from "../processes";
import { ensureTool } from "../tools";

export interface Stored {
  url: string;
  pid: number | undefined;
  /** Ends it, and removes its data where they are its own. */
  stop: () => Promise<void>;
}

export interface PrometheusOptions {
  /** The folder of its data, which is kept. Default: a temporary one. */
  data?: string;
  /** Is told what is built. */
  log?: ((line: string) => void) | undefined;
}

export async function startPrometheus(options: PrometheusOptions = {}): Promise<Stored> {
  const { data } = options;
  const prometheus = await ensureTool("prometheus", options.log);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "synthetic-"));
  const [port = 0] = await freePorts(1);
  const config = path.join(folder, "prometheus.yaml");
  // Rules' results of before come after later samples.
  fs.writeFileSync(config, stringify({ storage: { tsdb: { out_of_order_time_window: "400d" } } }));
  const url = `http://127.0.0.1:${port}`;
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  try {
    const { pid, stop } = await startReady(
      prometheus,
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${data ?? path.join(folder, "data")}`,
        "--storage.tsdb.retention.time=100y",
        // Cut by nothing while it is filled: months are in one block.
        ...(data === undefined
          ? ["--storage.tsdb.min-block-duration=400d", "--storage.tsdb.max-block-duration=400d"]
          : []),
        `--web.listen-address=127.0.0.1:${port}`,
        "--web.enable-remote-write-receiver",
        "--query.max-samples=200000000",
        "--log.level=warn",
      ],
      `${url}/-/ready`,
      { cwd: folder },
    );
    return {
      url,
      pid,
      stop: async () => {
        await stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
