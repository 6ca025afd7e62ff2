/** Whether what a page tells somebody to type and to open is there. */
import assert from "node:assert/strict";
import { planStack, runStack, stackNames } from "../../scripts/lib/stack";
import { EVERYTHING, FILEBEAT } from "../support/everything";
import * as outside from "../support/runbook-names";
import * as known from "../support/runbooks";
import { raw } from "../support/settings";

const commands = [...known.PAGES].flatMap(([page, text]) =>
  known.commandsOf(text).map((command) => ({ page, ...command })),
);

/** What somebody puts in: `<pod>`, a variable of the shell, an ellipsis. */
const isPlaceholder = (text: string) => /^(<[^<>]+>|\$\w+|\$|…)$/.test(text);

/** The commands that break a rule, in one list. */
function wrong(breaks: (command: (typeof commands)[number]) => boolean): string[] {
  return commands.filter(breaks).map(({ page, text }) => `${page}: ${text}`);
}

describe("the commands of runbooks", () => {
  let objects = new Set<string>();
  before(async () => {
    const stacks = [
      ...stackNames().map((name) => planStack(name)),
      planStack("e", raw(EVERYTHING)),
      planStack("f", raw(FILEBEAT)),
    ];
    const all = [...outside.OF_CHARTS, ...outside.OF_OPERATORS, ...outside.OF_KUBE_SYSTEM];
    for (const planned of stacks) all.push(...known.objectsOf((await runStack(planned)).resources));
    objects = new Set(all);
  });

  it("are on the pages at all", () => {
    assert.ok(commands.length > 300, String(commands.length));
  });

  it("are of kinds that there are", () => {
    const kinds = [...outside.NAMESPACED, ...outside.CLUSTER_WIDE];
    assert.deepEqual(
      wrong((command) => !command.kinds.every((kind) => kinds.includes(kind) || isPlaceholder(kind))),
      [],
    );
  });

  it("say in which namespace, and there is such a namespace", () => {
    assert.deepEqual(
      wrong(({ kinds, namespace, allNamespaces, names }) => {
        if (namespace !== undefined)
          return !["observability", "kube-system"].includes(namespace) && !isPlaceholder(namespace);
        // A debugging pod is wherever kubectl's context is.
        if (names.length === 0 && kinds.join() === "pod" && !allNamespaces) return true;
        return !allNamespaces && kinds.some((kind) => outside.NAMESPACED.includes(kind));
      }).filter((line) => !/: kubectl get pods( -o name)?$/.test(line)),
      [],
    );
  });

  it("name what is deployed, or what the alert names", () => {
    assert.deepEqual(
      wrong(({ kinds, names }) =>
        names.some(
          (name) =>
            !isPlaceholder(name) &&
            !/[<=:]|^\d/.test(name.replace("<set>", "")) &&
            !kinds.some((kind) => objects.has(`${kind}/${name}`)),
        ),
      ),
      [],
    );
  });

  it("select by labels that every kind they ask for has", () => {
    assert.deepEqual(
      wrong(({ labels, kinds }) =>
        labels.some((label) => !kinds.every((kind) => outside.LABELS[label]?.includes(kind))),
      ),
      [],
    );
  });

  it("look into containers that there are", () => {
    assert.deepEqual(
      wrong(
        ({ container }) =>
          container !== undefined && !isPlaceholder(container) && !outside.CONTAINERS.includes(container),
      ),
      [],
    );
  });
});

describe("the links of runbooks", () => {
  it("lead to other pages: as files, in Grafana and below alerting.runbooks these alone are there", () => {
    const dead = [...known.PAGES].flatMap(([page, text]) =>
      [...text.matchAll(/\]\(([^)]*)\)/g)].flatMap(([, to = ""]) => {
        const [, alert = ""] = /^(\w+)\.md$/.exec(to) ?? [];
        return known.PAGES.has(alert) || to.startsWith("https://") ? [] : [`${page}: ${to}`];
      }),
    );
    assert.deepEqual(dead, []);
  });
});

describe("what runbooks say to do", () => {
  /** What is done by a command or a setting, which the line then has in code, or on a page that it links to. */
  const DONE =
    /\b(restart|delete|scale|cordon|drain|roll(ed)? back|roll it back|remove|evict|revert|undo|deploy again|redeploy|renew the credential)\b/i;
  /** What somebody is told not to do needs no command. */
  const NOT = /\b(do not|never|without it)\b/i;

  it("has its command, its setting or its page in the same line", () => {
    const without = [...known.PAGES].flatMap(([page, text]) => {
      const [, list = ""] = /## Mitigation\n(.*?)\n## /s.exec(text) ?? [];
      return list
        .trim()
        .split(/\n(?=- )/)
        .filter((item) => DONE.test(item) && !NOT.test(item) && !/`[^`]*[ .=][^`]*`|\]\(/.test(item))
        .map((item) => `${page}: ${item}`);
    });
    assert.deepEqual(without, []);
  });

  it("is said in plain words", () => {
    const words = [...known.PAGES].flatMap(([page, text]) =>
      [...text.matchAll(/\b(mend(s|ed|ing)?|reckon\w*)\b/gi)].map(([word]) => `${page}: ${word}`),
    );
    assert.deepEqual(words, []);
  });

  it("uses `es` only where it says what that is", () => {
    const unexplained = [...known.PAGES].filter(
      ([, text]) => /(^|`|\n)es '?_?[a-z.<_]/.test(text) && !text.includes("\nes() {"),
    );
    assert.deepEqual(
      unexplained.map(([page]) => page),
      [],
    );
  });
});
