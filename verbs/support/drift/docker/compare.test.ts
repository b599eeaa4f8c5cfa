import type { Deployment } from "../../pulumi";
import { drift } from "./compare";
import { sha256 } from "../../../../components/workload/content-hash";
import { declaredThings } from "./declared";
import type { Found, InspectedContainer } from "./found";
import { repairs } from "./repair";

const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});
const urn = (name: string) => `urn:pulumi:local::airpath::docker:index/container:Container::${name}`;
const resource = (kind: string, id: string, inputs: object, more = {}) => ({
  ...{ urn: urn(id), type: `docker:index/${kind}`, id, custom: true, inputs: inputs as Record<string, unknown> },
  ...more,
});

/** As the state of a stack with one front on one network has it, exported with secrets. */
const state: Deployment = {
  deployment: {
    resources: [
      resource("network:Network", "net", { name: "airpath-local" }),
      resource(
        "remoteImage:RemoteImage",
        "i",
        { name: "airpath/front:1" },
        { outputs: { imageId: "sha256:aaaaaaaaaaaaa" } },
      ),
      resource("volume:Volume", "airpath-local-front-1-files-0123456789ab", {}),
      resource("container:Container", "carrier", {
        name: "airpath-local-front-1-files-0123456789ab",
        image: "sha256:aaaaaaaaaaaaa",
        mustRun: false,
        networkMode: "none",
        volumes: [{ volumeName: "airpath-local-front-1-files-0123456789ab", containerPath: "/etc/airpath" }],
        uploads: [
          { file: "/etc/airpath/front.cfg", content: "listen" },
          { file: "/etc/airpath/secrets/pem", content: secret("key") },
        ],
      }),
      resource("container:Container", "front", {
        name: "airpath-local-front-1",
        image: "sha256:aaaaaaaaaaaaa",
        mustRun: true,
        networksAdvanced: [{ name: "airpath-local", aliases: ["front-1"] }],
        envs: ["AIRPATH_LIVENESS=curl"],
        memory: 64,
        cpuShares: 102,
        restart: "unless-stopped",
      }),
    ],
  },
};
const declared = declaredThings(state);

const inspected = (Id: string, name: string, more: Partial<InspectedContainer> = {}): InspectedContainer => ({
  ...{ Id, Name: `/${name}`, Image: "sha256:aaaaaaaaaaaaa" },
  State: { Status: "running", ExitCode: 0, StartedAt: "2026-11-25T10:00:00.5Z" },
  Config: { Env: ["AIRPATH_LIVENESS=curl", "PATH=/bin"] },
  HostConfig: { Memory: 64 * 1024 * 1024, CpuShares: 102, RestartPolicy: { Name: "unless-stopped" } },
  NetworkSettings: { Networks: { "airpath-local": { Aliases: ["front-1", "0123456789ab"] } } },
  ...more,
});
const front = (more: Partial<InspectedContainer> = {}) => inspected("front", "airpath-local-front-1", more);
const carrier = inspected("carrier", "airpath-local-front-1-files-0123456789ab", {
  State: { Status: "created", ExitCode: 0, StartedAt: "0001-01-01T00:00:00Z" },
  Config: { Env: ["PATH=/bin"] },
  NetworkSettings: { Networks: { none: {} } },
});
const written = new Date("2026-11-25T09:00:00Z");
const files = [
  { path: "/etc/airpath/front.cfg", sha256: sha256("listen"), changed: written },
  { path: "/etc/airpath/secrets/pem", sha256: sha256("key"), changed: written },
];

const found = (more: Partial<Found> = {}): Found => ({
  containers: [carrier, front()],
  images: { "airpath/front:1": "sha256:aaaaaaaaaaaaa" },
  imageEnvironment: { "sha256:aaaaaaaaaaaaa": ["PATH=/bin"] },
  networks: { net: "airpath-local" },
  volumes: ["airpath-local-front-1-files-0123456789ab"],
  files: { carrier: files },
  ...more,
});

const told = (more: Partial<Found>) => drift(declared, found(more)).map(({ who, how }) => `${who} ${how}`);
const withFront = (more: Partial<InspectedContainer>) => told({ containers: [carrier, front(more)] });
const commands = (more: Partial<Found>) => repairs(drift(declared, found(more)), declared, found(more));

it("nothing differs: a carrier that never ran, Docker's own alias, and what an image brings along are as declared", () => {
  expect(drift(declared, found())).toEqual([]);
  expect(commands({})).toEqual([]);
});

it("of files only digests are kept", () => {
  expect(JSON.stringify(declared)).not.toContain("listen");
  expect(JSON.stringify(declared)).not.toContain('"key"');
  expect(declared.containers[0]!.files!.digests["/etc/airpath/secrets/pem"]).toBe(sha256("key"));
});

