/** What a test or a measurement sets up on this machine: processes, their files and their addresses; everything goes with `end`. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import { type Running, startReady } from "./processes";

export class Scene {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "observability-scene-"));
  // 127.0.0.0/8 is the machine's own on Linux. Two scenes at a time do not meet: the process' number is in the addresses.
  private readonly network = `127.${100 + (process.pid % 100)}.${Math.floor(process.pid / 100) % 250}`;
  private readonly running: Running[] = [];

  /** A loopback address of this scene's own, so that a program can have its usual ports. */
  address(host: number): string {
    return `${this.network}.${host}`;
  }

  /** Writes a file as YAML. */
  write(name: string, content: unknown): string {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, stringify(content));
    return file;
  }

  /** Starts a program, with some variables beside those of this process, and waits until a URL answers. */
  async start(program: string, args: string[], ready: string, env: Record<string, string> = {}): Promise<Running> {
    const started = await startReady(program, args, ready, { env: { ...process.env, ...env } });
    this.running.push(started);
    return started;
  }

  async end(): Promise<void> {
    await Promise.all(this.running.map((process) => process.stop("SIGKILL")));
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
