/**
 * Stands in for the random provider's plugin where that cannot be downloaded: RandomPassword, RandomString, RandomId and
 * RandomUuid. Pulumi starts it as `pulumi-resource-random`.
 */
import * as crypto from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

type Inputs = Record<string, unknown>;

/** What a change of replaces the resource. */
const KEYS = ["length", "keepers", "special", "upper", "lower", "numeric", "number", "overrideSpecial", "byteLength"];

function characters(inputs: Inputs): string {
  const special = typeof inputs["overrideSpecial"] === "string" ? inputs["overrideSpecial"] : "!@#$%&*()-_=+[]{}<>:?";
  return [
    inputs["lower"] === false ? "" : "abcdefghijklmnopqrstuvwxyz",
    inputs["upper"] === false ? "" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    inputs["number"] === false || inputs["numeric"] === false ? "" : "0123456789",
    inputs["special"] === false ? "" : special,
  ].join("");
}

/** What a resource of a type is made of, its id first. */
export function make(type: string, inputs: Inputs): { id: string; outs: Inputs } {
  const pick = (length: number) => {
    const set = characters(inputs);
    return Array.from({ length }, () => set[crypto.randomInt(set.length)]).join("");
  };
  const number = (key: string, otherwise: number) => Number(inputs[key] ?? otherwise);
  switch (type.split(":").at(-1)) {
    case "RandomPassword":
      return { id: "none", outs: { ...inputs, result: pick(number("length", 16)), bcryptHash: "" } };
    case "RandomString": {
      const result = pick(number("length", 16));
      return { id: result, outs: { ...inputs, result } };
    }
    case "RandomId": {
      const bytes = crypto.randomBytes(number("byteLength", 8));
      const hex = bytes.toString("hex");
      const made = { hex, b64Url: bytes.toString("base64url"), b64Std: bytes.toString("base64") };
      return { id: made.b64Url, outs: { ...inputs, ...made, dec: BigInt(`0x${hex}`).toString() } };
    }
    case "RandomUuid": {
      const result = crypto.randomUUID();
      return { id: result, outs: { ...inputs, result } };
    }
    default:
      throw new Error(`${type} is not among what this stand-in makes`);
  }
}

/* eslint-disable @typescript-eslint/require-await -- the interface is asynchronous */
const provider: pulumi.provider.Provider = {
  version: "0.0.0",
  async check(_urn, _olds, news: Inputs) {
    return { inputs: news };
  },
  async diff(_id, _urn, olds: Inputs, news: Inputs) {
    const replaces = KEYS.filter(
      (key) => news[key] !== undefined && JSON.stringify(olds[key]) !== JSON.stringify(news[key]),
    );
    return { changes: replaces.length > 0, replaces };
  },
  async create(urn, inputs: Inputs) {
    return make(urn.split("::")[2]?.split("$").at(-1) ?? "", inputs);
  },
  async read(id, _urn, props: Inputs) {
    return { id, props };
  },
  async update(_id, _urn, olds: Inputs, news: Inputs) {
    return { outs: { ...olds, ...news } };
  },
  async delete() {
    // There is nothing anywhere but in the state.
  },
};

if (require.main === module) void pulumi.provider.main(provider, process.argv.slice(2));
