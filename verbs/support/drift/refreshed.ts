/** What a provider finds when it looks at each resource: `pulumi refresh --preview-only`, a line an event. Pure. */
import type { EngineEvent } from "../progress";
import { kindOf, typeOf } from "../urn";
import { said } from "../preview/workloads";
import type { Finding } from "./ground";

interface Event extends Omit<EngineEvent, "resOutputsEvent"> {
  resOutputsEvent?: { metadata: Step };
}

interface Step {
  op: string;
  urn: string;
  type: string;
  detailedDiff?: Record<string, unknown> | null;
  diffs?: string[] | null;
  old?: { inputs?: { name?: unknown }; outputs?: Record<string, unknown> } | null;
  new?: { outputs?: Record<string, unknown> } | null;
}

export interface Refreshed {
  findings: (Finding & { urn: string })[];
  errors: string[];
}

/** @param stdout events of Pulumi's engine; what is none is passed over */
export function refreshed(code: number, stdout: string, stderr: string): Refreshed {
  const events = stdout.split("\n").flatMap(parsed);
  const errors = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.replace(/<\{%[^%]*%\}>/g, "").trim()] : [],
  );
  const findings = events.flatMap(({ resOutputsEvent }) =>
    resOutputsEvent ? findingsOf(resOutputsEvent.metadata) : [],
  );
  const counted = events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges;
  const others = Object.entries(counted ?? {}).filter(([op]) => op !== "same" && op !== "refresh");
  if (code !== 0 && errors.length === 0)
    errors.push(stderr.trim().split("\n").slice(-8).join("\n") || `exit code ${code}`);
  // An engine that speaks otherwise than it did must not pass for one that finds nothing.
  if (errors.length === 0 && counted === undefined) errors.push("pulumi refresh said nothing of what it found");
  if (errors.length === 0 && others.length > 0 && findings.length === 0)
    errors.push(`pulumi refresh counts ${others.map(([op, many]) => `${many} ${op}`).join(", ")}, and names none`);
  return { findings, errors: [...new Set(errors)] };
}

function parsed(line: string): Event[] {
  if (!line.startsWith("{")) return [];
  try {
    return [JSON.parse(line) as Event];
  } catch {
    return [];
  }
}

function findingsOf({ op, urn, diffs, detailedDiff, old, new: found }: Step): Refreshed["findings"] {
  if (/^(pulumi|airpath):/.test(typeOf(urn)) || (op !== "update" && op !== "delete")) return [];
  const name = old?.inputs?.name;
  const kind = kindOf(urn).replace("RemoteImage", "image").toLowerCase();
  const who = /^docker:/.test(typeOf(urn)) && typeof name === "string" ? `${kind} ${name}` : said(urn);
  if (op === "delete") return [{ urn, who, how: "is gone, or does not run" }];
  const keys = new Set([...Object.keys(detailedDiff ?? {}), ...(diffs ?? [])]);
  const [before, after] = [old?.outputs ?? {}, found?.outputs ?? {}];
  if (keys.size === 0)
    for (const key of Object.keys({ ...before, ...after }))
      if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) keys.add(key);
  return [{ urn, who, how: `differs in ${[...keys].sort().join(", ") || "what its provider says of it"}` }];
}

/** What is found twice is told once, in the plainer words: those of our own look. */
export function merged(own: readonly Finding[], others: readonly (Finding & { urn: string })[]): Finding[] {
  const told = new Set(own.flatMap(({ who, urn }) => [who, ...(urn === undefined ? [] : [urn])]));
  return [...own, ...others.filter(({ who, urn }) => !told.has(who) && !told.has(urn))];
}
