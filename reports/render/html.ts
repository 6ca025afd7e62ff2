/**
 * A report as an e-mail's HTML: one column, which a phone shows at its width, styles inline, as mail programs drop others, nothing
 * that is loaded from anywhere. Colours are legible on white and, where a program inverts or honours `color-scheme`, on black.
 */
import { headlineOf, partsOf, timesOf, titleOf } from "../parts";
import type { Line, Part, Tone } from "../parts/part";
import type { Report } from "../report";
import { plain } from "../words";

const COLORS: Record<Tone, string> = { bad: "#d93f3f", warning: "#c77700", good: "#2e9e5b", neutral: "#8a8f98" };

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** What mail programs that read a style sheet make of dark mode; the others leave or invert the colours, and both are legible. */
const DARK =
  "@media (prefers-color-scheme:dark){body,.page{background:#16181d!important;color:#e6e8eb!important}.faint{color:#a3a9b3!important}a{color:#7db4ff!important}}";

export function htmlOf(report: Report): string {
  const title = text(titleOf(report));
  const times = timesOf(report).map(
    (line) => `<p class="faint" style="margin:4px 0 0;color:#5c626d;font-size:14px">${text(line, 300)}</p>`,
  );
  return [
    "<!DOCTYPE html>",
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${title}</title><style>${DARK}</style></head>`,
    `<body style="margin:0;padding:0;background:#ffffff;color:#1c1e21;font-family:${FONT};font-size:16px;line-height:1.4">`,
    '<div class="page" style="max-width:600px;margin:0 auto;padding:16px;background:#ffffff;color:#1c1e21">',
    `<h1 style="margin:0;font-size:22px;line-height:1.25">${title}</h1>`,
    `<p style="margin:6px 0 0;font-size:17px;font-weight:600">${text(sentence(headlineOf(report)), 300)}</p>`,
    ...times,
    ...partsOf(report).map(part),
    "</div></body></html>",
    "",
  ].join("\n");
}

function part({ title, lead, lines, link }: Part): string {
  const more =
    link === undefined
      ? ""
      : `<p style="margin:8px 0 0"><a href="${text(link, 2000)}" style="color:#1a66d0">All of it</a></p>`;
  return [
    `<h2 style="margin:24px 0 4px;font-size:18px;line-height:1.3">${text(title)}</h2>`,
    `<p style="margin:0 0 4px">${text(lead, 2000)}</p>`,
    ...lines.map(line),
    more,
  ]
    .filter((one) => one !== "")
    .join("\n");
}

function line({ tone, title, details }: Line): string {
  const box = `margin:8px 0 0;padding:2px 0 2px 10px;border-left:4px solid ${COLORS[tone]}`;
  const said = details.map((detail) => text(detail)).join(" · ");
  return (
    `<div style="${box}"><div style="font-weight:600;overflow-wrap:anywhere">${text(title)}</div>` +
    `<div class="faint" style="color:#5c626d;font-size:15px;overflow-wrap:anywhere">${said}</div></div>`
  );
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Any text, as content or in an attribute. */
function text(words: string, longest?: number): string {
  return plain(words, longest).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
