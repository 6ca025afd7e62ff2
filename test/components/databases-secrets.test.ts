/** What an exporter's Secret holds: the DSN in the form that its program takes. */
import assert from "node:assert/strict";
import { DSN_KEYS, secretData } from "../../components/databases/credentials";
import { ASKED_KINDS, parseDsn } from "../../settings/dsn";
import { DSNS, ENCODED, PASSWORD } from "../support/databases";

describe("the Secret of a database's exporter", () => {
  it("has the DSN with nothing in it that a program would split it at, where one takes it whole", () => {
    for (const kind of ["postgres", "mongodb"] as const) {
      const { dsn = "", ...others } = secretData(kind, DSNS[kind]);
      assert.deepEqual(others, {});
      assert.doesNotMatch(dsn.slice(0, dsn.indexOf("@")), /[^\w:/%.~-]/);
      assert.equal(dsn.split("@").length, 2);
      assert.deepEqual(parseDsn(kind, dsn), parseDsn(kind, DSNS[kind]));
      assert.equal(
        new URL(dsn).password,
        ENCODED.replace(/[()']/g, (one) => `%${one.charCodeAt(0).toString(16)}`),
      );
    }
  });

  it("has the password as it is, where one takes it by itself", () => {
    assert.deepEqual(secretData("redis", DSNS.redis), {
      address: "rediss://[2001:db8::1]:6380/2",
      user: "exporter",
      password: PASSWORD,
    });
    assert.deepEqual(secretData("redis", "redis://:pw@cache"), { address: "redis://cache", password: "pw" });
    assert.deepEqual(secretData("redis", "redis://cache"), { address: "redis://cache" });
    assert.equal(secretData("elasticsearch", DSNS.elasticsearch)["address"], "https://search:9200/prefix");
    assert.equal(secretData("mysql", DSNS.mysql)["password"], PASSWORD);
  });

  it("has MySQL's option file without what somebody chose", () => {
    assert.equal(
      secretData("mysql", "mysql://o'x:a%0bc@db".replace("%0b", "%5D"))[DSN_KEYS.file],
      "[client]\nhost = db\nport = 3306\nuser = ${MYSQLD_EXPORTER_USER}\npassword = ${MYSQLD_EXPORTER_PASSWORD}\n",
    );
    assert.match(secretData("mysql", DSNS.mysql)[DSN_KEYS.file] ?? "", /\ntls = skip-verify\n$/);
  });

  it("is not made of what is no DSN, and the reason has nothing of it", () => {
    for (const kind of ASKED_KINDS)
      assert.throws(() => secretData(kind, `other://u:${PASSWORD}@h`), {
        message: `a credential is not a DSN of ${kind}`,
      });
  });
});
