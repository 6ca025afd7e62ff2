/** Names and annotations that change with what they stand for. */
import * as crypto from "node:crypto";

/** The first characters of the SHA-256 of a value's JSON, whose keys count in their order. */
export function shortHash(value: unknown, length = 16): string {
  return crypto.createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, length);
}
