import assert from "node:assert/strict";
import * as units from "../../settings/units";

/** A test that a pattern takes the first and refuses the second. */
function itTakes(name: string, pattern: RegExp, taken: readonly string[], refused: readonly string[]) {
  describe(name, () => {
    for (const text of taken) it(`takes ${JSON.stringify(text)}`, () => assert.match(text, pattern));
    for (const text of refused) it(`refuses ${JSON.stringify(text)}`, () => assert.doesNotMatch(text, pattern));
  });
}

describe("units", () => {
  itTakes(
    "a duration",
    units.DURATION,
    ["15d", "1h30m", "45s", "500ms", "1y2w3d4h5m6s7ms", "10s"],
    ["", "0s", "0d0h", "15", "15 d", "1.5h", "30m1h", "d", "-1d", "15D", "1d\n"],
  );
  itTakes(
    "a quantity of bytes",
    units.BYTES,
    ["50Gi", "500M", "1.5Ti", "10Ki", "1k", "2Pi"],
    ["", "0Gi", "0.0Gi", "50", "50GB", "50 Gi", "50gi", ".5Gi", "1.Gi", "-1Gi", "50K", "50Gi\n"],
  );
  itTakes(
    "a quantity of CPU",
    units.CPU,
    ["250m", "2", "0.5", "0", "0.001"],
    ["", "0.0001", "1.5m", "2 ", ".5", "2c", "-1"],
  );
  itTakes(
    "a name",
    units.NAME,
    ["a", "a-b", "0", "platform-alerts", "a".repeat(63)],
    ["", "-a", "a-", "A", "a_b", "a.b", "a/b", "a".repeat(64), "a\n"],
  );
  itTakes(
    "a host",
    units.HOST,
    ["localhost", "grafana.example.com", "a-b.c", "10.0.0.1.example", `${"a".repeat(63)}.b`],
    [
      "",
      "10.0.0.1",
      `${"a".repeat(64)}.b`,
      ".com",
      "a..b",
      "a.",
      "-a.b",
      "a-.b",
      "A.b",
      "https://a.b",
      "a.b:80",
      "a b",
    ],
  );
  itTakes(
    "a host with a port",
    units.HOST_PORT,
    ["smtp.example.com:587", "db:1", "a.b:65535", "10.0.0.1:25"],
    ["", "smtp.example.com", "smtp.example.com:", ":587", "a:123456", "a:0", "a:65536", "a:99999", "a:b", "a:1:2"],
  );
  itTakes(
    "a time of day",
    units.TIME_OF_DAY,
    ["00:00", "09:59", "19:00", "20:00", "23:59", "24:00"],
    ["", "9:00", "24:01", "25:00", "12:60", "12", "12:0", "12:00:00"],
  );

  describe("seconds", () => {
    const cases: [string, number][] = [
      ["1y", 31_536_000],
      ["1w", 604_800],
      ["15d", 1_296_000],
      ["1h30m", 5400],
      ["45s", 45],
      ["250ms", 0.25],
      ["1m500ms", 60.5],
      ["0s", 0],
    ];
    for (const [text, expected] of cases) {
      it(`of ${text} are ${expected}`, () => assert.equal(units.seconds(text), expected));
    }
  });

  const conversions: [string, (text: string) => string, [string, string][]][] = [
    [
      "goDuration",
      units.goDuration,
      [
        ["120h", "120h"],
        ["90m", "90m"],
        ["5d", "120h"],
        ["1w2d3h4m5s6ms", "219h4m5s6ms"],
        ["1y", "8760h"],
        ["0d15s", "15s"],
      ],
    ],
    [
      "fluentdTime",
      units.fluentdTime,
      [
        ["5s", "5s"],
        ["60s", "60s"],
        ["500ms", "0.5"],
        ["1h30m", "5400s"],
        ["1m1ms", "60.001"],
      ],
    ],
  ];
  for (const [name, convert, cases] of conversions)
    describe(name, () => {
      for (const [text, expected] of cases)
        it(`of ${text} is ${expected}`, () => assert.equal(convert(text), expected));
    });

  it("holds what 64 bits of nanoseconds do", () => {
    assert.ok(units.MAX_SECONDS * 1e9 < 2 ** 63 && units.isDuration("290y") && !units.isDuration("290y1ms"));
    assert.ok(units.MAX_BYTES * 4 < 2 ** 63);
  });

  describe("bytes", () => {
    const cases: [string, number][] = [
      ["1k", 1000],
      ["1Ki", 1024],
      ["500M", 5e8],
      ["1.5Gi", 1.5 * 2 ** 30],
      ["2T", 2e12],
      ["1Ti", 2 ** 40],
      ["1P", 1e15],
      ["1Pi", 2 ** 50],
      ["0Gi", 0],
    ];
    for (const [text, expected] of cases) {
      it(`of ${text} are ${expected}`, () => assert.equal(units.bytes(text), expected));
    }
  });

  describe("formatBytes", () => {
    const cases: [number, string][] = [
      [0, "0"],
      [1, "1"],
      [1023, "1023"],
      [1024, "1Ki"],
      [1536, "1.5Ki"],
      [2 ** 30, "1Gi"],
      [12.54 * 2 ** 30, "12.5Gi"],
      [12.55 * 2 ** 30, "12.6Gi"],
      [1.5 * 2 ** 50, "1.5Pi"],
      [2048 * 2 ** 50, "2048Pi"],
    ];
    for (const [amount, expected] of cases) {
      it(`of ${amount} is ${expected}`, () => assert.equal(units.formatBytes(amount), expected));
    }
    it("writes what the pattern of a quantity takes, from 1Ki on", () => {
      for (let power = 10; power < 62; power++) assert.match(units.formatBytes(1.37 * 2 ** power), units.BYTES);
    });
  });

  it("of the API server are bytes with a suffix, plain, in thousandths, or with an exponent", () => {
    assert.deepEqual(["1Gi", "1073741824", "1500m", "1e3"].map(units.quantityBytes), [2 ** 30, 2 ** 30, 1.5, 1000]);
  });
});
