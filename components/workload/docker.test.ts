import { createHash } from "node:crypto";
import { inputsOf } from "../mocks";
import { containerNames } from "./container-names";
import { full, image, plain, run, runWorkload } from "./docker-test-support";
import { plainJob, probe } from "./test-workloads";
import type { Reload } from "./workload";

it("containers are called as whoever asks beforehand is told", async () => {
  for (const workload of [plain, full]) {
    const made = (await runWorkload(workload)).filter(({ type }) => type.endsWith(":Container"));
    const names = made.map(({ inputs }) => inputs.name as string).filter((name) => !/-files(-|$)/.test(name));
    expect(names.sort()).toEqual(containerNames("airpath-local", workload).sort());
  }
});

describe("a workload as a Docker container", () => {
  it("is hardened, probed, bounded and published as declared", async () => {
    const container = inputsOf(await runWorkload(plain), "Container", "web-1");
    expect(container).toEqual({
      name: "airpath-local-web-1",
      image: "sha256:web",
      hostname: "web-1",
      networksAdvanced: [{ name: "airpath-local", aliases: ["web-1"] }],
      ports: [
        { internal: 80, external: 8080, protocol: "tcp", ip: "0.0.0.0" },
        { internal: 10000, external: 20000, protocol: "udp", ip: "192.0.2.1" },
        { internal: 7000, external: 10009, protocol: "tcp", ip: "127.0.0.1" },
      ],
      user: "1000:1000",
      readOnly: true,
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges:true"],
      logDriver: "json-file",
      logOpts: {
        "max-size": "10m",
        "max-file": "3",
        labels: "airpath.container,airpath.stack,airpath.workload,component,engine,station",
      },
      envs: [
        "AIRPATH_LIVENESS=test -e '/tmp/it'\\''s alive'",
        "AIRPATH_LIVENESS_FAILURES=2",
        "AIRPATH_LIVENESS_PERIOD=5",
        "AIRPATH_LIVENESS_STARTUP=10",
        "AIRPATH_LIVENESS_TIMEOUT=2",
      ],
      healthcheck: {
        tests: [
          "CMD",
          "watch-health",
          "5",
          "2",
          "curl",
          "--silent",
          "--fail",
          "--output",
          "/dev/null",
          "--max-time",
          "2",
          "http://127.0.0.1:80/ok",
        ],
        interval: "1s",
        timeout: "1m17s",
        retries: 3,
        startPeriod: "10s",
      },
      memory: 128,
      memorySwap: 128,
      cpuShares: 256,
      restart: "unless-stopped",
      mustRun: true,
      wait: true,
      waitTimeout: 55,
      stopTimeout: 12,
      destroyGraceSeconds: 12,
      volumes: [],
      labels: [
        { label: "airpath.container", value: "web-1" },
        { label: "airpath.stack", value: "airpath-local" },
        { label: "airpath.workload", value: "web-1" },
        { label: "component", value: "web" },
      ],
    });
  });

  it("reads what every container writes as root without a right of root's, where it says so", async () => {
    const container = inputsOf(await runWorkload({ ...plain, observes: "logs" }), "Container", "web-1");
    expect(container).toMatchObject({
      user: "0:0",
      capabilities: { drops: ["ALL"] },
      readOnly: true,
      volumes: [{ hostPath: "/var/lib/docker/containers", containerPath: "/machine/logs", readOnly: true }],
    });
  });

  it("renders every optional field", async () => {
    const registered = await runWorkload(full);
    const container = inputsOf(registered, "Container", "web-1");
    const volume = inputsOf(registered, "Volume", "web-1-files").name as string;
    expect(volume).toMatch(/^airpath-local-web-1-files-[0-9a-f]{12}$/);
    expect(container).toMatchObject({
      command: ["serve", "--all"],
      tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=16m,uid=1000,gid=1000,mode=0700" },
      volumes: [
        { volumeName: volume, containerPath: "/etc/airpath", readOnly: true },
        { volumeName: "airpath-local-web-1-state", containerPath: "/var/lib/web" },
      ],
    });
    expect(container.envs).toContain("MODE=on air");
    expect(container.labels).toContainEqual({ label: "airpath.spread-group", value: "web" });
    expect(container.labels).toContainEqual({ label: "airpath.placement.site", value: "paris" });
    expect(inputsOf(registered, "Volume", "web-1-state").name).toBe("airpath-local-web-1-state");
  });

  it("carries files into their volume with a container that never starts, secrets as secrets", async () => {
    const carrier = inputsOf(await runWorkload(full), "Container", "web-1-files");
    expect(carrier).toMatchObject({ start: false, mustRun: false, networkMode: "none", image: "sha256:web" });
    expect(carrier.uploads).toEqual({
      // How Pulumi's protocol marks a secret.
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: [
        { file: "/etc/airpath/web.conf", content: "port 80" },
        { file: "/etc/airpath/secrets/token", content: "t0ken" },
      ],
    });
  });

  it("names the volume by content, so that a changed file is another volume", async () => {
    const name = async (content: string) =>
      inputsOf(await runWorkload({ ...plain, files: [{ path: "/etc/airpath/x", content }] }), "Volume", "web-1-files")
        .name;
    expect(await name("one")).toBe(await name("one"));
    expect(await name("one")).not.toBe(await name("two"));
  });

  it("stays as it is when files change that it takes up while it runs: only what carries them is another", async () => {
    const reload: Reload = { signal: "HUP", check: ["web", "--check"] };
    const holding = (content: string) => runWorkload({ ...full, reload, files: [{ path: "/etc/airpath/x", content }] });
    const [one, other] = [await holding("one"), await holding("two")];
    const different = one.filter((each, index) => JSON.stringify(each) !== JSON.stringify(other[index]));
    expect(different.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "web-1-files docker:index/container:Container",
    ]);
    expect(inputsOf(one, "Volume", "web-1-files").name).toBe("airpath-local-web-1-files");
    expect(inputsOf(one, "Container", "web-1").envs).toEqual(
      expect.arrayContaining(["AIRPATH_RELOAD=HUP", "AIRPATH_RELOAD_CHECK=web --check"]),
    );
    const { value } = inputsOf(one, "Container", "web-1-files").uploads as {
      value: { file: string; content: string }[];
    };
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(value.find(({ file }) => file === "/etc/airpath/SHA256SUMS")!.content).toBe(
      `${sha256("t0ken")}  /etc/airpath/secrets/token\n${sha256("one")}  /etc/airpath/x\n`,
    );
  });

  it("keeps its volumes and files whatever labels it gets: only the container is another", async () => {
    const one = await runWorkload(full);
    const other = await runWorkload({
      ...full,
      labels: { ...full.labels, revision: "2" },
      placement: { site: "lille" },
      spreadGroup: "other",
    });
    const different = one.filter((each, index) => JSON.stringify(each) !== JSON.stringify(other[index]));
    expect(different.map(({ name }) => name)).toEqual(["web-1"]);
    expect(one.map(({ name }) => name)).toEqual(other.map(({ name }) => name));
  });

  it("refuses a file where the read-only root has no place for it, naming it", async () => {
    await expect(runWorkload({ ...plain, files: [{ path: "/etc/passwd", content: "x" }] })).rejects.toThrow(
      'workload "web-1": file /etc/passwd is outside /etc/airpath; allowed: /etc/airpath/…, the root is read-only; fix: move it',
    );
  });
});

