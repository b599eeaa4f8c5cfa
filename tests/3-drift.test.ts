/** Whatever is changed by hand is told, each by its name, and mended without an engine being touched or a listener noticing. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../verbs/support/drift/ground";
import { allContainers, containers, isWell } from "../verbs/support/docker";
import { container, docker, eventually, hearStation, make, outputs } from "./support/stack";

const named = (workload: string): string => `airpath-local-${workload}`;

/** Engines and when they started: who is replaced or restarted shows. */
const engines = async (): Promise<string[]> =>
  (await containers())
    .filter(({ labels }) => labels.component === "engine" || /^engine-/.test(labels["airpath.workload"] ?? ""))
    .map(({ name, id, startedAt }) => `${name} ${id} ${startedAt.toISOString()}`);

const findings = async (): Promise<string[]> => {
  const { code, stdout, stderr } = await make("drift", { JSON: "1" });
  if (code !== 0 && code !== 2) throw new Error(`make drift ended with ${code}:\n${stderr}${stdout}`);
  const told = JSON.parse(stdout.slice(stdout.indexOf("{"))) as { findings: Finding[] };
  return told.findings.map(({ who, how }) => `${who}: ${how}`);
};

/** The tag of the image that a workload runs, and another image of ours. */
async function imageOf(workload: string): Promise<{ tag: string; other: string }> {
  const { image } = await container(workload);
  const tag = (await docker("image", "inspect", "--format", "{{index .RepoTags 0}}", image)).trim();
  const other = (await container("prometheus-1")).image;
  return { tag, other };
}

/** Changes the file of a container that runs: Docker writes through the container that carries it. */
async function edit(workload: string): Promise<string> {
  const carrier = (await allContainers()).find(({ name }) =>
    new RegExp(`^${named(workload)}-files-[0-9a-f]{12}$`).test(name),
  );
  const folder = mkdtempSync(join(tmpdir(), "airpath-edit-"));
  try {
    await docker("cp", `${carrier!.id}:/etc/airpath/.`, folder);
    const path = (
      await docker("inspect", "--format", '{{join .Config.Cmd " "}}', (await container(workload)).id)
    ).match(/\/etc\/airpath\/(\S+\.cfg)/)?.[1];
    if (path === undefined) throw new Error(`${workload} names no file of its own in its command`);
    writeFileSync(join(folder, "edited"), "# edited by hand\n");
    await docker("cp", join(folder, "edited"), `${carrier!.id}:/etc/airpath/${path}`);
    return `/etc/airpath/${path}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("what was changed by hand", () => {
  let before: string[];
  let edited: string;
  let retagged: string;

  it("is nothing at first", async () => {
    await outputs();
    before = await engines();
    expect(before.length).toBeGreaterThan(3);
    expect(await findings()).toEqual([]);
    const { pushgateway } = await outputs();
    expect(await (await fetch(new URL("metrics", pushgateway))).text()).toMatch(
      /^airpath_drift_findings\{.*stack="local"\} 0$/m,
    );
  });

  it("is told, each by its name", async () => {
    const { tag, other } = await imageOf("front-2");
    retagged = tag;
    edited = await edit("front-2");
    const remade = await container("node-exporter");
    await docker("tag", other, tag);
    await docker("stop", named("alertmanager-2"));
    await docker("pause", named("prometheus-2"));
    await docker("rm", "--force", named("studio-boreal-override"));
    await docker("rm", "--force", named("node-exporter"));
    const label = ["--label", "airpath.stack=airpath-local"];
    const idle = ["--entrypoint", "sleep", remade.image, "600"];
    await docker("run", "--detach", "--name", named("node-exporter"), ...label, "--env", "DEBUG=1", ...idle);
    await docker("run", "--detach", "--name", named("one-too-many"), ...label, "--network", "none", ...idle);
    await docker("network", "disconnect", "airpath-local", named("prober"));
    await docker("update", "--cpu-shares", "7", named("alertmanager-1"));
    const told = await findings();
    const wanted = [
      `container ${named("alertmanager-2")}: has stopped (exit code `,
      `container ${named("prometheus-2")}: is paused`,
      `container ${named("studio-boreal-override")}: is gone`,
      `container ${named("node-exporter")}: is not the one that was declared: somebody made it again`,
      `container ${named("node-exporter")}: has more environment: DEBUG`,
      `container ${named("one-too-many")}: is in no state: it is one too many`,
      `container ${named("prober")}: is detached from network airpath-local`,
      `container ${named("alertmanager-1")}: has CPU shares 7 and not `,
      `file ${edited} of ${named("front-2")}: holds something else than was declared`,
      `image ${retagged}: is another one: `,
    ];
    for (const each of wanted) expect(told).toContainEqual(expect.stringContaining(each));
    // Nobody is blamed who was left alone.
    const touched = wanted.map((each) => each.split(": ")[0]);
    expect(told.filter((each) => !touched.includes(each.split(": ")[0]!))).toEqual([]);
  });

  it("is mended by an up, and no engine was touched", async () => {
    const { code, stdout, stderr } = await make("drift", { REPAIR: "1" });
    expect(`${stderr}${stdout}`).toContain("all is as it was declared");
    expect(code).toBe(0);
    expect(await engines()).toEqual(before);
    await eventually("every container is well", 60, async () => {
      const bad = (await containers()).filter((each) => !isWell(each));
      return bad.length === 0
        ? undefined
        : bad.map(({ name, state, health }) => `${name} ${state} ${health}`).join(", ");
    });
    for (const station of ["rivage", "boreal"])
      expect((await hearStation(station)).filter(({ complaint }) => complaint !== undefined)).toEqual([]);
    // Two looks at everything, and an up between them.
  }, 360_000);
});
