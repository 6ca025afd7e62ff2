/** A report's file: written while it is read, there under its name only when it is whole. */
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import { csvOf, HEADER } from "./csv";
import type { AuditEvent } from "./event";
import { Incomplete } from "./store";

export interface Written {
  sha256: string;
  events: number;
  first: string;
  last: string;
  /** Events by action and outcome. */
  kinds: ReadonlyMap<string, number>;
}

/** An action with its outcome, as one text. */
export const kindOf = (action: string, outcome: string) => JSON.stringify([action, outcome]);

/**
 * Writes events, which come in the order of their time. Those of one moment have no order in a store: they get that of their bytes, so
 * that the same events are the same file.
 * @throws {@link Incomplete} when there are none. No file is left then, nor of any other error.
 */
export async function writeReport(file: string, events: AsyncIterable<AuditEvent>): Promise<Written> {
  const partial = `${file}.partial`;
  const handle = await fs.promises.open(partial, "w", 0o600);
  const hash = crypto.createHash("sha256");
  const kinds = new Map<string, number>();
  let [count, first, last] = [0, "", ""];
  let moment: { at: bigint; lines: string[] } = { at: -1n, lines: [] };
  const put = async (text: string) => {
    hash.update(text);
    await handle.write(text);
  };
  const end = async () => put(moment.lines.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(""));
  try {
    await put(HEADER);
    for await (const event of events) {
      if (event.at < moment.at) throw new Incomplete("the store does not answer in the order of time");
      if (event.at > moment.at) {
        await end();
        moment = { at: event.at, lines: [] };
      }
      moment.lines.push(csvOf(event));
      const kind = kindOf(event.action, event.outcome);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (count++ === 0) first = event.time;
      last = event.time;
    }
    await end();
    await handle.close();
    if (count === 0)
      throw new Incomplete("there is no audit event in that time: is it the right stack, store and time?");
    await fs.promises.rename(partial, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await fs.promises.rm(partial, { force: true });
    throw error;
  }
  return { sha256: hash.digest("hex"), events: count, first, last, kinds };
}
