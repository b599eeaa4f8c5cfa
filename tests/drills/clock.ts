/** A wrong clock for a drill's victim: libfaketime in a copy of each of its containers, while the container itself stands by. */
import { askEngine } from "../../toolchain/docker-engine";
import { repository } from "../../toolchain/paths";
import { execute } from "../../verbs/support/command";
import { type Container, ourImage } from "../../verbs/support/docker";
import { stackLabel, stackPrefix } from "../../verbs/support/stack";
import { docker } from "../support/stack";
import type { Victim } from "./acts";
import { pause } from "./break-off";

const folder = "/opt/faketime";

/** The part of `docker inspect` that a container is made from again. */
interface Made {
  Config: { Env: string[] } & Record<string, unknown>;
  HostConfig: { Binds: string[] | null; NetworkMode: string } & Record<string, unknown>;
}

/**
 * @param offset of its date from ours, in seconds; what it measures durations by stays right, as on a machine whose date is set wrongly
 * @param seconds for which it goes on so
 */
export const wrongClock =
  (offset: number, seconds: number) =>
  async ({ containers, workload }: Victim): Promise<void> => {
    const library = await faketime();
    try {
      await Promise.all(containers.map((each) => copied(each, workload, library, offset)));
      await pause(seconds * 1000);
    } finally {
      await Promise.all(containers.map(restored));
      await execute("docker", ["volume", "rm", library]);
    }
  };

const copyOf = ({ name }: Container): string => `${name}-drill`;

/** Stops it, as `docker stop` does, and starts the same again with another date. */
async function copied(container: Container, workload: string, library: string, offset: number): Promise<void> {
  const [made] = JSON.parse(await docker("inspect", container.id)) as [Made];
  const environment = [
    ...made.Config.Env,
    `LD_PRELOAD=${folder}/libfaketime.so.1`,
    `FAKETIME=${offset >= 0 ? "+" : ""}${offset}s`,
    "FAKETIME_DONT_FAKE_MONOTONIC=1",
    // Else waits of a length never wait: programs of many threads would take the whole machine.
    "FAKETIME_FORCE_MONOTONIC_FIX=0",
    "NO_FAKE_STAT=1",
  ];
  const joins = made.HostConfig.NetworkMode.startsWith("container:");
  const body = {
    ...made.Config,
    Env: environment,
    // These are the network's, and so another container's where it joins one.
    ...(joins ? { Hostname: undefined, ExposedPorts: undefined } : {}),
    HostConfig: { ...made.HostConfig, Binds: [...(made.HostConfig.Binds ?? []), `${library}:${folder}:ro`] },
    ...(joins ? {} : { NetworkingConfig: { EndpointsConfig: { [stackPrefix()]: { Aliases: [workload] } } } }),
  };
  await docker("stop", "--time", "30", container.id);
  await askEngine(`/containers/create?name=${copyOf(container)}`, process.env, body);
  await docker("start", copyOf(container));
}

/** Each step for itself: what a drill broke off left half-way is mended too. */
async function restored(container: Container): Promise<void> {
  await execute("docker", ["stop", "--time", "30", copyOf(container)]);
  await execute("docker", ["rm", "--force", "--volumes", copyOf(container)]);
  await docker("start", container.id);
}

/** @returns a volume that holds the library, as the image's own C library needs it */
async function faketime(): Promise<string> {
  const base = await ourImage("base");
  if (base === undefined) throw new Error("the stack has no base image: run make start");
  const image = "airpath/faketime:drills";
  const label = ["--label", "airpath.image=faketime"];
  await docker(
    "build",
    "--quiet",
    "--tag",
    image,
    ...label,
    "--build-arg",
    `BASE=${base}`,
    `${repository}/tests/drills/faketime`,
  );
  const volume = `${stackPrefix()}-drill-faketime`;
  await docker("volume", "create", "--label", stackLabel(), volume);
  const copy = `cp /usr/lib/*/faketime/libfaketime.so.1 ${folder}/`;
  await docker(
    "run",
    "--rm",
    "--network=none",
    "--no-healthcheck",
    "--user=0",
    "--entrypoint=sh",
    "--volume",
    `${volume}:${folder}`,
    image,
    "-c",
    copy,
  );
  return volume;
}
