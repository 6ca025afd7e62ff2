/** A stack file's text as Pulumi reads it. What is wrong with it is said without a word of it: any line can hold a credential. */
import * as yaml from "yaml";
import { NAMESPACE, type RawConfig, schema } from "../../settings";
import { dsnKind, isJsonCredential } from "../../settings/credential";
import { placeholderDsn } from "../../settings/dsn";
import { nearest } from "../../settings/nearest";
import { named } from "../../settings/shown";
import { isMarked } from "../../stacks/raw";
import { isMap } from "./map";

/** A stack file that is none; the message continues its name, and has nothing of its text. */
export class MalformedStackFile extends Error {}

const FORM = `a stack file is YAML with the key config: in it, and there one key for each section (${NAMESPACE}:cluster) and each credential`;

/** The keys beside `config`. Source: Pulumi's reference, "Stack settings file". */
const BESIDE = ["encryptionsalt", "encryptedkey", "secretsprovider", "environment"];

/** What is meant where it is beside `config`. */
const SETTINGS = ["config", ...Object.keys(schema.shape)];

/** The little that is said about what no YAML parser could read, by the parser's own codes. */
const REASONS: Partial<Record<yaml.ErrorCode, string>> = {
  ALIAS_PROPS: "an alias has an anchor or a tag",
  BAD_ALIAS: "an alias or an anchor has no proper name",
  BAD_COLLECTION_TYPE: "a tag does not fit what it is at",
  BAD_DIRECTIVE: "a line begins with %",
  BAD_DQ_ESCAPE: "a text in quotes has an escape that there is not",
  BAD_INDENT: "the indentation is wrong, or a bracket is open",
  BAD_PROP_ORDER: "an anchor or a tag is in the wrong place",
  BAD_SCALAR_START: "a value begins with @ or a backquote: put it in quotes",
  BLOCK_AS_IMPLICIT_KEY: "a value has a colon in it, or a second key in its line: put it in quotes",
  BLOCK_IN_FLOW: "a list or a section is within brackets and without them",
  DUPLICATE_KEY: "a key is there twice",
  KEY_OVER_1024_CHARS: "a key is too long",
  MISSING_CHAR: "a quote, a bracket, a comma or a space is missing",
  MULTILINE_IMPLICIT_KEY: "a key goes over several lines, or a colon is missing",
  MULTIPLE_ANCHORS: "a value has two anchors",
  MULTIPLE_DOCS: "there are several documents in it",
  MULTIPLE_TAGS: "a value has two tags",
  NON_STRING_KEY: "a key is not a text",
  RESOURCE_EXHAUSTION: "it is nested too deeply",
  TAB_AS_INDENT: "a tab is used for indentation",
  TAG_RESOLVE_FAILED: "a value begins with ! and so is a tag: put it in quotes",
  UNEXPECTED_TOKEN: "something is where nothing may be",
};

/** The configuration in a stack file. @throws {@link MalformedStackFile} */
export function rawConfig(content: Buffer | string): RawConfig {
  const { config, beside } = configOf(parsed(textOf(content)));
  const form = "encryptionsalt" in beside || "encryptedkey" in beside ? KEYED : CIPHERTEXT;
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      const whole = isEncrypted(value, form);
      const plain = whole ? placeholder(key) : decrypted(value, form);
      const secret = whole || hasEncrypted(value, form);
      return [key, { value: typeof plain === "string" ? plain : JSON.stringify(plain), secret }];
    }),
  );
}

function textOf(content: Buffer | string): string {
  if (typeof content === "string") return content;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
    if (!text.includes("\0")) return text;
  } catch {
    // Said below.
  }
  throw new MalformedStackFile(`is not text in UTF-8; ${FORM}`);
}

