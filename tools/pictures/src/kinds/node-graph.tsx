/**
 * Node graphs, drawn simply: who calls whom from left to right, with the two statistics of each and the ring of its shares. As in
 * Grafana, a column is known by its name, and not by what a transformation renames it to (grafana/grafana#54844).
 */
import { graphlib, layout } from "@dagrejs/dagre";
import {
  type DataFrame,
  type Field,
  FieldType,
  formattedValueToString,
  getValueFormat,
  type GrafanaTheme2,
} from "@grafana/data";
import { arc } from "d3-shape";
import { shortened } from "./axis";
import { type Kind, type KindProps, option } from "./kind";

const RADIUS = 38;
const NODE = { width: 130, height: 2 * RADIUS + 44 };

interface Node {
  id: string;
  title: string;
  subtitle: string;
  stats: string[];
  shares: { share: number; color: string }[];
  color: string | undefined;
}

interface Edge {
  source: string;
  target: string;
  stats: string[];
  thickness: number;
  color: string | undefined;
}

export const nodeGraph: Kind = { drawnBy: "simple", defaults: {}, draw: (props) => <Drawn {...props} /> };

/** A column by the name that Grafana knows it by, in any case of letters. */
const column = ({ fields }: DataFrame, name: string): Field | undefined =>
  fields.find((field) => field.name.toLowerCase() === name);

type Units =
  { mainStatUnit?: string; secondaryStatUnit?: string; arcs?: { field?: string; color?: string }[] } | undefined;

function shown(field: Field | undefined, row: number, unit?: string): string {
  const value: unknown = field?.values[row];
  if (field === undefined || value === null || value === undefined) return "";
  if (unit !== undefined && typeof value === "number") return formattedValueToString(getValueFormat(unit)(value));
  return field.display === undefined ? String(value) : formattedValueToString(field.display(value));
}

/** Without a main one, the first number is it. */
function stats(frame: DataFrame, row: number, units: Units): string[] {
  const main = column(frame, "mainstat") ?? frame.fields.find(({ type }) => type === FieldType.number);
  const texts = [
    shown(main, row, units?.mainStatUnit),
    shown(column(frame, "secondarystat"), row, units?.secondaryStatUnit),
  ];
  return texts.filter((text) => text !== "");
}

function edgesOf(frame: DataFrame, theme: GrafanaTheme2, units: Units): Edge[] {
  const [source, target] = [column(frame, "source"), column(frame, "target")];
  if (source === undefined || target === undefined) throw new Error("its edges need the columns source and target");
  return Array.from({ length: frame.length }, (_, row) => ({
    source: String(source.values[row]),
    target: String(target.values[row]),
    stats: stats(frame, row, units),
    thickness: Number(column(frame, "thickness")?.values[row] ?? 1),
    color: colorOf(column(frame, "color"), row, theme),
  }));
}

function nodesOf(frame: DataFrame, theme: GrafanaTheme2, units: Units): Node[] {
  const id = column(frame, "id");
  if (id === undefined) throw new Error("its nodes need the column id");
  const arcs = frame.fields.filter(({ name }) => name.startsWith("arc__"));
  return Array.from({ length: frame.length }, (_, row) => ({
    id: String(id.values[row]),
    title: shown(column(frame, "title"), row) || String(id.values[row]),
    subtitle: shown(column(frame, "subtitle"), row),
    stats: stats(frame, row, units),
    shares: arcs.map((field) => ({
      share: Number(field.values[row] ?? 0),
      color: theme.visualization.getColorByName(ringColor(field, units)),
    })),
    color: colorOf(column(frame, "color"), row, theme),
  }));
}

/** Grafana's panel may set the colour of a ring's part by the name of its column. */
function ringColor({ name, config }: Field, units: Units): string {
  return units?.arcs?.find(({ field }) => field === name)?.color ?? config.color?.fixedColor ?? "gray";
}

function colorOf(field: Field | undefined, row: number, theme: GrafanaTheme2): string | undefined {
  const value: unknown = field?.values[row];
  if (field === undefined || value === null || value === undefined) return undefined;
  return typeof value === "string" ? theme.visualization.getColorByName(value) : field.display?.(value).color;
}

