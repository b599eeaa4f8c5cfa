/** How many listeners one relay carries on one core before anyone hears a gap, and what they take of its memory, beside bare Icecast in turn. */
import { readFileSync } from "node:fs";
import { docker } from "../../tests/pipeline/support/group";
import { Rig } from "../../tests/pipeline/support/rig";
import { type Measurement, median } from "../measure";
import { bareIcecast } from "./bare-icecast";
import { type Crowd, Load, pin } from "./load";

/** MP3 at 128 kbit/s: a relay sends bytes, whatever is in them. */
const bytesPerSecond = 16_000;
const perSecond = 200;
/** The load is bounded, by what Debian lets one program open too (20,000 files): more connections are never opened. */
const most = 18_000;
const rounds = 3;

interface Server {
  url: string;
  /** Of Icecast itself. */
  container: string;
  /** MiB resident before anybody listened. */
  alone: number;
}

interface Carried {
  /** How many were there when the first was refused, lost its connection or heard a gap. */
  listeners: number;
  /** MiB resident for each thousand of them, beyond what it takes alone. */
  memory: number;
}

export async function listenerBench(): Promise<Measurement[]> {
  const rig = await Rig.start({
    relays: 1,
    listenersPerRelay: most,
    station: { formats: { icecast: ["mp3-midfi"], hls: ["aac-hifi"] } },
  });
  try {
    await rig.send("voieA-1");
    await rig.onAir("voieA-1", 30);
    const load = await Load.prepare(rig);
    const { name } = rig.plan.icecast.shards[0]!.relays[0]!;
    const relay = rig.group(name);
    await pin(relay.main);
    const ours = await measured({ url: relay.url(8000, rig.station.streams[0]!.mount), container: relay.main });
    const asItComes = await measured(await bareIcecast(rig, 100, relay.workload.image.reference));
    const raised = await measured(await bareIcecast(rig, most, relay.workload.image.reference));
    const found: Record<"limited" | "bare" | "relay", Carried[]> = { limited: [], bare: [], relay: [] };
    for (let round = 0; round < rounds; round++) {
      found.limited.push(await carries(load, asItComes));
      found.bare.push(await carries(load, raised));
      found.relay.push(await carries(load, ours));
    }
    const listeners = (which: keyof typeof found) => found[which].map((each) => each.listeners);
    const memory = (which: keyof typeof found) => found[which].map((each) => each.memory);
    const more = { values: listeners("relay"), unit: "listeners", atLeast: true } as const;
    return [
      {
        name: "listeners of a relay core before a gap, over Icecast as it comes",
        ...more,
        reference: median(listeners("limited")),
      },
      {
        name: "listeners of a relay core before a gap, over Icecast with its limit of clients raised",
        ...more,
        reference: median(listeners("bare")),
        // Ours also asks itself how it is, and follows its files.
        limit: 0.8,
      },
      {
        name: "memory of a relay for 1,000 listeners, over the same Icecast",
        values: memory("relay"),
        unit: "MiB a thousand",
        reference: median(memory("bare")),
        // A few MiB: what a program happened to hold when it was looked at counts too.
        limit: 1.5,
      },
    ];
  } finally {
    await rig.end();
  }
}

const measured = async (server: Omit<Server, "alone">): Promise<Server> => ({
  ...server,
  alone: await resident(server),
});

async function carries(load: Load, server: Server): Promise<Carried> {
  const crowd = load.crowd(server.url, most, perSecond, bytesPerSecond);
  const { heard, memory } = await during(crowd, () => resident(server));
  process.stderr.write(`  ${new URL(server.url).pathname}: ${JSON.stringify(heard)}\n`);
  return { listeners: heard.listeners, memory: ((memory - server.alone) * 1000) / heard.listeners };
}

/** @returns what the crowd heard, and the most memory that was seen meanwhile */
async function during(
  listening: Promise<Crowd>,
  look: () => Promise<number>,
): Promise<{ heard: Crowd; memory: number }> {
  let [over, memory] = [false, 0];
  const heard = listening.finally(() => (over = true));
  while (!over) {
    memory = Math.max(memory, await look());
    await Promise.race([heard.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 500))]);
  }
  return { heard: await heard, memory };
}

/** MiB of every process in the container together: Icecast, and what watches it. */
async function resident({ container }: Pick<Server, "container">): Promise<number> {
  const pids = (await docker("top", container, "-eo", "pid")).match(/\d+/g) ?? [];
  const kibibytes = pids.map((pid) => {
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      // It ended meanwhile: a probe.
      return 0;
    }
  });
  return kibibytes.reduce((sum, each) => sum + each, 0) / 1024;
}
