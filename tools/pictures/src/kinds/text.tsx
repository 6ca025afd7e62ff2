/** Text in Markdown or HTML, made by Grafana's own function and shown by the browser. */
import { renderTextPanelMarkdown, textUtil } from "@grafana/data";
import { type Kind, option } from "./kind";

export const text: Kind = {
  drawnBy: "component",
  saysEmpty: true,
  defaults: { options: { mode: "markdown", content: "" } },
  draw: ({ panel, height, replaceVariables }) => {
    const content = replaceVariables(option<string>(panel, "content"));
    const html = option(panel, "mode") === "markdown" ? renderTextPanelMarkdown(content) : textUtil.sanitize(content);
    return (
      <div className="markdown-html" style={{ height, overflow: "auto" }} dangerouslySetInnerHTML={{ __html: html }} />
    );
  },
};