describe("a container", () => {
  const name = "container airpath-local-front-1";
  const state = (Status: string, ExitCode = 0) => ({ State: { Status, ExitCode, StartedAt: "2026-11-25T10:00:00Z" } });

  it("has stopped, or is paused", () => {
    expect(withFront(state("exited", 137))).toEqual([`${name} has stopped (exit code 137)`]);
    expect(withFront(state("paused"))).toEqual([`${name} is paused`]);
    expect(withFront(state("restarting"))).toEqual([]);
  });

  it("is gone", () => {
    expect(told({ containers: [carrier] })).toEqual([`${name} is gone`]);
    expect(commands({ containers: [carrier] })).toEqual([]);
  });

  it("is one too many", () => {
    const extra = inspected("other", "airpath-local-front-9");
    expect(told({ containers: [carrier, front(), extra] })).toEqual([
      "container airpath-local-front-9 is in no state: it is one too many",
    ]);
  });

  it("was made again by hand, with another environment: names are told, values never", () => {
    const again = inspected("again", "airpath-local-front-1", { Config: { Env: ["PATH=/bin", "DEBUG=s3cret"] } });
    expect(told({ containers: [carrier, again] })).toEqual([
      `${name} is not the one that was declared: somebody made it again`,
      `${name} has another environment: AIRPATH_LIVENESS`,
      `${name} has more environment: DEBUG`,
    ]);
    expect(commands({ containers: [carrier, again] })).toEqual([["rm", "--force", "--volumes", "again"]]);
  });

  it("is detached from its network, or attached to another one", () => {
    const NetworkSettings = { Networks: { bridge: {} } };
    expect(withFront({ NetworkSettings })).toEqual([
      `${name} is detached from network airpath-local`,
      `${name} is attached to network bridge too`,
    ]);
    expect(commands({ containers: [carrier, front({ NetworkSettings })] })).toEqual([
      ["network", "connect", "--alias", "front-1", "airpath-local", "front"],
      ["network", "disconnect", "bridge", "front"],
    ]);
  });

  it("was attached again without its name", () => {
    const NetworkSettings = { Networks: { "airpath-local": { Aliases: null } } };
    expect(withFront({ NetworkSettings })).toEqual([`${name} is not found as front-1 in network airpath-local`]);
    expect(commands({ containers: [carrier, front({ NetworkSettings })] })).toEqual([
      ["network", "disconnect", "airpath-local", "front"],
      ["network", "connect", "--alias", "front-1", "airpath-local", "front"],
    ]);
  });

  it("has other limits than it was given", () => {
    const HostConfig = { Memory: 128 * 1024 * 1024, CpuShares: 2, RestartPolicy: { Name: "no" } };
    expect(withFront({ HostConfig })).toEqual([
      `${name} has memory, MiB, 128 and not 64`,
      `${name} has CPU shares 2 and not 102`,
      `${name} has restart policy no and not unless-stopped`,
    ]);
  });

  it("has another name", () => {
    expect(told({ containers: [carrier, { ...front(), Name: "/other" }] })).toEqual([`${name} is called other`]);
  });
});

describe("a file", () => {
  const edited = (changed: string) => [
    { path: "/etc/airpath/front.cfg", sha256: sha256("other"), changed: new Date(changed) },
    files[1]!,
  ];
  const who = "file /etc/airpath/front.cfg of airpath-local-front-1";

  it("was edited while its reader ran: it is laid anew, and its reader goes on", () => {
    const changed = { files: { carrier: edited("2026-11-25T11:00:00Z") } };
    expect(drift(declared, found(changed))).toEqual([{ who, how: "holds something else than was declared" }]);
    expect(commands(changed)).toEqual([["rm", "carrier"]]);
  });

  it("was edited before its reader started: that one has read it", () => {
    expect(drift(declared, found({ files: { carrier: edited("2026-11-25T09:59:00Z") } }))).toEqual([
      {
        who,
        how: "holds something else than was declared",
        more: "airpath-local-front-1 has started since and has read it: restart it afterwards",
      },
    ]);
  });

  it("is gone, or one too many; one that an earlier declaration left is none where files are laid over one another", () => {
    const old = { path: "/etc/airpath/old.cfg", sha256: "0", changed: new Date("2026-11-25T11:00:00Z") };
    expect(told({ files: { carrier: [files[1]!, old] } })).toEqual([
      `${who} is gone`,
      "file /etc/airpath/old.cfg of airpath-local-front-1 was not declared",
    ]);
    const inPlace = structuredClone(declared);
    inPlace.containers[0]!.files!.inPlace = true;
    expect(drift(inPlace, found({ files: { carrier: [...files, old] } }))).toEqual([]);
  });
});

it("an image's tag leads to another one, or nowhere", () => {
  const other = { images: { "airpath/front:1": "sha256:bbbbbbbbbbbbbbbb" } };
  expect(told(other)).toEqual(["image airpath/front:1 is another one: bbbbbbbbbbbb and not aaaaaaaaaaaa"]);
  expect(commands(other)).toEqual([["tag", "sha256:aaaaaaaaaaaaa", "airpath/front:1"]]);
  expect(told({ images: {} })).toEqual(["image airpath/front:1 is gone"]);
});

it("networks and volumes are gone, or one too many", () => {
  expect(told({ networks: { more: "airpath-other" }, volumes: ["airpath-local-left"] })).toEqual([
    "network airpath-local is gone",
    "network airpath-other is in no state: it is one too many",
    "volume airpath-local-front-1-files-0123456789ab is gone",
    "volume airpath-local-left is in no state: it is one too many",
  ]);
});
