/**
 * Who vouches for a report: its SHA-256 with what it is of, in a file that `sha256sum --check` reads, and the Ed25519 signature of that
 * file, which openssl verifies. The key is the person's own, and only read.
 */
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../stack";

/** How a key is made, for messages. */
const MAKE = "openssl genpkey -algorithm ed25519 -out audit-key.pem";

/** The files beside a report. */
export const checksumFile = (report: string) => `${report}.sha256`;
export const signatureFile = (report: string) => `${report}.sha256.sig`;

/** What does not hold of a report that is verified. */
export class Unverified extends UserError {}

/** A private key. @param passphrase Of a key that is encrypted. */
export function privateKey(file: string, passphrase: string | undefined): crypto.KeyObject {
  const pem = read(file, "--key");
  return ed25519("--key", "a private key", () =>
    crypto.createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) }),
  );
}

/** A public key. A private one is refused: whoever verifies has no need of it. */
export function publicKey(file: string): crypto.KeyObject {
  const pem = read(file, "--public-key");
  if (pem.includes("PRIVATE KEY"))
    throw new UserError("--public-key names a private key: only its owner may have that");
  return ed25519("--public-key", "a public key", () => crypto.createPublicKey(pem));
}

/** The public half of a key, as PEM. */
export function publicPem(key: crypto.KeyObject): string {
  return crypto.createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
}

/** A report's checksum file. @param about What the report is of, a line each. */
export function checksumText(name: string, sha256: string, about: readonly string[]): string {
  return `${about.map((line) => `# ${line}\n`).join("")}${sha256}  ${name}\n`;
}

export function signature(key: crypto.KeyObject, text: string): Buffer {
  return crypto.sign(null, Buffer.from(text), key);
}

/**
 * Verifies a report by the files beside it.
 * @returns What the checksum file says of it.
 * @throws {@link Unverified}
 */
export async function verified(report: string, key: crypto.KeyObject): Promise<string> {
  const [checksum, signed] = [checksumFile(report), signatureFile(report)];
  const text = bytesOf(checksum);
  if (!crypto.verify(null, text, key, bytesOf(signed)))
    throw new Unverified(
      `${path.basename(signed)} is not this key's signature of ${path.basename(checksum)}: one of them was changed, or another key signed`,
    );
  const [, sha256, name] = /^([0-9a-f]{64}) {2}(.+)\n$/m.exec(text.toString()) ?? [];
  if (name !== path.basename(report))
    throw new Unverified(`${path.basename(checksum)} is signed, and is not of ${path.basename(report)}`);
  if ((await sha256Of(report)) !== sha256)
    throw new Unverified(`${name} was changed after it was signed: its SHA-256 is another`);
  return text.toString();
}

async function sha256Of(file: string): Promise<string> {
  const hash = crypto.createHash("sha256");
  try {
    for await (const chunk of fs.createReadStream(file)) hash.update(chunk as Buffer);
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "no reason given"})`);
  }
  return hash.digest("hex");
}

function ed25519(option: string, what: string, make: () => crypto.KeyObject): crypto.KeyObject {
  let key: crypto.KeyObject | undefined;
  try {
    key = make();
  } catch {
    // What OpenSSL says of it helps nobody, and may repeat some of it.
  }
  if (key?.asymmetricKeyType === "ed25519") return key;
  throw new UserError(
    `${option} does not name ${what} of Ed25519 in PEM, or AUDIT_KEY_PASSPHRASE is not its passphrase\n  -> ${MAKE}`,
  );
}

function read(file: string, option: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "no reason given";
    throw new UserError(`the file of ${option} cannot be read (${reason})\n  -> ${MAKE}`);
  }
}

function bytesOf(file: string): Buffer {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "no reason given"})`);
  }
}
