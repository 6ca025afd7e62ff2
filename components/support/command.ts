/** Scripts of this project that run as part of an update, when what they are given has changed. */
import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

export interface ScriptArgs {
  /** The script's path in the project. */
  script: string;
  /** Its arguments when it runs for the first time, and whenever something has changed since. Default: none. */
  args?: { create?: string; update?: string };
  /** Further environment variables: no credential, they can be read by whoever may list processes. */
  environment?: Record<string, pulumi.Input<string>>;
  /** Its standard input, the one way for a credential; Pulumi keeps it encrypted. */
  stdin?: pulumi.Input<string>;
}

/** Runs a script of the project. One that failed is run again by the next `up`. */
export function script(name: string, args: ScriptArgs, opts: pulumi.CustomResourceOptions): local.Command {
  // By a path from the project's folder: an absolute one would differ from machine to machine, and be a change.
  const line = (options = "") => `node --require ts-node/register ${args.script} ${options}`.trim();
  return new local.Command(
    name,
    {
      create: line(args.args?.create),
      update: line(args.args?.update),
      ...(args.environment === undefined ? {} : { environment: args.environment }),
      ...(args.stdin === undefined ? {} : { stdin: pulumi.secret(args.stdin) }),
      addPreviousOutputInEnv: false,
    },
    opts,
  );
}
