/** Whether what a page tells somebody to type does what it says when it is pasted. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { CREDENTIAL_PREFIXES } from "../../stacks/credentials";
import { DEBUG_IMAGES, PLACEHOLDERS } from "../support/runbook-names";
import * as known from "../support/runbooks";
import {
  BLOCKS,
  filled,
  INLINE,
  jqPrograms,
  linesThatAct,
  PLACEHOLDER,
  type Typed,
  unreadable,
} from "../support/runbook-shell";

const TYPED = [...BLOCKS, ...INLINE];

/** The flags of each command of kubectl, by its `--help` of version 1.32; under "*" those that all have. */
const FLAGS = JSON.parse(fs.readFileSync(path.join(__dirname, "../fixtures/kubectl-flags.json"), "utf8")) as Readonly<
  Record<string, string[]>
>;

/** The flags of a command that it does not have; the command itself where there is no such one. */
function unknownFlags(command: string): string[] {
  const words = command
    .replace(/^kubectl( -n \S+)?/, "")
    .trim()
    .split(" ");
  const [first = "", second = ""] = words;
  const own = FLAGS[`${first} ${second.replace(/s$/, "")}`] ?? FLAGS[`${first} ${second}`] ?? FLAGS[first];
  if (own === undefined) return [first];
  const used = words.filter((word) => /^--?[a-z]/i.test(word)).map((word) => word.replace(/=.*/s, ""));
  return used
    .flatMap((flag) => (/^-\w{2,}$/.test(flag) ? Array.from(flag.slice(1), (letter) => `-${letter}`) : [flag]))
    .filter((flag) => ![...own, ...(FLAGS["*"] ?? [])].includes(flag));
}

/** The texts that break a rule, in one list. */
function wrong(texts: readonly Typed[], breaks: (text: string, page: string) => boolean): string[] {
  return texts.filter(({ text, page }) => breaks(text, page)).map(({ page, text }) => `${page}: ${text.trim()}`);
}

