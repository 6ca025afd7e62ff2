/** Planted credentials, and the search for where they ended up. */
import * as crypto from "node:crypto";
import * as zlib from "node:zlib";
import { type CredentialNeed, dsnKind } from "../../../settings/credential";
import { placeholderDsn } from "../../../settings/dsn";

/** Who wrote an object's fields, and when last; Kubernetes keeps one for each writer, operation and subresource. */
export interface ManagedFields {
  manager?: string;
  operation?: string;
  /** `status` or `scale`, where the object was written by that way. */
  subresource?: string;
  time?: string;
}

/** An object of the cluster, as far as it is looked at here. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    labels?: Record<string, string>;
    /** Counts the changes of what is asked for; a status says which of them it is of. */
    generation?: number;
    managedFields?: ManagedFields[];
  };
  type?: string;
  data?: Record<string, string>;
}

/** Helm's own Secrets: a record of each revision, values and all. */
export const HELM_RECORD = "helm.sh/release.v1";

/** Credentials by key, and what each is known by wherever it turns up. */
export class Canaries {
  private readonly marks = new Map<string, string>();
  private readonly replaced = new Set<string>();

  /** A new value for a credential, of the form that it has to have; the one before it is still looked for. */
  plant({ key, form }: Pick<CredentialNeed, "key" | "form">): string {
    const mark = `canary-${crypto.randomBytes(8).toString("hex")}-${key.replace("/", "-")}`;
    const previous = this.marks.get(key);
    if (previous !== undefined) {
      const name = `an old ${key} (${this.replaced.size + 1})`;
      this.marks.set(name, previous);
      this.replaced.add(name);
    }
    this.marks.set(key, mark);
    const database = dsnKind(key);
    if (database !== undefined) return placeholderDsn(database, mark);
    return form === "url" ? `https://canary.invalid/${mark}` : mark;
  }

  /** Looks for a value that was made by somebody else too. */
  add(name: string, value: string): void {
    this.marks.set(name, value);
  }

  /** Looks for a value that was made by somebody else and rotated away. */
  retire(name: string, value: string): void {
    this.marks.set(name, value);
    this.replaced.add(name);
  }

  /** Whether a credential is one that was rotated away, and so may be nowhere at all. */
  isReplaced(name: string): boolean {
    return this.replaced.has(name);
  }

  /** The names of all that is looked for. */
  names(): string[] {
    return [...this.marks.keys()];
  }

  /** The names of the credentials that a text has in it, as they are or in base64. */
  in(text: string): string[] {
    return [...this.marks].flatMap(([name, mark]) => (forms(mark).some((form) => text.includes(form)) ? [name] : []));
  }
}

/** A text as it is, and in base64 wherever in a longer text it begins. */
export function forms(text: string): string[] {
  const encoded = [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    // Characters that also depend on what is before and behind are left out.
    const whole = Math.floor((bytes.length * 8) / 6);
    return bytes.toString("base64").slice(Math.ceil((offset * 8) / 6), whole);
  });
  return [text, ...encoded];
}

/** What Helm stored of a revision: JSON, compressed, in base64, and that in base64 again as all data of a Secret. */
export function helmRecord(data: string): string {
  return unzip(Buffer.from(Buffer.from(data, "base64").toString(), "base64")).toString();
}

function unzip(bytes: Buffer): Buffer {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b ? zlib.gunzipSync(bytes) : bytes;
}

/** Everything that can be read in an object: itself, and its data unpacked. */
export function readings(object: KubeObject): string[] {
  const values = object.kind === "Secret" ? Object.values(object.data ?? {}) : [];
  return [
    JSON.stringify(object),
    ...values.map((value) =>
      object.type === HELM_RECORD ? helmRecord(value) : unzip(Buffer.from(value, "base64")).toString(),
    ),
  ];
}

/** An object's kind and name, for people. */
export function label({ kind, metadata }: KubeObject): string {
  return `${kind ?? "object"} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
}

/** Whether an object may hold a credential: a Secret that the program makes, and nothing else. */
export function mayHold(object: KubeObject, namespace: string, secrets: readonly string[]): boolean {
  return (
    object.kind === "Secret" &&
    object.type !== HELM_RECORD &&
    object.metadata.namespace === namespace &&
    secrets.includes(object.metadata.name)
  );
}

/** Where credentials are that must not be there, and which are nowhere at all, so that finding none would prove nothing. */
export function searchObjects(
  canaries: Canaries,
  objects: readonly KubeObject[],
  namespace: string,
  secrets: readonly string[],
): { leaks: string[]; holders: string[]; seen: Set<string> } {
  const leaks: string[] = [];
  const holders: string[] = [];
  const seen = new Set<string>();
  for (const object of objects) {
    const found = [...new Set(readings(object).flatMap((text) => canaries.in(text)))];
    if (found.length === 0) continue;
    if (mayHold(object, namespace, secrets)) {
      holders.push(object.metadata.name);
      found.forEach((name) => seen.add(name));
    } else {
      leaks.push(`${found.join(", ")} in ${label(object)}`);
    }
  }
  return { leaks, holders, seen };
}
