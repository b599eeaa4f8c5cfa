/** What is done to the victim of a drill. */
import { writeFileSync } from "node:fs";
import { execute } from "../../verbs/support/command";
import type { Container } from "../../verbs/support/docker";
import { stackPrefix } from "../../verbs/support/stack";
import { keepFull } from "../support/full";
import { docker } from "../support/stack";
import { pause } from "./break-off";

export interface Victim {
  /** "engine-rivage-a": the name by which others reach it. */
  workload: string;
  /** Every container of it that does something: not the one that holds its network, which runs nothing but a sleep. */
  containers: Container[];
  /** The one that has its address. */
  network: Container;
}

/** By the kernel, as a crash: `docker kill` would be taken for somebody's wish, and not be restarted. */
export const crash = async ({ containers }: Victim): Promise<void> => {
  for (const { id } of containers) {
    const pid = Number(await docker("inspect", "--format", "{{.State.Pid}}", id));
    if (pid > 0) process.kill(pid, "SIGKILL");
  }
};

export const hang =
  (seconds: number) =>
  async ({ containers }: Victim): Promise<void> => {
    const ids = containers.map(({ id }) => id);
    try {
      await docker("pause", ...ids);
      await pause(seconds * 1000);
    } finally {
      // Each for itself: one that could not be paused must not leave the others so.
      await Promise.all(ids.map((id) => execute("docker", ["unpause", id])));
    }
  };

export const terminate = async ({ containers }: Victim): Promise<void> => {
  const ids = containers.map(({ id }) => id);
  await docker("stop", "--time", "30", ...ids);
  await docker("start", ...ids);
};

/** Ten crashes in a minute: Docker waits longer before each restart. */
export const storm = async (victim: Victim): Promise<void> => {
  for (let time = 0; time < 10; time++) {
    await crash(victim);
    await pause(6000);
  }
};

/** Its line is cut, both ways and to everybody; what runs there knows nothing of it. */
export const cut =
  (seconds: number) =>
  async ({ workload, network }: Victim): Promise<void> => {
    try {
      await docker("network", "disconnect", stackPrefix(), network.id);
      await pause(seconds * 1000);
    } finally {
      await docker("network", "connect", "--alias", workload, stackPrefix(), network.id);
    }
  };

/** What it keeps in memory is full, up to the limit that it was declared with. */
export const fill =
  (seconds: number) =>
  async ({ containers }: Victim): Promise<void> => {
    const volumes = (await Promise.all(containers.map(memoryVolumes))).flat();
    if (volumes.length === 0) throw new Error("nothing of it can be full: it has no volume in memory");
    const ends: (() => Promise<void>)[] = [];
    try {
      for (const { id, path } of volumes) ends.push(await keepFull(id, path));
      await pause(seconds * 1000);
    } finally {
      // Each for itself: one that was started anew meanwhile has lost the file with all else that was in memory.
      await Promise.allSettled(ends.map((end) => end()));
    }
  };

async function memoryVolumes({ id }: Container): Promise<{ id: string; path: string }[]> {
  const tmpfs = JSON.parse(await docker("inspect", "--format", "{{json .HostConfig.Tmpfs}}", id)) as object | null;
  return Object.keys(tmpfs ?? {}).map((path) => ({ id, path }));
}

/** Its memory is used up, and the kernel ends what runs there: by score, so that it is not the eater. */
export const exhaust = async ({ containers }: Victim): Promise<void> => {
  for (const { id } of containers) {
    const pids = (await docker("top", id, "-eo", "pid")).match(/\d+/g) ?? [];
    for (const pid of pids) writeFileSync(`/proc/${pid}/oom_score_adj`, "1000");
    // A line of /dev/zero has no end, and `tail` keeps it whole.
    const { code } = await execute("docker", ["exec", id, "tail", "/dev/zero"]);
    if (code === 0) throw new Error("its memory has no limit");
  }
};