function Drawn({ panel, frames, width, height, theme }: KindProps) {
  const [ofEdges, ofNodes] = [option<Units>(panel, "edges"), option<Units>(panel, "nodes")];
  const edges = frames
    .filter((frame) => column(frame, "source") !== undefined)
    .flatMap((frame) => edgesOf(frame, theme, ofEdges));
  const given = frames
    .filter((frame) => column(frame, "source") === undefined)
    .flatMap((frame) => nodesOf(frame, theme, ofNodes));
  const ends = edges.flatMap(({ source, target }) => [source, target]);
  const missing = [...new Set(ends)].filter((id) => !given.some((node) => node.id === id));
  const nodes = [
    ...given,
    ...missing.map((id) => ({ id, title: id, subtitle: "", stats: [], shares: [], color: undefined })),
  ];
  const graph = new graphlib.Graph({ multigraph: true })
    .setGraph({ rankdir: "LR", nodesep: 20, ranksep: 110, marginx: 10, marginy: 10 })
    .setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) graph.setNode(id, { ...NODE });
  edges.forEach(({ source, target }, index) => graph.setEdge(source, target, {}, String(index)));
  layout(graph);
  const { width: wide = 1, height: tall = 1 } = graph.graph() as { width?: number; height?: number };
  const scale = Math.min(1, width / wide, height / tall);
  const at = (id: string) => graph.node(id) as { x: number; y: number };
  return (
    <svg width={width} height={height} fontSize={12} textAnchor="middle">
      <defs>
        <marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0L10 5L0 10z" fill={theme.colors.text.secondary} />
        </marker>
      </defs>
      <g transform={`translate(${(width - wide * scale) / 2} ${(height - tall * scale) / 2}) scale(${scale})`}>
        {edges.map((edge, index) => (
          <EdgeLine key={index} edge={edge} from={at(edge.source)} to={at(edge.target)} theme={theme} />
        ))}
        {nodes.map((node) => (
          <NodeDisc key={node.id} node={node} {...at(node.id)} theme={theme} />
        ))}
      </g>
    </svg>
  );
}

interface EdgeProps {
  edge: Edge;
  from: { x: number; y: number };
  to: { x: number; y: number };
  theme: GrafanaTheme2;
}

/** Discs stand above the middle of their place, where their titles are below them. */
const RAISED = -18;

function EdgeLine({ edge, from, to, theme }: EdgeProps) {
  const long = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [dx, dy] = [((to.x - from.x) / long) * (RADIUS + 3), ((to.y - from.y) / long) * (RADIUS + 3)];
  const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2 + RAISED];
  return (
    <g>
      <line
        x1={from.x + dx}
        y1={from.y + dy + RAISED}
        x2={to.x - dx}
        y2={to.y - dy + RAISED}
        stroke={edge.color ?? theme.colors.text.secondary}
        strokeWidth={edge.thickness}
        markerEnd="url(#arrow)"
      />
      {edge.stats.map((text, index) => (
        <text
          key={index}
          x={x}
          y={y - 5 + index * 14 - (edge.stats.length - 1) * 7}
          fill={theme.colors.text.primary}
          stroke={theme.colors.background.primary}
          strokeWidth={3}
          paintOrder="stroke"
        >
          {text}
        </text>
      ))}
    </g>
  );
}

function NodeDisc({ node, x, y, theme }: { node: Node; x: number; y: number; theme: GrafanaTheme2 }) {
  const whole = node.shares.reduce((sum, { share }) => sum + share, 0);
  const angle = (share: number) => (whole === 0 ? 0 : (share / whole) * 2 * Math.PI);
  let begun = 0;
  return (
    <g transform={`translate(${x} ${y + RAISED})`}>
      <circle
        r={RADIUS}
        fill={theme.colors.background.primary}
        stroke={whole === 0 ? (node.color ?? theme.colors.text.secondary) : "none"}
        strokeWidth={3}
      />
      {node.shares.map(({ share, color }, index) => {
        const startAngle = begun;
        begun += angle(share);
        const d = arc()({ startAngle, endAngle: begun, innerRadius: RADIUS - 3, outerRadius: RADIUS + 1 });
        return <path key={index} d={d ?? ""} fill={color} />;
      })}
      <g fill={theme.colors.text.primary}>
        {node.stats.map((text, index) => (
          <text key={index} y={4 + (index - (node.stats.length - 1) / 2) * 15}>
            {shortened(text, 2 * RADIUS - 8)}
          </text>
        ))}
        <text y={RADIUS + 17} fontWeight={500}>
          {shortened(node.title, NODE.width + 10)}
        </text>
        <text y={RADIUS + 32} fill={theme.colors.text.secondary}>
          {shortened(node.subtitle, NODE.width + 10)}
        </text>
      </g>
    </g>
  );
}
