/** The series by which it is known how the API server does. */

/** Requests a second by `verb`. */
export const REQUESTS = "verb:apiserver_requests:rate5m";

/** The share of requests that end in an error of its own. */
export const ERRORS = "cluster:apiserver_request_errors:ratio_rate5m";

/** The share of requests that take longer than Kubernetes promises, by `request`: read, list or write. */
export const SLOW = "cluster:apiserver_requests_slow:ratio_rate5m";
