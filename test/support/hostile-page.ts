/** Metrics as nobody should expose them: many, long, oddly named. */

/** Series of one label, series that end, and values of 10 kB. */
export const USERS = 50_000;
export const GONE = 3000;
export const LONG = 200;

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

/** What a program shows. @param gone Series that there are of `was_there`. */
export const hostilePage = (gone: number) => `
# TYPE user_requests_total counter
${lines(USERS, (at) => `user_requests_total{user_id="u${at}",plan="p${at % 3}"} 1`)}
# TYPE http_requests_total counter
http_requests_total{code="200"} 10
http_requests_total{code="500"} 1
# TYPE idle_seconds histogram
${lines(12, (at) => `idle_seconds_bucket{le="${at}.0"} ${at}`)}
idle_seconds_bucket{le="+Inf"} 12
idle_seconds_sum 1
idle_seconds_count 12
# TYPE "http.requests{\\"odd\\"} µs" gauge
{"http.requests{\\"odd\\"} µs","la.bel"="a|b",plan="x"} 1
{"by.file",path="/"} 1
${lines(LONG, (at) => `long_values{text="${String(at)}${"x".repeat(10_000)}"} 1`)}
${lines(gone, (at) => `was_there{pod="p${at}"} 1`)}
`;
