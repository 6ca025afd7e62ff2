import * as assert from "node:assert/strict";
import { reach } from "../../scripts/lib/verify/reach";
import { Unanswered } from "../../scripts/lib/verify/outcome";
import type { Answer, Question } from "../../scripts/lib/verify/world";
import { type Behaviour, fakeKubelet, httpAnswer } from "../support/fake-kubelet";

const ENDPOINT = { pod: "grafana-0", port: 3000 };

interface Given {
  question?: Question;
  requestMs?: number;
  answerBytes?: number;
  signal?: AbortSignal;
}

/** Asks by way of an API server that behaves so. */
async function ask(behaviour: Behaviour, given: Given = {}): Promise<Answer> {
  const { question = { path: "/" }, signal = new AbortController().signal, ...bounds } = given;
  const { KubeConfig } = await import("@kubernetes/client-node");
  const { url, stop } = await fakeKubelet(behaviour);
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "c", server: url, skipTLSVerify: true }],
    users: [{ name: "u", token: "bearer-token" }],
    contexts: [{ name: "x", cluster: "c", user: "u" }],
    currentContext: "x",
  });
  try {
    return await reach(config, "observability", ENDPOINT, question, { signal, ...bounds });
  } finally {
    stop();
  }
}

/** How a question fails. */
async function failure(behaviour: Behaviour, given: Given = {}): Promise<Unanswered> {
  const error = await ask(behaviour, given).then(
    () => assert.fail("it was answered"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Unanswered, String(error));
  return error;
}

describe("verification: the way to a pod", () => {
  it("asks by HTTP, with the user and the body that it is given, and reads the answer", async () => {
    let seen = "";
    const answer = await ask(
      {
        program: (request, forward) => {
          seen += request;
          if (seen.endsWith('{"a":1}')) forward.answer(httpAnswer('{"b":2}', "application/json; charset=utf-8"));
        },
      },
      { question: { path: "/x", method: "POST", body: { a: 1 }, user: { name: "n", password: "p" } } },
    );
    assert.deepEqual(answer, { status: 200, type: "application/json", text: '{"b":2}' });
    assert.match(seen, /^POST \/x HTTP\/1\.1\r\n/);
    assert.match(seen, /Authorization: Basic bjpw\r\n/i);
  });

  it("reads an answer in many pieces, and one that is ended and has no length", async () => {
    const body = "x".repeat(300_000);
    const pieces = await ask({
      program: (_, { answer, end }) => {
        answer("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
        for (let at = 0; at < body.length; at += 30_000) answer(body.slice(at, at + 30_000));
        end();
      },
    });
    assert.equal(pieces.text.length, body.length);
  });

  it("ends where the forward never answers", async () => {
    const { message } = await failure({}, { requestMs: 300 });
    assert.equal(message, "grafana-0:3000: no answer within 0.3 s");
  });

  it("ends where the API server does not even open it", async () => {
    const { message } = await failure({ isSilent: true }, { requestMs: 300 });
    assert.equal(message, "grafana-0:3000: no answer within 0.3 s");
  });

  it("ends where the pod restarts in the middle of an answer", async () => {
    const { message, unasked } = await failure({
      program: (_, { answer, end }) => {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf");
        end();
      },
    });
    assert.match(message, /^grafana-0:3000: /);
    assert.equal(unasked, false);
  });

  it("repeats what the kubelet says", async () => {
    const { message } = await failure({ error: "dial tcp4 127.0.0.1:3000: connect: connection refused" });
    assert.equal(message, "grafana-0:3000: dial tcp4 127.0.0.1:3000: connect: connection refused");
  });

  for (const status of [401, 403]) {
    it(`says which right is missing when the API server answers with ${status}`, async () => {
      const { message, unasked } = await failure({ status });
      assert.match(message, new RegExp(`does not forward a port to grafana-0:3000.*${status}.*pods/portforward`));
      assert.equal(unasked, true);
    });
  }

  it("reads no more of an answer than its limit", async () => {
    const program: Behaviour["program"] = (_, { answer }) => answer(httpAnswer("x".repeat(5000)));
    const { message } = await failure({ program }, { answerBytes: 1000 });
    assert.equal(message, "grafana-0:3000: the answer is longer than 1000 bytes");
  });

  it("is interrupted", async () => {
    const interrupted = new AbortController();
    const waiting = failure({ program: () => interrupted.abort() }, { signal: interrupted.signal });
    assert.equal((await waiting).message, "grafana-0:3000: interrupted");
  });

  it("says nothing of a credential, however it fails", async () => {
    const question: Question = { path: "/", user: { name: "admin", password: "canary-password" } };
    const echo: Behaviour["program"] = (request, { answer, end }) => {
      answer(request);
      end();
    };
    for (const behaviour of [{}, { isSilent: true }, { status: 500 }, { error: "broken" }, { program: echo }]) {
      const error = await failure(behaviour, { question, requestMs: 300 });
      const all = `${error.message} ${error.stack ?? ""} ${JSON.stringify(error)}`;
      assert.doesNotMatch(all, /canary|Y2FuYXJ5|bearer-token/);
    }
  });
});
