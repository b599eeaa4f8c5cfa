/** What `pulumi preview --json` says: one document, in the order in which the engine went through the program. */

/** One step of the engine (sdk/go/auto/…/PreviewStep); a replacement is three of one URN. */
export interface PreviewStep {
  op: string;
  urn: string;
  oldState?: PreviewState;
  newState?: PreviewState;
  diffReasons?: string[] | null;
  replaceReasons?: string[] | null;
  /** By path in the inputs or outputs: { kind: "update", inputDiff: true }. */
  detailedDiff?: Record<string, { kind: string; inputDiff?: boolean }> | null;
}

export interface PreviewState {
  urn: string;
  type: string;
  custom?: boolean;
  id?: string;
  parent?: string;
  dependencies?: string[] | null;
  protect?: boolean;
  retainOnDelete?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

export interface PreviewDigest {
  steps?: PreviewStep[] | null;
  diagnostics?: { urn?: string; message: string; severity: string }[] | null;
  /** Operation → how many: { same: 213, replace: 4 }. */
  changeSummary?: Record<string, number>;
}

/** How far a preview came: what would change, or why it could not be told. */
export type Said = { digest: PreviewDigest } | { errors: string[] };

/**
 * Tells errors from changes: an exit code alone does not.
 * @param stdout of `pulumi preview --json`, which writes one object, also where it fails half-way
 */
export function readPreview(code: number, stdout: string, stderr: string): Said {
  const digest = parsed(stdout);
  const diagnosed = (digest?.diagnostics ?? []).filter(({ severity }) => severity === "error");
  const errors = [...new Set(diagnosed.map(({ message }) => plainText(message)))].filter(
    // Pulumi repeats that it failed.
    (text, _, all) => all.length === 1 || !/^(preview failed|update failed)$/.test(text),
  );
  if (errors.length > 0) return { errors };
  if (code === 0 && digest) return { digest };
  const said = plainText(stderr) || plainText(stdout);
  return { errors: [said.split("\n").slice(-12).join("\n") || `pulumi preview ended with exit code ${code}`] };
}

/** What is before the object, as a warning about a newer version, is none of it. */
function parsed(stdout: string): PreviewDigest | undefined {
  try {
    return JSON.parse(stdout.slice(stdout.indexOf("{"))) as PreviewDigest;
  } catch {
    return undefined;
  }
}

const plainText = (text: string): string => text.replace(/<\{%[^%]*%\}>/g, "").trim();

export type Change = "create" | "update" | "replace" | "delete" | "same";

/** One resource with what becomes of it. */
export interface Fate {
  urn: string;
  change: Change;
  /** Absent: it was not there. */
  before?: PreviewState;
  /** Absent: it is not there any more. */
  after?: PreviewState;
  step: PreviewStep;
}

const changes: Record<string, Change> = {
  create: "create",
  import: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "import-replacement": "replace",
};

/** @returns each resource once, in the order of the first step that says what becomes of it */
export function fatesIn({ steps }: PreviewDigest): Fate[] {
  const fates = new Map<string, Fate>();
  for (const step of steps ?? []) {
    const known = fates.get(step.urn);
    const change = changes[step.op] ?? "same";
    const before = known?.before ?? step.oldState ?? undefined;
    const after = change === "delete" ? undefined : (known?.after ?? afterOf(step));
    fates.set(step.urn, {
      urn: step.urn,
      change: known && known.change !== "same" ? known.change : change,
      ...(before && { before }),
      ...(after && { after }),
      step: known && (known.step.detailedDiff || !step.detailedDiff) ? known.step : step,
    });
  }
  return [...fates.values()];
}

/** Of a deletion that makes room the new state is none; the step that creates tells it. */
const afterOf = ({ op, newState }: PreviewStep): PreviewState | undefined =>
  op === "delete-replaced" ? undefined : newState;
