import { reason } from "./streams";

/** @returns what is wrong with Prometheus or with one of its targets; undefined when it is ready and all are up */
export async function prometheusComplaint(url: string): Promise<string | undefined> {
  try {
    const ready = await fetch(new URL("/-/ready", url), { signal: AbortSignal.timeout(4000) });
    if (!ready.ok) return `Prometheus is not ready: HTTP ${ready.status}`;
    const targets = await scrapeTargets(url);
    const down = targets.filter(({ health }) => health !== "up");
    if (targets.length === 0) return "Prometheus has no targets";
    if (down.length === 0) return undefined;
    const names = down.map(({ scrapeUrl, lastError }) => `${scrapeUrl}: ${lastError || "not asked yet"}`);
    return `${down.length} of ${targets.length} targets are down: ${names.slice(0, 3).join("; ")}`;
  } catch (error) {
    return `Prometheus: ${error instanceof Error ? reason(error) : String(error)}`;
  }
}

export interface ScrapeTargetState {
  scrapeUrl: string;
  health: "up" | "down" | "unknown";
  lastError: string;
}

export async function scrapeTargets(url: string): Promise<ScrapeTargetState[]> {
  const answer = await fetch(new URL("/api/v1/targets?state=active", url), { signal: AbortSignal.timeout(4000) });
  return ((await answer.json()) as { data: { activeTargets: ScrapeTargetState[] } }).data.activeTargets;
}

/** Runs an instant query. @returns label set and value of each series */
export async function query(
  url: string,
  expression: string,
): Promise<{ labels: Record<string, string>; value: number }[]> {
  const address = new URL("/api/v1/query", url);
  address.searchParams.set("query", expression);
  const answer = await fetch(address, { signal: AbortSignal.timeout(4000) });
  const { data } = (await answer.json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}
