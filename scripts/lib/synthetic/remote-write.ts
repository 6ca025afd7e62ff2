/** Samples of any time into a Prometheus that has its receiver of remote writes on. */

/** A series and its samples, in the order of time. */
export interface Written {
  /** With `__name__`. */
  labels: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  times: readonly number[];
  values: readonly number[];
}

/** Samples of one request: each is one transaction of Prometheus. */
const MOST_SAMPLES = 100_000;

/** Requests that are under way at once; a series never has two of them, for they could overtake one another. */
const AT_ONCE = 2;

/** Hands series over. @throws what Prometheus says when it refuses some. */
export async function write(url: string, series: Iterable<Written>): Promise<number> {
  const underWay = new Set<Promise<void>>();
  let failure: unknown;
  let all = 0;
  for (const batch of batches(series)) {
    all += batch.samples;
    const sent: Promise<void> = send(url, batch.body).catch((error: unknown) => {
      failure ??= error;
    });
    underWay.add(sent);
    void sent.then(() => underWay.delete(sent));
    if (underWay.size >= AT_ONCE) await Promise.race(underWay);
    if (failure !== undefined) break;
  }
  await Promise.all(underWay);
  if (failure !== undefined) throw failure as Error;
  return all;
}

function* batches(series: Iterable<Written>): Generator<{ body: Buffer; samples: number }> {
  let parts: Buffer[] = [];
  let samples = 0;
  for (const one of series) {
    if (one.times.length === 0) continue;
    parts.push(encoded(one));
    samples += one.times.length;
    if (samples < MOST_SAMPLES) continue;
    yield { body: Buffer.concat(parts), samples };
    parts = [];
    samples = 0;
  }
  if (samples > 0) yield { body: Buffer.concat(parts), samples };
}

async function send(url: string, body: Buffer): Promise<void> {
  const headers = {
    "content-encoding": "snappy",
    "content-type": "application/x-protobuf",
    "x-prometheus-remote-write-version": "0.1.0",
  };
  const response = await fetch(`${url}/api/v1/write`, { method: "POST", headers, body: stored(body) });
  if (!response.ok) throw new Error(`Prometheus refuses samples: ${response.status} ${await response.text()}`);
}

/** A Snappy block that stores what it holds: the format allows it, and between two processes there is nothing to save. */
function stored(body: Buffer): Buffer {
  // The tag of a literal whose length less one is in the four bytes that follow.
  const tag = Buffer.from([0xfc, 0, 0, 0, 0]);
  tag.writeUInt32LE(body.length - 1, 1);
  return Buffer.concat([varint(body.length), tag, body]);
}

/** `TimeSeries` of Prometheus' remote write 1.0, as a field of `WriteRequest`: labels (1) with name (1) and value (2), samples (2) with value (1) and time (2). */
function encoded({ labels, times, values }: Written): Buffer {
  const encodedTimes = encodedTimesOf(times);
  const samples = Buffer.allocUnsafe(times.length * LONGEST_SAMPLE);
  let end = 0;
  for (const [index, time] of encodedTimes.entries()) {
    samples[end] = 0x12;
    samples[end + 1] = 9 + time.length;
    samples[end + 2] = 0x09;
    end = samples.writeDoubleLE(values[index] ?? NaN, end + 3);
    samples.set(time, end);
    end += time.length;
  }
  return field(1, Buffer.concat([encodedLabelsOf(labels), samples.subarray(0, end)]));
}

/** Labels by their object: a series is written hour by hour. */
const knownLabels = new WeakMap<Written["labels"], Buffer>();

function encodedLabelsOf(labels: Written["labels"]): Buffer {
  const known = knownLabels.get(labels);
  if (known !== undefined) return known;
  // A label that is empty is none.
  const given = Object.entries(labels).filter(([, value]) => value !== "");
  const found = Buffer.concat(given.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => label(name, value)));
  knownLabels.set(labels, found);
  return found;
}

/** Labels by name and value, which thousands of series share. */
const knownPairs = new Map<string, Buffer>();

function label(name: string, value: string): Buffer {
  const pair = `${name}=${value}`;
  const known = knownPairs.get(pair);
  if (known !== undefined) return known;
  const found = field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))]));
  knownPairs.set(pair, found);
  return found;
}

/** Two bytes of head, nine of value, and a time. */
const LONGEST_SAMPLE = 24;

/** Times as fields of samples, by the list that they are in: thousands of series share one, and most of the work was this. */
const knownTimes = new WeakMap<readonly number[], readonly Uint8Array[]>();

function encodedTimesOf(times: readonly number[]): readonly Uint8Array[] {
  const known = knownTimes.get(times);
  if (known !== undefined) return known;
  const found = times.map((time) => Buffer.concat([Buffer.from([0x10]), varint(time)]));
  knownTimes.set(times, found);
  return found;
}

function field(number: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(body.length), body]);
}

function varint(value: number): Buffer {
  const bytes = Buffer.alloc(10);
  return bytes.subarray(0, writeVarint(bytes, value, 0));
}

/** @returns Where it ends. */
function writeVarint(bytes: Buffer, value: number, at: number): number {
  let rest = value;
  let end = at;
  // Times are beyond what bitwise operators keep.
  while (rest >= 0x80) {
    bytes[end++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  bytes[end++] = rest;
  return end;
}
