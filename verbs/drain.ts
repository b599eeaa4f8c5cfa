import type { FleetPlan } from "../station-inventory/plan-types";
import { run } from "./support/command";
import { containers, requireDocker } from "./support/docker";
import { intendedPlan } from "./support/intent";
import { requireSetUp } from "./support/pulumi";
import { columns, print } from "./support/terminal";
import { Failure, positionals, UsageError, type Verb } from "./verb";

export const drain: Verb = {
  summary: "take a relay, cache or origin out, or back: NAME= [STATE=drain|close|ready]",
  onDockerOnly: true,
  help: `  NAME=icecast-relay-2   the relay, cache or origin
  STATE=drain            nobody new is sent to it; who listens stays until they leave (the default)
  STATE=close            and who listens is disconnected, and reconnects to another at once
  STATE=ready            it serves again
  STACK=local            the stack
It tells how many are still connected to it. A front or cache that restarts forgets it. Exit code 0: all took it.`,
  run: async (args) => {
    positionals(args, 0);
    requireSetUp();
    await requireDocker();
    const { NAME = "", STATE = "drain" } = process.env;
    const commands = stateCommands[STATE];
    if (!commands)
      throw new UsageError(
        `STATE is ${STATE}; allowed: ${Object.keys(stateCommands).join(", ")}; fix: make drain NAME=${NAME} STATE=drain`,
      );
    const places = balancersOf(await intendedPlan(), NAME);
    const own = await containers();
    const rows: string[][] = [];
    for (const { balancer, backend } of places) {
      const id = own.find(({ labels, state }) => labels["airpath.container"] === balancer && state === "running")?.id;
      if (id === undefined) throw new Failure(`${balancer} does not run`, "make status tells more; make start");
      const say = (command: string) => run("docker", ["exec", id, "haproxy-command", command]);
      for (const command of commands(`${backend}/${NAME}`)) {
        const answer = (await say(command)).trim();
        if (answer !== "") throw new Failure(`${balancer} to "${command}": ${answer}`, "make start, then again");
      }
      rows.push([balancer, ...serverRow(await say("show stat"), backend, NAME)]);
    }
    for (const line of columns(rows)) print(line);
    return 0;
  },
};

const stateCommands: Record<string, (server: string) => string[]> = {
  drain: (server) => [`set server ${server} state drain`],
  close: (server) => [`set server ${server} state maint`, `shutdown sessions server ${server}`],
  ready: (server) => [`set server ${server} state ready`],
};

/**
 * Pure: who sends requests to it, and in which of its backends.
 * @throws UsageError naming those that can be drained
 */
export function balancersOf(
  { icecast, hls, fronts }: Pick<FleetPlan, "icecast" | "hls" | "fronts">,
  name: string,
): { balancer: string; backend: string }[] {
  const byFronts = (backend: string) => fronts.map((front) => ({ balancer: front.name, backend }));
  const shard = icecast.shards.find(({ relays }) => relays.some((relay) => relay.name === name));
  if (shard) return byFronts(shard.name);
  if (hls.caches.some((cache) => cache.name === name)) return byFronts("caches");
  if (hls.origins.some((origin) => origin.name === name))
    return hls.caches.flatMap((cache) =>
      ["playlists", "segments"].map((backend) => ({ balancer: `${cache.name}-origins`, backend })),
    );
  const all = [...icecast.shards.flatMap(({ relays }) => relays), ...hls.caches, ...hls.origins];
  const allowed = all.map((each) => each.name).join(", ");
  throw new UsageError(`NAME is "${name}"; allowed: ${allowed}; fix: make drain NAME=${all[0]?.name}`);
}

/** Pure: state and connections of one server, from HAProxy's "show stat". */
export function serverRow(csv: string, backend: string, server: string): [string, string] {
  const [head = "", ...lines] = csv.trim().split("\n");
  const names = head.replace(/^# /, "").split(",");
  const fields = lines.map((line) => line.split(",")).find(([proxy, name]) => proxy === backend && name === server);
  const field = (name: string) => fields?.[names.indexOf(name)] ?? "?";
  return [field("status"), `${field("scur")} connected`];
}
