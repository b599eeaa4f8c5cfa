/** `make VERB`: finds the verb, and turns how it ends into an exit code and at most one message. */
import { artifact } from "./artifact";
import { bench } from "./bench";
import { check } from "./check";
import { clean } from "./clean";
import { cost } from "./cost";
import { diff } from "./diff";
import { drain } from "./drain";
import { dashboards } from "./dashboards";
import { drift } from "./drift";
import { drill } from "./drill";
import { info } from "./info";
import { livesource } from "./livesource";
import { lint } from "./lint";
import { logs } from "./logs";
import { manifests } from "./manifests";
import { muteAlerts } from "./mute-alerts";
import { nowPlaying } from "./now-playing";
import { preview } from "./preview";
import { reload } from "./reload";
import { start } from "./start";
import { status } from "./status";
import { stop } from "./stop";
import { test } from "./test";
import { testKubernetes } from "./test-kubernetes";
import { interrupted } from "./support/command";
import { columns, print, red } from "./support/terminal";
import { Failure, UsageError, type Verb } from "./verb";

export const verbs: Record<string, Verb> = {
  start,
  stop,
  status,
  reload,
  logs,
  info,
  livesource,
  "mute-alerts": muteAlerts,
  "now-playing": nowPlaying,
  check,
  test,
  "test-kubernetes": testKubernetes,
  lint,
  bench,
  drain,
  drill,
  dashboards,
  preview,
  drift,
  diff,
  manifests,
  cost,
  artifact,
  clean,
};

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "help") {
    const rows = Object.entries(verbs).map(([verb, { summary }]) => [`  make ${verb}`, summary]);
    columns(rows).forEach(print);
    return 0;
  }
  const verb = verbs[name];
  if (!verb)
    throw new UsageError(`there is no verb "${name}"; allowed: ${Object.keys(verbs).join(", ")}; fix: make help`);
  if (args.includes("--help") || args.includes("-h")) {
    print(`make ${name}: ${verb.summary}\n\n${verb.help}`);
    return 0;
  }
  return verb.run(args);
}

if (require.main === module)
  main(process.argv.slice(2))
    .then((code) => (process.exitCode = interrupted() ? 130 : code))
    .catch((error: unknown) => {
      const complain = (text: string) => process.stderr.write(`${text}\n`);
      if (error instanceof Failure) complain(`${red("✘")} ${error.message}\n  fix: ${error.fix}`);
      else complain(`${red("✘")} ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = interrupted() ? 130 : error instanceof UsageError ? 2 : 1;
    });
