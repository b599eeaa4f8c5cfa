/** Asks Prometheus over its HTTP API: https://prometheus.io/docs/prometheus/latest/querying/api/ */

export type Labels = Record<string, string>;
/** Unix seconds and value. */
export type Point = readonly [time: number, value: number];
export interface Series {
  labels: Labels;
  points: Point[];
}

/** What Prometheus refused, in its own words. */
export class QueryError extends Error {}

interface Answer<T> {
  status: "success" | "error";
  data: T;
  error?: string;
}

interface Result {
  result: { metric: Labels; value?: [number, string]; values?: [number, string][] }[];
}

export class Prometheus {
  constructor(
    private readonly url: string,
    /** Milliseconds after which a question is given up. */
    private readonly timeout = 30_000,
  ) {}

  async instant(query: string, time: number): Promise<Series[]> {
    const { result } = await this.ask<Result>("query", { query, time: String(time) });
    return result.map(({ metric, value }) => ({ labels: metric, points: value ? [point(value)] : [] }));
  }

  /** @param start, end Unix seconds @param step seconds */
  async range(query: string, start: number, end: number, step: number): Promise<Series[]> {
    const times = { start: String(start), end: String(end), step: String(step) };
    const { result } = await this.ask<Result>("query_range", { query, ...times });
    return result.map(({ metric, values = [] }) => ({ labels: metric, points: values.map(point) }));
  }

  /** Every value of a label on a metric's series, sorted. */
  labelValues(label: string, metric: string, start: number, end: number): Promise<string[]> {
    return this.ask<string[]>(`label/${label}/values`, { "match[]": metric, start: String(start), end: String(end) });
  }

  private async ask<T>(what: string, parameters: Record<string, string>): Promise<T> {
    const address = new URL(`/api/v1/${what}`, this.url);
    address.search = new URLSearchParams(parameters).toString();
    const answer = await fetch(address, { signal: AbortSignal.timeout(this.timeout) });
    const text = await answer.text();
    if (!answer.headers.get("content-type")?.includes("json"))
      throw new QueryError(`${address.origin} answers ${answer.status} and no JSON: is it Prometheus?`);
    const { status, data, error } = JSON.parse(text) as Answer<T>;
    if (status === "success") return data;
    throw new QueryError(error ?? `HTTP ${answer.status}`);
  }
}

/** Values come as text, so that "+Inf" and "NaN" can. */
const point = ([time, value]: [number, string]): Point => [time, number(value)];
const number = (text: string): number =>
  /^[+-]Inf$/.test(text) ? (text.startsWith("-") ? -Infinity : Infinity) : Number(text);
