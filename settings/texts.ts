/** Texts that a consumer reads as more than a text: what is in them must not begin a line, a template or a reference there. */
import { MOST_IN_TEXT, pairs, words } from "./bounds";

/**
 * Characters that YAML does not hold, or that end a line: control characters, the separators U+2028 and U+2029, the byte order
 * mark, and halves of a pair. Source: YAML 1.2, "Character Set", which Go's libraries follow by refusing the document.
 */
const UNPRINTABLE = String.raw`\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff`;

const LINE = new RegExp(`^[^${UNPRINTABLE}]*$`, "u");
const LINES = new RegExp(
  `^[^${UNPRINTABLE.replace(String.raw`\u0000-\u001f`, String.raw`\u0000-\u0008\u000b-\u001f`)}]*$`,
  "u",
);

/** Go's templates, which Helm and Alertmanager evaluate in what they are given. */
const TEMPLATE = "{{";

/** One line of text, as a pattern or a name of somebody else's is; it may be empty. */
export const line = () => words().regex(LINE, { error: "holds a line break or another control character" });

/** One line that is not empty. */
export const filled = () => line().min(1);

/** One line that no template is in: for what a chart evaluates (`tpl`), or Alertmanager does. */
export const plain = () =>
  line().refine((value) => !value.includes(TEMPLATE), { error: `holds ${TEMPLATE}, which begins a template` });

/**
 * One value of grafana.ini, which the chart evaluates (`tpl`), in which Grafana puts variables (`${…}`, `$__env{…}`), and of which its
 * parser takes quotes, `%(name)s`, a backslash at the end, and what follows `#` or `;` for its own. Source: go-ini, "Working with values".
 */
export const iniText = () =>
  line()
    .min(1, { error: "is empty" })
    .regex(/^[^{}$%"`\\#;]*$/, { error: 'holds one of { } $ % " ` \\ # ;, which grafana.ini gives a meaning to' });

const SUBDOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** The name of most Kubernetes objects (RFC 1123 subdomain), as of a storage class. */
export const objectName = (example: string) =>
  words(253).regex(SUBDOMAIN, { error: `is not the name of a Kubernetes object (for example ${example})` });

/** The key of an annotation: a name of at most 63 characters, perhaps with a domain before it. */
const ANNOTATION =
  /^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;

/** Annotations of a Kubernetes object. Of their values, charts evaluate templates. */
export const annotations = () =>
  pairs(
    words(253 + 64).regex(ANNOTATION, {
      error: "is not an annotation's name (for example cert-manager.io/cluster-issuer)",
    }),
    words(MOST_IN_TEXT)
      .regex(LINES, { error: "holds a control character" })
      .refine((value) => !value.includes(TEMPLATE), { error: `holds ${TEMPLATE}, which begins a template` }),
  );
