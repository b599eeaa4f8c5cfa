/** A network of nodes on this machine: a switch in a namespace of its own, which Docker's firewall rules do not reach, and one line to it from the machine. */
import { run, until } from "../../../verbs/support/command";
import type { Processes } from "./processes";

/** The machine's name for its line to the switch. */
const line = "airpath-nodes";
const prefix = "10.231.0";
/** How the machine is called by nodes. */
export const machineAddress = `${prefix}.1`;

export interface NodePlace {
  address: string;
  /** Of the pods there. */
  podRange: string;
}

/** @param number from 1 on */
export const placeOf = (number: number): NodePlace => ({
  address: `${prefix}.${10 + number}`,
  podRange: `10.232.${number}.0/24`,
});

/** Runs a command in the network namespace of a process. */
const within = (pid: number, ...command: string[]): Promise<string> =>
  run("nsenter", [`--net=/proc/${pid}/ns/net`, ...command]);

export class NodeNetwork {
  private readonly nodes: { pid: number; place: NodePlace }[] = [];

  private constructor(private readonly holder: number) {}

  /** It ends with these processes: lines go with the namespaces that they lead into. */
  static async start(processes: Processes): Promise<NodeNetwork> {
    const holder = processes.start("switch", "unshare", ["--net", "sleep", "infinity"]);
    await ownNetwork(holder);
    await run("ip", ["link", "add", line, "type", "veth", "peer", "name", "machine", "netns", `${holder}`]);
    await run("ip", ["address", "add", `${machineAddress}/24`, "dev", line]);
    await run("ip", ["link", "set", line, "up"]);
    await within(holder, "ip", "link", "add", "switch", "type", "bridge");
    await within(holder, "ip", "link", "set", "switch", "up");
    await within(holder, "ip", "link", "set", "machine", "master", "switch", "up");
    return new NodeNetwork(holder);
  }

  /** Gives a node its line, and everybody the way to its pods. @param pid in whose network namespace the node is */
  async connect(pid: number, number: number): Promise<void> {
    const place = placeOf(number);
    const port = `node-${number}`;
    await ownNetwork(pid);
    await within(this.holder, "ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", `${pid}`);
    await within(this.holder, "ip", "link", "set", port, "master", "switch", "up");
    await within(pid, "ip", "link", "set", "lo", "up");
    await within(pid, "ip", "address", "add", `${place.address}/24`, "dev", "eth0");
    await within(pid, "ip", "link", "set", "eth0", "up");
    await within(pid, "ip", "route", "add", "default", "via", machineAddress);
    const others = this.nodes.filter((each) => each.place.address !== place.address);
    for (const other of others) {
      await within(pid, "ip", ...wayTo(other.place));
      await within(other.pid, "ip", ...wayTo(place));
    }
    await run("ip", wayTo(place));
    this.nodes.splice(0, this.nodes.length, ...others, { pid, place });
  }
}

const wayTo = ({ podRange, address }: NodePlace): string[] => ["route", "replace", podRange, "via", address];

/** Waits until a process that was just started has left the machine's network. */
async function ownNetwork(pid: number): Promise<void> {
  const ours = await run("readlink", ["/proc/self/ns/net"]);
  const complaint = await until(
    2000,
    async () =>
      (await run("readlink", [`/proc/${pid}/ns/net`])) === ours
        ? `process ${pid} has no network of its own; allowed: a root that may unshare; fix: run as root on the machine itself`
        : undefined,
    20,
  );
  if (complaint !== undefined) throw new Error(complaint);
}
