/** What Loki makes of logs that come by OTLP, from the OpenTelemetry collectors. */

/** Resource attributes that become labels, set by the collectors; all others are structured metadata. */
export const OTLP_LABELS = {
  resource_attributes: {
    // OpenTelemetry's own names would be labels beside these, for the same.
    ignore_defaults: true,
    attributes_config: [
      { action: "index_label", attributes: ["cluster", "namespace", "service", "container", "level", "audit"] },
    ],
  },
};
