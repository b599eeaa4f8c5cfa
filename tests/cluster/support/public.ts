/** Who calls a cluster from outside: simulated studios by SRT, and what listeners need to know of it. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deriveSecret } from "../../../components/secrets";
import { signature, type Voie } from "../../../components/studio/signature";
import { nodePortOf, type NodePortRange } from "../../../components/workload/kubernetes-services";
import type { FleetPlan, FrontPlan, StationPlan } from "../../../station-inventory/plan-types";
import type { StationOutput } from "../../../stacks/outputs";
import { execute, run } from "../../../verbs/support/command";
import { stackPrefix } from "../../../verbs/support/stack";
import { ourImage } from "../../../verbs/support/docker";

/** Where a workload is reached from outside: the address of a node. */
export type AddressOf = (workload: string) => string;

/** @returns the stations as listeners find them: each front at the node that it is on, which alone answers for it */
export function heardAt(plan: FleetPlan, ranges: readonly NodePortRange[], addressOf: AddressOf): StationOutput[] {
  const port = (front: FrontPlan) =>
    nodePortOf(
      front.name,
      {
        name: "http",
        number: front.hostPort,
        protocol: "tcp",
        publish: { hostPort: front.hostPort, audience: "listeners" },
      },
      ranges,
    );
  const at = new Map(plan.fronts.map((front) => [front.name, `http://${addressOf(front.name)}:${port(front)}`]));
  const moved = <T extends { front: string; url: string }>(stream: T): T => {
    const { pathname } = new URL(stream.url);
    return { ...stream, url: `${at.get(stream.front)}${pathname}` };
  };
  return plan.stations.map((station, index) => {
    const urls = plan.urls[index]!;
    return {
      ...{ ...urls, icecast: urls.icecast.map(moved), hls: urls.hls.map(moved) },
      ...{ displayName: station.displayName, basePort: station.basePort, studios: {} },
      engines: station.engines.map(({ name }) => name),
    };
  });
}

/** Simulated studios of every station, each a container of this machine, calling node ports as a studio in town does. */
export class Studios {
  private readonly folder = mkdtempSync(join(tmpdir(), "airpath-studios-"));
  private readonly names: string[] = [];

  /** @param voies of each station that are played */
  static async start(
    { stations }: FleetPlan,
    voies: readonly Voie[],
    root: string,
    ranges: readonly NodePortRange[],
    addressOf: AddressOf,
  ): Promise<Studios> {
    const all = new Studios();
    // Their user is not ours.
    chmodSync(all.folder, 0o755);
    try {
      for (const station of stations)
        for (const voie of voies)
          await all.call(
            station,
            voie,
            root,
            (port, engine) => `${addressOf(engine)}:${nodePort(port, engine, ranges)}`,
          );
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
    reached: (port: number, engine: string) => string,
  ): Promise<void> {
    const studio = station.studios.find((each) => each.voie === voie);
    const image = await ourImage("studio");
    if (!studio || image === undefined)
      throw new Error(`${station.id} has no studio ${voie}, or there is no image of one; fix: make start`);
    const { station: pair, voie: tone } = signature(station.basePort, voie);
    const secret = join(this.folder, studio.name);
    const destinations = studio.destinations.map(({ address }) => {
      const [engine = "", port] = address.split(":");
      const input = station.engines
        .flatMap(({ name, inputs }) => (name === engine ? inputs : []))
        .find((each) => each.port === Number(port));
      return reached(input!.hostPort, engine);
    });
    const passphrases = studio.destinations.map(({ passphraseSecret }, index) => {
      writeFileSync(`${secret}-${index}`, deriveSecret(root, passphraseSecret), { mode: 0o644 });
      return `/secrets/${studio.name}-${index}`;
    });
    const name = `airpath-cluster-${studio.name}`;
    await run("docker", [
      ...["run", "--detach", "--name", name, "--network=host", "--init", "--cpu-shares=102", "--no-healthcheck"],
      // So that make clean finds one that a killed test left.
      ...["--label", `airpath.listener=${stackPrefix()}`],
      ...[
        "--volume",
        `${this.folder}:/secrets:ro`,
        "--env",
        `STATION_NAME=${station.displayName}`,
        "--env",
        `VOIE=${voie}`,
      ],
      ...["--env", `TONES=${[...pair, tone].join(" ")}`, "--env", `DESTINATIONS=${destinations.join(",")}`],
      ...["--env", `PASSPHRASE_FILE=${passphrases.join(",")}`, image, "programme"],
    ]);
    this.names.push(name);
  }

  async stop(): Promise<void> {
    if (this.names.length > 0) await execute("docker", ["rm", "--force", ...this.names]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const nodePort = (hostPort: number, engine: string, ranges: readonly NodePortRange[]): number =>
  nodePortOf(
    engine,
    { name: "input", number: hostPort, protocol: "udp", publish: { hostPort, audience: "studios" } },
    ranges,
  );
