/** `make VERB`: finds the verb, and turns how it ends into an exit code and at most one message. */
import { interrupted } from "./support/command";
import { isInCluster } from "./support/platform";
import { stackName } from "./support/stack";
import { columns, print, red } from "./support/terminal";
import { Failure, UsageError, type Verb } from "./verb";

/** Each is loaded when it is asked for: some bring the whole stack with them, 1.5 s of CPU that no other verb needs. */
export const verbs: Record<string, () => Promise<Verb>> = {
  start: async () => (await import("./start")).start,
  stop: async () => (await import("./stop")).stop,
  status: async () => (await import("./status")).status,
  reload: async () => (await import("./reload")).reload,
  logs: async () => (await import("./logs")).logs,
  "log-tools": async () => (await import("./log-tools")).logToolsVerb,
  info: async () => (await import("./info")).info,
  explain: async () => (await import("./explain")).explain,
  "new-station": async () => (await import("./new-station")).newStation,
  livesource: async () => (await import("./livesource")).livesource,
  "mute-alerts": async () => (await import("./mute-alerts")).muteAlerts,
  "now-playing": async () => (await import("./now-playing")).nowPlaying,
  check: async () => (await import("./check")).check,
  test: async () => (await import("./test")).test,
  "test-kubernetes": async () => (await import("./test-kubernetes")).testKubernetes,
  lint: async () => (await import("./lint")).lint,
  bench: async () => (await import("./bench")).bench,
  drain: async () => (await import("./drain")).drain,
  drill: async () => (await import("./drill")).drill,
  dashboards: async () => (await import("./dashboards")).dashboards,
  preview: async () => (await import("./preview")).preview,
  drift: async () => (await import("./drift")).drift,
  diff: async () => (await import("./diff")).diff,
  manifests: async () => (await import("./manifests")).manifests,
  cost: async () => (await import("./cost")).cost,
  backup: async () => (await import("./backup")).backup,
  restore: async () => (await import("./restore")).restore,
  rollback: async () => (await import("./rollback")).rollback,
  release: async () => (await import("./release")).release,
  artifact: async () => (await import("./artifact")).artifact,
  clean: async () => (await import("./clean")).clean,
};

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "help") {
    const rows = Object.entries(verbs).map(async ([verb, load]) => [`  make ${verb}`, (await load()).summary]);
    columns(await Promise.all(rows)).forEach(print);
    return 0;
  }
  const load = verbs[name];
  if (!load)
    throw new UsageError(`there is no verb "${name}"; allowed: ${Object.keys(verbs).join(", ")}; fix: make help`);
  const verb = await load();
  if (args.includes("--help") || args.includes("-h")) {
    print(`make ${name}: ${verb.summary}\n\n${verb.help}`);
    return 0;
  }
  if (verb.onDockerOnly && isInCluster(stackName()))
    throw new UsageError(
      `STACK is "${stackName()}", which is in a cluster, and make ${name} is for stacks on Docker; fix: docs/kubernetes.md has what is done there instead`,
    );
  return verb.run(args);
}

if (require.main === module) {
  // Whoever reads no further, as `head` does, has read enough.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
  main(process.argv.slice(2))
    .then((code) => (process.exitCode = interrupted() ? 130 : code))
    .catch((error: unknown) => {
      const complain = (text: string) => process.stderr.write(`${text}\n`);
      if (error instanceof Failure) complain(`${red("✘")} ${error.message}\n  fix: ${error.fix}`);
      else complain(`${red("✘")} ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = interrupted() ? 130 : error instanceof UsageError ? 2 : 1;
    });
}
