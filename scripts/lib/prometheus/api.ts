/** Prometheus' HTTP API, as scripts ask it: answers are looked at before they are believed, and errors repeat no credential. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { askByHttp } from "../../../reports/http";
import { type Address, CannotAsk } from "./address";

/** The longest text of another program's that a message repeats. */
const MOST_SAID = 300;

/** Pauses before a question that was refused for the moment is asked again, in milliseconds. */
const PAUSES = [1000, 3000, 6000];

/** Refused for the moment: too many questions, or a proxy without a server behind it. */
const FOR_NOW = /answers with status (?:429|502|503|504)\b/;

export interface Sample {
  labels: Readonly<Record<string, string>>;
  /** Seconds since 1970. */
  at: number;
  value: number;
}

export interface Series {
  labels: Readonly<Record<string, string>>;
  /** Values by seconds since 1970. */
  values: readonly (readonly [at: number, value: number])[];
}

/** A question that was not answered. */
export class Unanswered extends CannotAsk {}

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]);
const vector = z.object({ data: z.object({ result: z.array(z.object({ metric: labels, value: point.optional() })) }) });
const scalar = z.object({ data: z.object({ resultType: z.literal("scalar"), result: point }) });
const matrix = z.object({
  data: z.object({ result: z.array(z.object({ metric: labels, values: z.array(point).default([]) })) }),
});
const names = z.object({ data: z.array(z.string()) });

/** A program that speaks Prometheus' API: Prometheus itself, or Loki below `/loki`. */
export class Api {
  private readonly ask;

  constructor(
    private readonly source: "loki" | "prometheus",
    private readonly address: Address,
    { timeoutMs = 60_000, pauses = PAUSES }: { timeoutMs?: number; pauses?: readonly number[] } = {},
  ) {
    this.ask = askByHttp({ [source]: address.url }, { [source]: address.headers }, timeoutMs);
    this.pauses = pauses;
  }

  private readonly pauses: readonly number[];

  private get root(): string {
    return this.source === "loki" ? "/loki/api/v1" : "/api/v1";
  }

  /** An instant query. @param time Seconds since 1970. Default: the server's own clock. */
  async instant(query: string, time?: number): Promise<Sample[]> {
    const { data } = await this.get("/query", { query, ...(time === undefined ? {} : { time }) }, vector);
    return data.result.flatMap(({ metric, value }) =>
      value === undefined ? [] : [{ labels: metric, at: value[0], value: Number(value[1]) }],
    );
  }

  /** The server's clock, in seconds since 1970: the one that its samples go by. */
  async clock(): Promise<number> {
    return Number((await this.get("/query", { query: "time()" }, scalar)).data.result[1]);
  }

  /** A query at moments that are `step` seconds apart. */
  async range(query: string, start: number, end: number, step: number): Promise<Series[]> {
    const { data } = await this.get("/query_range", { query, start, end, step }, matrix);
    return data.result.map(({ metric, values }) => ({
      labels: metric,
      values: values.map(([at, value]) => [at, Number(value)] as const),
    }));
  }

  /** The names of labels of series. */
  async labelNames(match: string): Promise<string[]> {
    return (await this.get("/labels", { "match[]": match }, names)).data;
  }

  /** The values of a label. */
  async labelValues(label: string, match?: string): Promise<string[]> {
    const path = `/label/${encodeURIComponent(label)}/values`;
    return (await this.get(path, match === undefined ? {} : { "match[]": match }, names)).data;
  }

  /** Any other answer, in the form that is expected of it. @throws {@link Unanswered} */
  async get<T>(path: string, parameters: Readonly<Record<string, string | number>>, form: z.ZodType<T>): Promise<T> {
    const query = new URLSearchParams(
      Object.entries(parameters).map(([key, value]): [string, string] => [key, String(value)]),
    ).toString();
    const answer = await this.asked(`${this.root}${path}${query === "" ? "" : `?${query}`}`);
    const found = form.safeParse(answer);
    if (!found.success)
      throw new Unanswered(`${this.source} answers ${path} with JSON of another form: is it ${this.source}?`);
    return found.data;
  }

  private async asked(path: string): Promise<unknown> {
    for (const pause of [...this.pauses, undefined]) {
      try {
        return await this.ask(this.source, path);
      } catch (error) {
        const { message } = error as Error;
        if (pause === undefined || !FOR_NOW.test(message)) throw new Unanswered(this.said(message));
        await sleep(pause);
      }
    }
    throw new Unanswered(`${this.source} does not answer`);
  }

  /** What another program said, as far as it may be repeated. */
  private said(message: string): string {
    const plain = this.address.secrets.reduce((text, secret) => text.replaceAll(secret, "(a credential)"), message);
    const short = plain.length > MOST_SAID ? `${plain.slice(0, MOST_SAID)}…` : plain;
    return /status 40[13]\b/.test(short)
      ? `${short}\n  -> ${this.source.toUpperCase()}_TOKEN, or ${this.source.toUpperCase()}_USER and ${this.source.toUpperCase()}_PASSWORD`
      : short;
  }
}

/** What most questions need of it. */
export type Asker = Pick<Api, "clock" | "instant" | "labelValues" | "range">;

/** A text in PromQL and LogQL: nothing in it can end it. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