describe("what runbooks tell somebody to type", () => {
  it("is found on the pages", () => {
    assert.ok(BLOCKS.length > 200 && INLINE.length > 150, `${BLOCKS.length} ${INLINE.length}`);
  });

  it("can be read by a shell once its placeholders are filled in", () => {
    assert.deepEqual(unreadable(TYPED.map(({ page, text }) => ({ page, text: filled(text) }))), []);
  });

  it("is on one line, or says by a backslash that it goes on", () => {
    assert.deepEqual(
      wrong(INLINE, (text) => text.includes("\n")),
      [],
    );
  });

  it("changes nothing as long as a placeholder is left in it", () => {
    const lines = TYPED.flatMap(({ page, text }) => text.split("\n").map((line) => ({ page, text: line })));
    // In quotes it is a text like any other: a name that there is not.
    const open = lines.filter(
      ({ text }) => /<[^<>]+>/.test(text.replace(/'[^']*'|"[^"]*"/g, "")) && !/<\(|^\s/.test(text),
    );
    assert.ok(open.length > 100, String(open.length));
    assert.deepEqual(linesThatAct(open), []);
    const control = { page: "control", text: "kubectl delete pod x" };
    assert.deepEqual(linesThatAct([control]), [control]);
  });

  it("has placeholders that are labels of the alert, or known for what they are", () => {
    const unknown = TYPED.flatMap(({ page, text }) =>
      [...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => ({ page, name })),
    ).filter(({ name }) => !PLACEHOLDERS.has(name));
    assert.deepEqual(unknown, []);
  });

  it("has flags that kubectl has", () => {
    const unknown = [...known.PAGES].flatMap(([page, text]) =>
      known
        .commandsOf(text)
        .map(({ text: command }) => command.replace(/ -- .*/s, ""))
        // A verb alone is named, not told to be typed.
        .filter((command) => command.split(" ").length > 2)
        .filter((command) => unknownFlags(command).length > 0)
        .map((command) => `${page}: ${command}: ${unknownFlags(command).join(" ")}`),
    );
    assert.deepEqual(unknown, []);
    assert.deepEqual(unknownFlags("kubectl -n x debug node/y -it --rm --image=z"), ["--rm"]);
  });

  it("has images that are pinned, in one list", () => {
    const images = TYPED.flatMap(({ page, text }) =>
      [...text.matchAll(/--image[= ](\S+)/g)].map(([, image = ""]) => ({ page, image })),
    );
    assert.ok(images.length > 5);
    assert.deepEqual(
      images.filter(({ image }) => !DEBUG_IMAGES.includes(image)),
      [],
    );
  });

  it("deletes the pod that `kubectl debug node` leaves", () => {
    const left = [...known.PAGES].filter(
      ([, text]) =>
        text.includes("kubectl debug node/") && !/grep node-debugger-<node>- \| xargs kubectl delete/.test(text),
    );
    assert.deepEqual(
      left.map(([page]) => page),
      [],
    );
    const rest = [...known.PAGES].filter(
      ([, text]) => text.includes("node-debugger") && !text.includes("kubectl debug node/"),
    );
    assert.deepEqual(rest, []);
  });

  it("has the rights for what the node's kernel tells: `dmesg` is refused to a container without them", () => {
    const reads = TYPED.flatMap(({ page, text }) => text.split("\n").map((line) => ({ page, text: line }))).filter(
      ({ text }) => /kubectl debug .*\b(dmesg|systemctl)\b/.test(text),
    );
    assert.ok(reads.length > 3);
    assert.deepEqual(
      wrong(reads, (text) => !text.includes("--profile=sysadmin")),
      [],
    );
  });

  it("opens a tunnel beside what goes through it, which waits until it is there", () => {
    const notBeside = BLOCKS.flatMap(({ page, text }) =>
      text
        .trim()
        .split("\n")
        .filter(
          (line, index, all) => line.includes("port-forward") && index < all.length - 1 && !/ &(\s+#.*)?$/.test(line),
        )
        .map((line) => `${page}: ${line}`),
    );
    const tooSoon = TYPED.filter(({ text }) => /\bcurl\b/.test(text))
      .flatMap(({ page, text }) =>
        text
          .replaceAll("\\\n", " ")
          .split("\n")
          .map((line) => ({ page, text: line })),
      )
      .filter(({ text }) => /\bcurl\b.*localhost/.test(text) && !text.includes("--retry-connrefused"));
    assert.deepEqual([...notBeside, ...tooSoon], []);
  });

  it("quotes what a shell would take for a pattern or for its own", () => {
    assert.deepEqual(
      wrong(
        TYPED.flatMap(({ page, text }) => text.split("\n").map((line) => ({ page, text: line }))),
        (line) => /(^|\s)(https?:\/\/|localhost:)[^\s'"]*[?&*]/.test(line) || /\bes _/.test(line),
      ),
      [],
    );
  });

  it("has programs that jq reads", function () {
    const programs = TYPED.flatMap(({ page, text }) => jqPrograms(text).map((program) => ({ page, program })));
    assert.ok(programs.length > 10, String(programs.length));
    if (spawnSync("jq", ["--version"]).status !== 0) {
      console.log("      jq is not installed");
      this.skip();
    }
    const input = {
      items: [{ kind: "K", metadata: { name: "n" }, webhooks: [{ name: "something", clientConfig: {} }] }],
    };
    const broken = programs.flatMap(({ page, program }) => {
      const { stderr } = spawnSync("jq", [filled(program)], { input: JSON.stringify(input), encoding: "utf8" });
      // What is of another kind of object has nothing of these names; what cannot be put together is the program's mistake.
      return /compile error|cannot be (added|subtracted|multiplied)/.test(stderr)
        ? [`${page}: ${program}: ${stderr}`]
        : [];
    });
    assert.deepEqual(broken, []);
  });

  it("sets and deploys as the README does: by npx, naming the stack", () => {
    const pulumi = [...known.PAGES].flatMap(([page, text]) =>
      [...text.matchAll(/`([^`\n]*\bpulumi [^`]*)`/g)].map(([, code = ""]) => ({ page, text: code })),
    );
    assert.ok(pulumi.length > 20);
    assert.deepEqual(
      wrong(pulumi, (text) => !/^npx pulumi (up|refresh|preview|config set) --stack <stack>/.test(text)),
      [],
    );
    const keys = pulumi.flatMap(({ page, text }) =>
      [...text.matchAll(/--secret (\S+)(.*)/g)].map(([, key = "", value = ""]) => ({ page, key, value })),
    );
    assert.deepEqual(
      keys.filter(
        ({ key, value }) =>
          value !== "" || ![...CREDENTIAL_PREFIXES, "<kind>/"].some((prefix) => key.startsWith(prefix)),
      ),
      [],
      "a key that is none, or a value where everybody can read it",
    );
  });

  it("shows no credential, and puts none where other programs can read it", () => {
    assert.deepEqual(
      wrong(TYPED, (text) =>
        text
          .split("\n")
          .some(
            (line) =>
              /get secrets? .*(-o yaml|-o json(?!path)(?!.*keys))/.test(line) ||
              /(curl|amtool)\b.*(\s-u\s|--user\s|Authorization:|password=)/i.test(line),
          ),
      ),
      [],
    );
  });
});
