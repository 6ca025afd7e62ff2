/**
 * A report as Slack's blocks. Names come from labels: they are elements of rich text, in which nothing is markup, a mention or a
 * link. Limits of a message: 50 blocks, 150 characters of a header (Slack, "Block Kit", "Reference: blocks").
 */
import { headlineOf, partsOf, timesOf, titleOf } from "../parts";
import type { Part, Tone } from "../parts/part";
import type { Report } from "../report";
import { plain } from "../words";

const MARKS: Record<Tone, string> = {
  bad: "red_circle",
  warning: "large_orange_circle",
  good: "large_green_circle",
  neutral: "white_circle",
};

const HEADER = 150;

/** Lines of a part: a channel is no page. */
const MOST = 5;

type Element = Readonly<Record<string, unknown>>;

/** What an incoming webhook is sent. */
export interface SlackMessage {
  channel: string;
  /** What a notification shows. It is markup, so that it has no name in it. */
  text: string;
  blocks: Element[];
}

export function slackOf(report: Report, channel: string): SlackMessage {
  const header = { type: "header", text: { type: "plain_text", text: plain(titleOf(report), HEADER), emoji: false } };
  const head = [words(`${plain(headlineOf(report), 300)}\n`, { bold: true }), words(timesOf(report).join("\n"))];
  return {
    channel,
    text: escaped(`${plain(titleOf(report), HEADER)}: ${plain(headlineOf(report), 300)}`),
    blocks: [header, richText(head), ...partsOf(report).flatMap(blocksOf)],
  };
}

function blocksOf({ title, lead, lines, link }: Part): Element[] {
  const shown = lines.slice(0, MOST);
  const more = lines.length - shown.length;
  return [
    { type: "divider" },
    richText([
      words(`${plain(title)}\n`, { bold: true }),
      words(plain(lead, 1000)),
      ...shown.flatMap((line) => [
        words("\n"),
        { type: "emoji", name: MARKS[line.tone] },
        words(` ${plain(line.title)}`, { bold: true }),
        words(`: ${line.details.map((detail) => plain(detail)).join(", ")}`),
      ]),
      ...(more > 0 ? [words(`\nand ${more} more`)] : []),
      ...(link === undefined ? [] : [words("\n"), { type: "link", url: link, text: "All of it" }]),
    ]),
  ];
}

function richText(elements: Element[]): Element {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements }] };
}

function words(text: string, style?: Readonly<Record<string, boolean>>): Element {
  return { type: "text", text, ...(style === undefined ? {} : { style }) };
}

/** Source: Slack, "Formatting text for app surfaces": these three are markup's. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
