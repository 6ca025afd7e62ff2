/** The page: a top of our own with title, variables and links, and below it the panels in Grafana's grid. */
import { dateTimeFormat, type GrafanaTheme2 } from "@grafana/data";
import { ThemeContext } from "@grafana/ui";
import type { PageJson, Picked } from "../shared/page";
import { type Drawing, PanelView, type ReadyPanel } from "./panel";

interface PageProps {
  page: PageJson;
  panels: ReadyPanel[];
  drawing: Drawing;
}

export function Page({ page, panels, drawing }: PageProps) {
  const { theme } = drawing;
  const bottom = Math.max(0, ...panels.map(({ answered: { place } }) => place.y + place.height));
  return (
    <ThemeContext.Provider value={theme}>
      {/* What is below the window's edge is drawn as well. */}
      <style>{`[role=grid]{content-visibility:visible!important} *{animation:none!important;transition:none!important;caret-color:transparent!important}`}</style>
      <div style={{ width: page.width, background: theme.colors.background.canvas }}>
        <Top page={page} theme={theme} />
        <div style={{ position: "relative", height: bottom + 8 }}>
          {panels.map((shown, index) =>
            shown.answered.json.type === "row" ? (
              <Row key={index} shown={shown} theme={theme} />
            ) : (
              <PanelView key={index} shown={shown} drawing={drawing} />
            ),
          )}
        </div>
      </div>
    </ThemeContext.Provider>
  );
}

function Row({ shown, theme }: { shown: ReadyPanel; theme: GrafanaTheme2 }) {
  const { json, place } = shown.answered;
  const count = json.panels?.length ?? 0;
  return (
    <div
      data-panel={json.id ?? 0}
      style={{
        position: "absolute",
        left: place.x,
        top: place.y,
        width: place.width,
        height: place.height,
        ...theme.typography.h5,
        lineHeight: "30px",
      }}
    >
      {json.collapsed === true ? "▸" : "▾"} {shown.outcome.title}
      {json.collapsed === true && count > 0 && (
        <span style={{ color: theme.colors.text.secondary }}> ({count} panels)</span>
      )}
    </div>
  );
}

function Top({ page, theme }: { page: PageJson; theme: GrafanaTheme2 }) {
  const format = (at: number) => dateTimeFormat(at, { timeZone: "utc", format: "YYYY-MM-DD HH:mm" });
  const padding = page.narrow ? "8px" : "8px 16px";
  const inMenu = page.links.filter((link) => link.inMenu);
  const line = { display: "flex", flexWrap: "wrap", gap: 8, alignItems: "center", padding } as const;
  return (
    <div data-panel={0} data-top="">
      <div
        style={{
          ...line,
          background: theme.colors.background.primary,
          borderBottom: `1px solid ${theme.colors.border.weak}`,
        }}
      >
        <span style={{ ...theme.typography.h4, flex: "none" }}>{page.title}</span>
        <span style={{ color: theme.colors.text.secondary, ...theme.typography.bodySmall }}>✎ {page.note}</span>
        <span style={{ marginLeft: "auto", ...theme.typography.bodySmall }}>
          {format(page.from)} to {format(page.to)} UTC
        </span>
      </div>
      <div style={line}>
        {page.picked
          .filter(({ hidden }) => !hidden)
          .map((variable) => (
            <Variable key={variable.name} variable={variable} theme={theme} />
          ))}
        <span style={{ marginLeft: "auto", display: "flex", flexWrap: "wrap", gap: 8 }}>
          {page.links
            .filter((link) => !link.inMenu)
            .map(({ title }, index) => (
              <Box key={index} text={`${title} ↗`} theme={theme} />
            ))}
          {inMenu.length > 0 && <Box text={`⋮ ${inMenu.length} in the menu`} theme={theme} />}
        </span>
      </div>
    </div>
  );
}

function Box({ text, theme }: { text: string; theme: GrafanaTheme2 }) {
  return (
    <span
      style={{
        padding: "4px 8px",
        border: `1px solid ${theme.colors.border.medium}`,
        borderRadius: theme.shape.radius.default,
        background: theme.colors.background.primary,
        maxWidth: 260,
        overflow: "hidden",
        textOverflow: "ellipsis",
        whiteSpace: "nowrap",
        ...theme.typography.bodySmall,
      }}
    >
      {text}
    </span>
  );
}

function Variable({ variable, theme }: { variable: Picked; theme: GrafanaTheme2 }) {
  return (
    <span style={{ display: "flex", alignItems: "center", gap: 6, ...theme.typography.bodySmall }}>
      <span style={{ fontWeight: 500 }}>{variable.label}</span>
      <Box text={variable.text === "" ? "–" : variable.text} theme={theme} />
    </span>
  );
}