function parsed(text: string): unknown {
  const lines = new yaml.LineCounter();
  const fail = (reason: string, at: number | undefined) => {
    const { line, col } = lines.linePos(at ?? 0);
    const where = at === undefined ? "" : `line ${line}, column ${col}: `;
    return new MalformedStackFile(`is not YAML: ${where}${reason}; ${FORM}`);
  };
  let document: yaml.Document.Parsed;
  try {
    document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  } catch {
    // The parser gives up on what is nested thousands deep.
    throw fail("it is nested too deeply", undefined);
  }
  const [mistake] = [...document.errors, ...document.warnings];
  if (mistake !== undefined) throw fail(REASONS[mistake.code] ?? "it cannot be read", mistake.pos[0]);
  const alias = brokenAlias(document);
  if (alias !== undefined) throw fail(...alias);
  try {
    return document.toJS() as unknown;
  } catch {
    throw fail("aliases in it become too much", undefined);
  }
}

/** An alias of nothing, or of something that it is a part of. */
function brokenAlias(document: yaml.Document.Parsed): [string, number | undefined] | undefined {
  let found: [string, number | undefined] | undefined;
  const anchors = new Map<string, yaml.Node>();
  yaml.visit(document, {
    Node(_, node, path) {
      if (!yaml.isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return undefined;
      }
      const target = anchors.get(node.source);
      if (target === undefined)
        found = ["a value begins with * and so is an alias, of nothing: put it in quotes", node.range?.[0]];
      else if (path.includes(target)) found = ["an alias is a part of what it stands for", node.range?.[0]];
      return found === undefined ? undefined : yaml.visit.BREAK;
    },
  });
  return found;
}

function configOf(file: unknown): { config: Record<string, unknown>; beside: Record<string, unknown> } {
  if (file === null || file === undefined) return { config: {}, beside: {} };
  if (!isMap(file)) throw new MalformedStackFile(`has no keys; ${FORM}`);
  const { config, ...beside } = file;
  for (const key of Object.keys(beside)) {
    if (BESIDE.includes(key)) continue;
    const ours = key.includes(":") || key.includes("/") || nearest(key, SETTINGS) !== undefined;
    if (ours) throw new MalformedStackFile(`has ${named(key)} beside config:, where nothing reads it; ${FORM}`);
  }
  if (config === null || config === undefined) return { config: {}, beside };
  if (!isMap(config)) throw new MalformedStackFile(`has no keys below config:; ${FORM}`);
  return { config, beside };
}

/**
 * What Pulumi's secrets providers write. With a passphrase or a key of a cloud (AWS KMS, Azure Key Vault, Google KMS,
 * HashiCorp Vault) it is `v1:`, a nonce of 12 bytes and the text with a tag of 16, both in base64; then the file has
 * `encryptionsalt` or `encryptedkey`. Pulumi Cloud writes base64 alone: of that no more can be told than that it is long
 * enough for a nonce and a tag. Source: pulumi/pulumi, `sdk/go/common/resource/config/crypt.go`.
 */
const KEYED =
  /^v1:[A-Za-z0-9+/]{16}:(?=[A-Za-z0-9+/=]{24,}$)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const CLOUD = /^(?=[A-Za-z0-9+/=]{40,}$)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const CIPHERTEXT = new RegExp(`${KEYED.source}|${CLOUD.source}`);

/** Whether a value of a stack file is one that `pulumi config set --secret` wrote, by its form. */
export function isEncrypted(value: unknown, form = CIPHERTEXT): boolean {
  return isMarked(value) && typeof value.secure === "string" && form.test(value.secure);
}

/** Whether something in a value is: Pulumi then says of the key as a whole that it is secret. */
function hasEncrypted(value: unknown, form: RegExp): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isEncrypted(value, form) || Object.values(value).some((nested) => hasEncrypted(nested, form));
}

/** A value as Pulumi hands it to the program, with what nobody here can decrypt as a placeholder. */
function decrypted(value: unknown, form: RegExp): unknown {
  if (isEncrypted(value, form)) return placeholder("value");
  if (Array.isArray(value)) return value.map((nested) => decrypted(nested, form));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, decrypted(nested, form)]));
}

/** A credential's value where there is none: it has the right form, and says what it is. */
export function placeholder(key: string): string {
  const name = key.replace(`${NAMESPACE}:`, "");
  const url = `https://placeholder.invalid/${name}`;
  const database = dsnKind(name);
  if (database !== undefined) return placeholderDsn(database, "placeholder");
  return isJsonCredential(name) ? JSON.stringify({ placeholder: url }) : url;
}
