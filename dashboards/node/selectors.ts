/** Which series the panels about the picked node look at. */

export const EXPORTER = 'job="node-exporter"';

/** The node that is picked. */
export const NODE = `${EXPORTER},node="$node"`;

/** A counter of the picked node's by the second. */
export const rate = (counter: string, more = "") => `rate(${counter}{${NODE}${more}}[$__rate_interval])`;

/** The same for one of its parts, such as a device. */
export const rateBy = (label: string, counter: string, more = "") => `sum by (${label}) (${rate(counter, more)})`;
