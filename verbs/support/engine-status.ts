import type { RunningEngine } from "./platform";
import { reason } from "./streams";

/** What an engine says at /status (components/engine/openapi.yaml), as far as verbs read it. */
export interface EngineStatus {
  on_air: { name: string; since: string };
  preferred: string;
  inputs: { name: string; voie: string; ready: boolean; on_air: boolean }[];
  /** What the SRT gate and the publisher beside it say; null while they do not answer. */
  gate: { inputs: { name: string; connected: boolean }[] } | null;
  publisher: object | null;
}

export interface EngineAnswer {
  station: string;
  /** "a". */
  engine: string;
  /** Workload name: "engine-rivage-a". */
  name: string;
  status?: EngineStatus;
  /** Why it says nothing, or why it is not ready. */
  complaint?: string;
}

/** Asks engines what is on air and whether they are ready. */
export const askEngines = (engines: readonly RunningEngine[]): Promise<EngineAnswer[]> =>
  Promise.all(engines.map(askEngine));

async function askEngine({ api, ...engine }: RunningEngine): Promise<EngineAnswer> {
  try {
    const [status, readiness] = await api((url) => Promise.all([get(`${url}/status`), get(`${url}/readiness`)]));
    const answer = { ...engine, status: JSON.parse(status.text) as EngineStatus };
    if (readiness.ok) return answer;
    const { reasons = [] } = JSON.parse(readiness.text) as { reasons?: string[] };
    return { ...answer, complaint: `not ready: ${reasons.join(", ")}` };
  } catch (error) {
    return { ...engine, complaint: error instanceof Error ? reason(error) : String(error) };
  }
}

async function get(url: string): Promise<{ ok: boolean; text: string }> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(4000) });
  return { ok: answer.ok, text: await answer.text() };
}
