/** What an operator has chosen outlives the process, the container and, where another engine of the station knows it, the disk. */
import { execute } from "../../verbs/support/command";
import { docker } from "./support/group";
import { Rig } from "./support/rig";

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start({ engines: 2 });
  const to = (input: string) => `${rig.inputAddress(input, "a")},${rig.inputAddress(input, "b")}`;
  await rig.send(to("voieA-1"));
  await rig.send(to("voieB-1"));
  await rig.onAir("voieA-1");
}, 400_000);
afterAll(() => rig?.end());

describe("the operator's choice", () => {
  afterEach(() => Promise.all([rig.choose("auto"), rig.choose("auto", "b")]));

  it("survives a restart, a crash and a replaced container", async () => {
    expect((await rig.choose("voieB-1")).status).toBe(200);
    const { main } = rig.engine();
    for (const again of [
      () => docker("restart", main),
      () => docker("kill", main).then(() => docker("start", main)),
      () => rig.engine().replace(),
    ]) {
      await again();
      await rig.onAir("voieB-1", 20);
      expect(await rig.liveSource()).toMatchObject({ preferred_output: "voieB-1", real_output: "voieB-1" });
    }
  });

  it("starts nominal when its file is spoilt, and says so", async () => {
    const { main } = rig.engine();
    await docker("exec", main, "sh", "-c", "printf '\\000{half' > /var/lib/airpath/livesource.json");
    const before = new Date().toISOString();
    await docker("restart", main);
    await rig.onAir("voieA-1", 20);
    expect((await rig.liveSource()).preferred_output).toBe("");
    const { stdout } = await execute("docker", ["logs", "--since", before, main]);
    expect(stdout).toMatch(/"level":"warning".*livesource\.json|livesource\.json.*"level":"warning"/);
  });

  it("is asked of the other engine where the disk is gone too", async () => {
    expect((await rig.choose("voieB-1", "b")).status).toBe(200);
    const before = new Date().toISOString();
    await rig.engine().replace({ withVolumes: true });
    await rig.onAir("voieB-1", 20);
    expect(await rig.liveSource()).toMatchObject({ preferred_output: "voieB-1" });
    const { stdout } = await execute("docker", ["logs", "--since", before, rig.engine().main]);
    expect(stdout).toMatch(/"event":"choice-asked".*voieB-1/);
  });

  it("starts nominal, and in time, where the disk is gone and the other engine hangs", async () => {
    expect((await rig.choose("voieB-1", "b")).status).toBe(200);
    const other = rig.engine("b").main;
    await docker("pause", other);
    try {
      await rig.engine().replace({ withVolumes: true });
      await rig.onAir("voieA-1", 20);
      expect(await rig.liveSource()).toMatchObject({ preferred_output: "" });
    } finally {
      await docker("unpause", other);
    }
  });
});
