/** Kinds of spans in words. */

/** As span metrics name them: those of OpenTelemetry's specification. */
const KINDS = ["CLIENT", "SERVER", "PRODUCER", "CONSUMER", "INTERNAL"];

/** What the column "Kind" has in the place of `SPAN_KIND_SERVER` and its like. */
export const IN_WORDS = [
  {
    id: "mappings",
    value: [
      {
        type: "value",
        options: Object.fromEntries(
          KINDS.map((kind, index) => [`SPAN_KIND_${kind}`, { text: kind.toLowerCase(), index }]),
        ),
      },
    ],
  },
];
