/** A relay whose master dies: all that it pulls from there ends in the same moment, and nobody who listens may notice. */
import { join } from "node:path";
import { adminUser, metricsPath } from "../../components/icecast/config";
import { usualFormatIds } from "../../station-inventory/formats";
import { baseImage } from "../../toolchain/base-image";
import { runStep } from "../../toolchain/step";
import { MountSource } from "./icecast-support/mount-source";
import { docker, Group } from "./support/group";
import { IcecastListener } from "./support/icecast-listener";
import { eventually, Rig } from "./support/rig";
import { rigSecret } from "./support/workloads";

const rounds = 3;
const slowed = `airpath-icecast-slowed-${process.pid}`;

let rig: Rig;
let relay: Group;
let sources: MountSource[] = [];
beforeAll(async () => {
  const station = { formats: { icecast: usualFormatIds, hls: ["aac-midfi"] } };
  rig = await Rig.start({ engines: 0, masters: 2, relays: 1, station });
  const mounts = rig.station.engines.flatMap(({ mounts, secrets: { source } }) =>
    mounts.map((each) => ({ ...each, password: rigSecret(source) })),
  );
  sources = rig.plan.icecast.masters.flatMap(({ name, port }) =>
    mounts.map(
      ({ mount, format, password }) => new MountSource(new URL(rig.group(name).url(port, mount)), password, format),
    ),
  );
  relay = await slowRelay();
}, 500_000);
afterAll(async () => {
  for (const source of sources) source.stop();
  await rig?.end();
  await docker("image", "rm", "--force", slowed);
});

/** A relay as the stack runs it, but for the time that passes between two of its steps. */
async function slowRelay(): Promise<Group> {
  const { workload } = rig.group("icecast-relay-1");
  const { detail: base } = await runStep(baseImage(), () => undefined);
  const from = ["--build-arg", `BASE=${base}`, "--build-arg", `ICECAST=${workload.image.reference}`];
  const context = join(__dirname, "icecast-support");
  await docker("build", "--quiet", "--tag", slowed, "--file", join(context, "slow.Dockerfile"), ...from, context);
  const image = { ...workload.image, reference: slowed };
  const group = new Group({ ...workload, name: "icecast-relay-slow", image }, rig.place);
  await group.up();
  return group;
}

/** Every mount that the relay holds has its own source: listeners are where they belong, and can be moved. */
const complete = () =>
  eventually("the relay has all its mounts", 60, async () => {
    const Authorization = `Basic ${Buffer.from(`${adminUser}:${rigSecret("icecast/admin")}`).toString("base64")}`;
    const answer = await fetch(relay.url(8000, metricsPath), { headers: { Authorization } });
    const missing = [...(await answer.text()).matchAll(/^icecast_mount_connected\{mount="(.*)"\} 0$/gm)];
    return missing.length === 0 ? undefined : `without a source: ${missing.map(([, mount]) => mount).join(", ")}`;
  });

it("lives, and moves its listeners on along the chain, past what ended too", async () => {
  await complete();
  const listeners = rig.station.streams.map(
    ({ mount, format }) => new IcecastListener(rig, relay.url(8000, mount), format),
  );
  try {
    await Promise.all(listeners.map((listener) => listener.first()));
    for (let round = 0; round < rounds; round += 1) {
      await docker("kill", rig.group("icecast-master-1").main);
      await docker("start", rig.group("icecast-master-1").main);
      await complete();
    }
    expect(listeners.map(({ url, connections, ended }) => ({ url, connections, ended }))).toEqual(
      listeners.map(({ url }) => ({ url, connections: 1, ended: "" })),
    );
  } finally {
    for (const listener of listeners) listener.stop();
  }
}, 300_000);