describe("a workload with a sidecar", () => {
  const sidecar = {
    name: "gate",
    image,
    readiness: probe,
    liveness: probe,
    resources: { cpu: 0.1, memoryMebibytes: 32 },
  };

  it("shares the network of a third container, which alone has ports and address", async () => {
    const registered = await runWorkload({ ...plain, sidecars: [sidecar] });
    const holder = inputsOf(registered, "Container", "web-1-network");
    expect(holder).toMatchObject({
      name: "airpath-local-web-1-network",
      entrypoints: ["tini", "--", "sleep", "infinity"],
      hostname: "web-1",
    });
    expect(holder.ports).toHaveLength(3);
    for (const name of ["web-1", "web-1-gate"]) {
      const container = inputsOf(registered, "Container", name);
      expect(container).toMatchObject({ networkMode: "container:web-1-network-id", name: `airpath-local-${name}` });
      expect(container.ports).toBeUndefined();
      expect(container.networksAdvanced).toBeUndefined();
    }
  });
});

describe("a job", () => {
  it("runs to its end without a network, once for its content", async () => {
    const registered = await run((runtime) => void runtime.job(plainJob(image), { parent: runtime }));
    const container = inputsOf(registered, "Container", "check");
    expect(container).toMatchObject({
      entrypoints: ["check"],
      command: ["--all"],
      networkMode: "none",
      mustRun: false,
      attach: true,
      logs: true,
    });
    expect(container.name).toMatch(/^airpath-local-check-[0-9a-f]{12}$/);
  });
});
