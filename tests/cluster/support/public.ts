/** Who calls a cluster from outside: simulated studios by SRT, and what listeners need to know of it. */
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deriveSecret } from "../../../components/secrets";
import type { Voie } from "../../../components/studio/signature";
import { studioEnvironment } from "../../../components/studio/studio";
import { nodePortOf, type NodePortRange, type OutsideAudience } from "../../../components/workload/kubernetes-services";
import type { Port } from "../../../components/workload/workload";
import type { FleetPlan, InputPlan, StationPlan } from "../../../station-inventory/plan-types";
import { stackOutputs, type StationOutput } from "../../../stacks/outputs";
import { execute, run } from "../../../verbs/support/command";
import { stackPrefix } from "../../../verbs/support/stack";
import { ourImage } from "../../../verbs/support/docker";
import { ownFolder, sweepFolders } from "../../support/folders";

/** Where a workload is reached from outside: the address of a node. */
export type AddressOf = (workload: string) => string;

/** @returns the stations as listeners find them: each front at the node that it is on, which alone answers for it */
export function heardAt(plan: FleetPlan, ranges: readonly NodePortRange[], addressOf: AddressOf): StationOutput[] {
  const at = new Map(
    plan.fronts.map(({ name, hostPort }) => {
      const port = nodePort(name, { name: "http", number: hostPort, protocol: "tcp" }, "listeners", ranges);
      return [name, `http://${addressOf(name)}:${port}`];
    }),
  );
  const moved = <T extends { front: string; url: string }>(stream: T): T => ({
    ...stream,
    url: `${at.get(stream.front)}${new URL(stream.url).pathname}`,
  });
  const { stations } = stackOutputs(plan, "none", "none", true);
  return stations.map((station) => ({
    ...station,
    icecast: station.icecast.map(moved),
    hls: station.hls.map(moved),
  }));
}

const folders = "airpath-studios-";

/** Simulated studios of every station, each a container of this machine, calling node ports as a studio in town does. */
export class Studios {
  private readonly folder = ownFolder(folders);
  private readonly names: string[] = [];

  /** @param voies of each station that are played */
  static async start(
    { stations }: FleetPlan,
    voies: readonly Voie[],
    root: string,
    ranges: readonly NodePortRange[],
    addressOf: AddressOf,
  ): Promise<Studios> {
    sweepFolders(folders);
    const all = new Studios();
    // Their user is not ours.
    chmodSync(all.folder, 0o755);
    try {
      const reached = ({ name, hostPort }: InputPlan, engine: string) =>
        `${addressOf(engine)}:${nodePort(engine, { name, number: hostPort, protocol: "udp" }, "studios", ranges)}`;
      for (const station of stations) for (const voie of voies) await all.call(station, voie, root, reached);
      return all;
    } catch (error) {
      await all.stop();
      throw error;
    }
  }

  private async call(
    station: StationPlan,
    voie: Voie,
    root: string,
    reached: (input: InputPlan, engine: string) => string,
  ): Promise<void> {
    const studio = station.studios.find((each) => each.voie === voie);
    const image = await ourImage("studio");
    if (!studio || image === undefined)
      throw new Error(`${station.id} has no studio ${voie}, or there is no image of one; fix: make start`);
    const destinations = studio.destinations.map(({ address, passphraseSecret }, index) => {
      const [engine, port] = address.split(":");
      const { inputs } = station.engines.find(({ name }) => name === engine)!;
      const input = inputs.find((each) => each.port === Number(port))!;
      const file = `${studio.name}-${index}`;
      writeFileSync(join(this.folder, file), deriveSecret(root, passphraseSecret), { mode: 0o644 });
      return { address: reached(input, engine!), passphraseFile: `/secrets/${file}` };
    });
    const environment = Object.entries(studioEnvironment(station, voie, destinations));
    const name = `airpath-cluster-${studio.name}`;
    await run("docker", [
      ...["run", "--detach", "--name", name, "--network=host", "--init", "--cpu-shares=102", "--no-healthcheck"],
      // So that make clean finds one that a killed test left.
      ...["--label", `airpath.listener=${stackPrefix()}`, "--volume", `${this.folder}:/secrets:ro`],
      ...environment.flatMap(([variable, value]) => ["--env", `${variable}=${value}`]),
      ...[image, "programme"],
    ]);
    this.names.push(name);
  }

  async stop(): Promise<void> {
    if (this.names.length > 0) await execute("docker", ["rm", "--force", ...this.names]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const nodePort = (
  workload: string,
  port: Omit<Port, "publish">,
  audience: OutsideAudience,
  ranges: readonly NodePortRange[],
): number => nodePortOf(workload, { ...port, publish: { hostPort: port.number, audience } }, ranges);
