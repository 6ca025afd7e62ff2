/** What is deployed of a stack, as it was handed to the cluster: Helm's records, and Pulumi's state. */
import { parseAllDocuments } from "yaml";
import { HELM_RECORD, helmRecord, type KubeObject } from "../rehearse/canaries";
import { newestRecord } from "../rehearse/deployed";
import type { Kube } from "../kube";
import { isMap } from "../map";

/** An object as it was deployed. */
export interface Deployed {
  /** The release it is of; undefined for one of the program's own. */
  release: string | undefined;
  object: KubeObject & { apiVersion: string; kind: string };
  /** The manager of its fields by which Pulumi's provider deployed it, where that is known. */
  manager?: string;
  /** Whether these are fields of an object that somebody else deploys: Helm, or an operator. */
  isPatch?: boolean;
}

/** The objects of a release, and which revision of it they are. */
export interface DeployedRelease {
  name: string;
  revision: number;
  status: string;
  objects: Deployed[];
}

/** The releases that are there, by their newest records; those that are not are left out. */
export async function deployedReleases(
  kube: Kube,
  namespace: string,
  releases: readonly string[],
): Promise<DeployedRelease[]> {
  const secrets = await kube.list(
    `/api/v1/namespaces/${namespace}/secrets?fieldSelector=type%3D${encodeURIComponent(HELM_RECORD)}`,
  );
  return releases.flatMap((name) => {
    const record = newestRecord(secrets, name);
    if (record === undefined) return [];
    const { manifest } = JSON.parse(helmRecord(record.data?.["release"] ?? "")) as { manifest: string };
    return [
      {
        name,
        revision: Number(record.metadata.labels?.["version"] ?? 0),
        status: record.metadata.labels?.["status"] ?? "unknown",
        objects: manifestObjects(manifest, namespace).map((object) => ({ release: name, object })),
      },
    ];
  });
}

/** The objects of a manifest. One without a namespace is in the release's, unless its kind has none. */
export function manifestObjects(manifest: string, namespace: string): Deployed["object"][] {
  // Helm reads YAML 1.1, in which 0777 is a mode of a file.
  return parseAllDocuments(manifest, { version: "1.1" })
    .map((document) => document.toJS() as unknown)
    .filter((object): object is Deployed["object"] => isMap(object) && isMap(object["metadata"]))
    .map((object) => ({ ...object, metadata: { namespace, ...object.metadata } }));
}

interface State {
  deployment?: {
    resources?: {
      type: string;
      custom?: boolean;
      inputs?: Record<string, unknown>;
      outputs?: Record<string, unknown>;
    }[];
  };
}

/**
 * The program's own objects, and the revision of each release that Pulumi deployed.
 * @param state What `pulumi stack export --show-secrets` prints. Nothing of it may be shown.
 */
export function stateObjects(state: string): { own: Deployed[]; revisions: Record<string, number> } {
  const { resources = [] } = (JSON.parse(state) as State).deployment ?? {};
  const own: Deployed[] = [];
  const revisions: Record<string, number> = {};
  for (const { type, inputs = {}, outputs = {} } of resources) {
    if (type === "kubernetes:helm.sh/v3:Release") {
      const { name, revision } = (plain(outputs["status"]) ?? {}) as { name?: string; revision?: number };
      if (name !== undefined && revision !== undefined) revisions[name] = revision;
    } else if (type.startsWith("kubernetes:")) {
      const object = plain(inputs) as Record<string, unknown>;
      if (isMap(object["metadata"]) && typeof object["kind"] === "string") {
        const manager = outputs["__fieldManager"];
        own.push({
          release: undefined,
          object: object as unknown as Deployed["object"],
          ...(typeof manager === "string" ? { manager } : {}),
          ...(type.endsWith("Patch") ? { isPatch: true } : {}),
        });
      }
    }
  }
  return { own, revisions };
}

/** What marks a secret in Pulumi's state, and where its value is then. Source: pulumi/pulumi, `sdk/go/common/resource/sig`. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** A value of the state without the marks of secrets. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isMap(value)) return value;
  if (typeof value["plaintext"] === "string" && SIGNATURE in value)
    return plain(JSON.parse(value["plaintext"]) as unknown);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
