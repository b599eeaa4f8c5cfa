/** Other people's rules, asked about a file of objects. */
import { checkov, kubeScore } from "../../../toolchain/scanners";
import { execute } from "../../../verbs/support/command";

export interface Finding {
  /** "checkov CKV_K8S_11". */
  check: string;
  /** "Deployment.airpath-preprod.front-1". */
  object: string;
  says: string;
}

interface CheckovReport {
  results: { failed_checks: { check_id: string; check_name: string; resource: string }[] };
  summary: { passed: number; parsing_errors: number };
}

interface ScoredObject {
  object_name: string;
  checks: { check: { id: string }; grade: number; skipped: boolean; comments: { summary: string }[] | null }[];
}

/** What kube-score gives to what is as it should be; less is a warning or worse. */
const wellGraded = 10;

/** Without an account at its maker's it knows no severities: every failed check counts. */
async function askCheckov(file: string): Promise<Finding[]> {
  const [python, program] = checkov();
  const flags = ["--framework", "kubernetes", "secrets", "--output", "json", "--compact", "--skip-download"];
  const { stdout, stderr } = await execute(python, [program, "--file", file, ...flags], { background: true });
  const reports = [parsed<CheckovReport | CheckovReport[]>("checkov", stdout, stderr)].flat();
  return reports.flatMap(({ results, summary }) => {
    if (summary.parsing_errors > 0) throw new Error(`checkov could not read ${summary.parsing_errors} objects`);
    return results.failed_checks.map(({ check_id, check_name, resource }) => ({
      check: `checkov ${check_id}`,
      object: resource,
      says: check_name,
    }));
  });
}

async function askKubeScore(file: string): Promise<Finding[]> {
  const flags = ["--output-format", "json", "--output-version", "v2"];
  const { stdout, stderr } = await execute(kubeScore(), ["score", ...flags, file], { background: true });
  return parsed<ScoredObject[]>("kube-score", stdout, stderr).flatMap(({ object_name, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade < wellGraded)
      .map(({ check, comments }) => ({
        check: `kube-score ${check.id}`,
        object: object_name,
        says: comments?.map(({ summary }) => summary).join("; ") ?? "",
      })),
  );
}

function parsed<T>(name: string, said: string, complained: string): T {
  try {
    return JSON.parse(said) as T;
  } catch {
    throw new Error(`${name} said no JSON: ${(complained || said).slice(-1000)}`);
  }
}

/** @returns what each found, of a file with many objects. @throws when one could not look */
export const scan = async (file: string): Promise<Finding[]> => [
  ...(await askKubeScore(file)),
  ...(await askCheckov(file)),
];
