/** The series by which it is known what namespaces cost. */

/** Series that are scraped, by the namespace of what exposes them. */
export const SERIES = "namespace:scraped_series:sum";

/** Spans a second that have come to the collectors, by the namespace that sends them. */
export const SPANS = "namespace:spans:rate10m";

/** Bytes a second that Loki has taken. */
export const LOG_BYTES = "loki:received_bytes:rate10m";
