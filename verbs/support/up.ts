/** `pulumi up` after recovery, and what a person reads when it fails. */
import { execute } from "./command";
import { lastLog } from "./docker";
import { formatLog } from "./log-line";
import type { Outcome } from "./progress";
import { type Deployment, deploy, exportState } from "./pulumi";
import { type Recovered, removeReplaced } from "./recovery";
import { dim, red } from "./terminal";
import { Failure } from "../verb";

/**
 * Brings the stack to what is declared, from wherever the run before ended.
 * @param recovered what `recover` has found
 * @param flags Pulumi's own
 * @param say told the progress, a line for each resource; absent: nothing is said
 * @returns what was changed, and the state that came of it
 * @throws Failure with what failed, why, and what to do
 */
export async function up(
  { refresh, replaced }: Pick<Recovered, "refresh" | "replaced">,
  flags: readonly string[],
  say?: (line: string) => void,
): Promise<Outcome & { state: Deployment }> {
  const outcome = await deploy("up", [...(refresh ? ["--refresh=true"] : []), ...flags], say);
  if (outcome.code !== 0) throw await failure(outcome);
  const state = await exportState();
  await removeReplaced(replaced, state);
  return { ...outcome, state };
}

/** One message out of what Pulumi said: the resource, its error, and the last words of its container. */
async function failure(outcome: Outcome & { stderr: string }): Promise<Failure> {
  const resources = await Promise.all(
    outcome.failed.map(async ({ what, dockerName, messages }) => {
      const log =
        dockerName && (await execute("docker", ["inspect", dockerName])).code === 0 ? await lastWords(dockerName) : "";
      return [red(what), ...messages, ...(log ? [dim(`its last log lines:`), log] : [])].join("\n");
    }),
  );
  const said = [...resources, ...outcome.errors];
  // A plugin that crashed prints its own stack trace; the resources above say what it was doing.
  const text =
    said.length > 0
      ? said.join("\n").replace(/\nDetected that [^]*/, "")
      : outcome.stderr.trim().split("\n").slice(-8).join("\n");
  return new Failure(text, hint(text));
}

/** Errors and warnings if there are any among the last lines, else those lines themselves. */
async function lastWords(container: string): Promise<string> {
  const lines = (await lastLog(container, 200)).split("\n");
  const bad = lines.filter((line) => /"level":"(error|warning)"/.test(line) && !/Called from|Re-raised/.test(line));
  return (bad.length > 0 ? bad : lines).slice(-8).map(formatLog).join("\n");
}

const hints: [RegExp, string][] = [
  [
    /locked by/,
    'wait for the other run; when there is none: eval "$(npx tsx toolchain/setup.ts --print-env)" && pulumi cancel',
  ],
  [/no space left on device/, "docker system prune, or more disk; then make start again"],
  [
    /port is already allocated|address already in use/,
    "end what has the port or choose another (make start names both); then make start again",
  ],
  [
    /Temporary failure|Could not resolve|connection refused|network is unreachable/i,
    "the machine has to reach its Debian archive while images build; then make start again",
  ],
];

/** What a person can do about an error of that text; Pulumi's state is consistent after each, so that starting again goes on. */
const hint = (text: string): string =>
  hints.find(([pattern]) => pattern.test(text))?.[1] ??
  "correct what is said above, then make start again: it goes on from here";
