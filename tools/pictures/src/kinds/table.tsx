/** Tables, by Grafana's own component. */
import { TableNG } from "@grafana/ui/unstable";
import { type Kind, option } from "./kind";

export const table: Kind = {
  drawnBy: "component",
  defaults: {
    options: { frameIndex: 0, showHeader: true, cellHeight: "sm", showTypeIcons: false },
    custom: {
      align: "auto",
      cellOptions: { type: "auto" },
      inspect: false,
      filterable: false,
      width: undefined,
      minWidth: 150,
      hideFrom: { tooltip: false, viz: false, legend: false },
      footer: { reducers: [] },
    },
  },
  draw: ({ panel, frames, width, height, timeRange }) => {
    const frame = frames[option<number>(panel, "frameIndex")] ?? frames[0];
    if (frame === undefined) throw new Error("it has no frame");
    return (
      <TableNG
        data={frame}
        width={width}
        height={height}
        timeRange={timeRange}
        noHeader={!option<boolean>(panel, "showHeader")}
        showTypeIcons={option(panel, "showTypeIcons")}
        sortBy={option(panel, "sortBy")}
        cellHeight={option(panel, "cellHeight")}
        enablePagination={option(panel, "enablePagination")}
        resizable={true}
        fieldConfig={panel.fieldConfig as never}
        frozenColumns={option<{ left?: number } | undefined>(panel, "frozenColumns")?.left ?? 0}
        structureRev={1}
        disableSanitizeHtml={false}
      />
    );
  },
};
