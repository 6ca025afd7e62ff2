/** Credentials as components are handed them. */
import type * as pulumi from "@pulumi/pulumi";

/** Credentials by key, `slack/platform`, always secret. */
export type Credentials = Readonly<Record<string, pulumi.Output<string>>>;
