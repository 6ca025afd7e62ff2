/** Whether every link of a runbook leads somewhere, wherever the page is read. */
import assert from "node:assert/strict";
import { dashboardMaps } from "../../components/dashboards";
import { links, runbookUid } from "../../names/links";
import { everything } from "../support/rules";
import { PAGES } from "../support/runbooks";
import { settingsOf } from "../support/settings";

/** The links of a Markdown text, without those in code. */
function linksOf(text: string): string[] {
  const prose = text.replace(/```.*?```/gs, "").replace(/`[^`]*`/g, "");
  return [
    ...[...prose.matchAll(/\]\(([^)]*)\)/g)].map(([, to = ""]) => to),
    ...[...prose.matchAll(/<(https?:[^>]+)>|^\[[^\]]+\]: *(\S+)/gm)].map(([, auto, defined]) => auto ?? defined ?? ""),
  ];
}

describe("the links of runbooks", () => {
  it("are on the pages, and are Markdown's own: one in brackets, in one piece", () => {
    const broken = [...PAGES].filter(([, text]) => /\]\s+\(\w+\.md|\[[^\]]*\]\([^)]*\n/.test(text));
    assert.deepEqual(
      broken.map(([page]) => page),
      [],
    );
    assert.ok([...PAGES.values()].flatMap(linksOf).length > 100);
  });

  for (const [name, url] of Object.entries({
    "a folder": "https://example.com/runbooks",
    "a folder with a slash at its end": "https://example.com/runbooks/",
    "a host alone": "https://runbooks.example.com",
    "a repository's own page": "https://git.example.com/group/platform/-/blob/main/docs/runbooks",
  })) {
    it(`lead to pages that are served below alerting.runbooks, which is ${name}`, () => {
      const to = links(settingsOf({ alerting: { runbooks: url } }));
      const served = new Set([...PAGES.keys()].map((alert) => to.runbook(alert)));
      const dead = [...PAGES].flatMap(([alert, text]) =>
        linksOf(text)
          .map((link) => new URL(link, to.runbook(alert)).href)
          .filter((link) => !served.has(link))
          .map((link) => `${alert}: ${link}`),
      );
      assert.deepEqual(dead, []);
      assert.ok([...served].every((one) => one.startsWith(url) && !/[^:]\/\//.test(one)));
    });
  }

  it("cannot be below an address behind which no page can be added", () => {
    for (const url of ["https://example.com/?folder=runbooks", "https://example.com/#runbooks"])
      assert.throws(() => settingsOf({ alerting: { runbooks: url } }), /query or a fragment/, url);
  });

  it("lead to the other pages in Grafana, each under an address of its own", () => {
    const uids = [...PAGES.keys()].map(runbookUid);
    assert.equal(new Set(uids).size, uids.length);
    const files = new Map(Object.values(dashboardMaps(everything)).flatMap(({ data }) => Object.entries(data)));
    const dead = [...files].flatMap(([file, json]) => {
      if (!file.startsWith("runbook-")) return [];
      const { panels = [] } = JSON.parse(json) as { panels?: { options?: { content?: string } }[] };
      return linksOf(panels[0]?.options?.content ?? assert.fail(file))
        .filter((to) => !files.has(`${to.replace(/^\/d\//, "")}.json`))
        .map((to) => `${file}: ${to}`);
    });
    assert.deepEqual(dead, []);
  });
});
