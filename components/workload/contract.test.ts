/**
 * The seam's contract: whatever a component may say of a workload or a job, each runtime renders or refuses by name. The tables are keyed by the seam's
 * own fields, all of them: a new field without a case does not compile, and a renderer that overlooks one fails here.
 */
import * as pulumi from "@pulumi/pulumi";
import { type Registered, register } from "../mocks";
import { DockerRuntime } from "./docker";
import { KubernetesRuntime } from "./kubernetes";
import { probe } from "./test-workloads";
import type {
  Connection,
  ConfigFile,
  Image,
  Job,
  Port,
  Probe,
  Reload,
  Runtime,
  Sidecar,
  Volume,
  Workload,
} from "./workload";

const image = (name: string): Image => ({
  name: pulumi.output(name),
  reference: pulumi.output(`airpath/${name}`),
  contentHash: name,
});
const sidecar: Required<Sidecar> = {
  name: "gate",
  image: image("gate"),
  command: ["gate"],
  environment: { SIDE: "1" },
  files: [{ path: "/etc/airpath/gate.conf", content: "gate" }],
  secretFiles: [{ path: "/etc/airpath/gate.key", content: "k3y" }],
  reload: { signal: "HUP", check: ["gate", "--check"] },
  volumes: [{ name: "side", path: "/side", kind: "persistent", mebibytes: 8 }],
  readiness: probe,
  liveness: probe,
  resources: { cpu: 0.1, memoryMebibytes: 32 },
};
/** Everything that can be said and that both runtimes take. */
const workload: Required<Omit<Workload, "observes">> & Workload = {
  ...sidecar,
  name: "web-1",
  image: image("web"),
  command: ["serve"],
  environment: { MODE: "1" },
  files: [{ path: "/etc/airpath/web.conf", content: "port 80" }],
  secretFiles: [{ path: "/etc/airpath/token", content: "t0ken" }],
  volumes: [{ name: "data", path: "/data", kind: "persistent", mebibytes: 8 }],
  ports: [{ name: "http", number: 80, protocol: "tcp", publish: { hostPort: 30080, audience: "listeners" } }],
  sidecars: [sidecar],
  gracePeriodSeconds: 12,
  spreadGroup: "web",
  placement: { site: "paris" },
  labels: { component: "web" },
};
const job: Required<Job> = {
  name: "check",
  about: "web-1",
  image: image("web"),
  command: ["check"],
  environment: { MODE: "1" },
  files: [{ path: "/etc/airpath/a", content: "a" }],
  secretFiles: [{ path: "/etc/airpath/secrets/b", content: "b" }],
  network: "private",
  resources: { cpu: 1, memoryMebibytes: 64 },
  labels: { component: "check" },
};

const runtimes: Record<string, () => Runtime & pulumi.Resource> = {
  docker: () =>
    new DockerRuntime("runtime", {
      prefix: "airpath-test",
      debian: "airpath/debian:1",
      bindings: { operators: "127.0.0.1", listeners: "0.0.0.0", studios: "192.0.2.1" },
    }),
  kubernetes: () =>
    new KubernetesRuntime("runtime", {
      ownsNamespace: true,
      namespace: "airpath-test",
      cluster: { server: "https://192.0.2.1", context: "test" },
      images: { debian: "airpath/debian:1" },
      imagePullSecrets: [],
      zones: 2,
      cpuReserved: 1,
      sites: {
        own: "north",
        of: { elsewhere: "south" },
        networks: { south: ["192.0.2.0/24"] },
        domain: "clusterset.local",
      },
      exposures: { listeners: { kind: "NodePort", ranges: [] }, studios: { kind: "NodePort", ranges: [] } },
      awaitRollouts: true,
    }),
};

/** One way to say a thing differently. */
interface Case<T> {
  /** Which field is another, and how: "volumes.kind local". */
  says: string;
  value: T;
}
/** Of every field other values than the one above: a field that is new in the seam does not compile without. */
type Changes<T> = { readonly [Field in keyof Required<T>]: readonly Case<T[Field]>[] };

const as = <T>(...values: T[]): Case<T>[] =>
  values.map((value) => ({ says: value === undefined ? "absent" : JSON.stringify(value), value }));

/** The whole with one field changed, for every change of every field. */
const each = <T extends object>(whole: T, changes: Changes<T>): Case<T>[] =>
  Object.entries<readonly Case<unknown>[]>(changes).flatMap(([field, cases]) =>
    cases.map(({ says, value }) => ({ says: `${field} ${says}`, value: { ...whole, [field]: value } })),
  );
/** The same of the only one in a list. */
const eachIn = <T extends object>(whole: readonly T[], changes: Changes<T>): Case<T[]>[] =>
  each(whole[0]!, changes).map(({ says, value }) => ({ says, value: [value] }));

const probes: Changes<Probe> = {
  check: as<Probe["check"]>({ command: ["true"] }, { httpPort: 81, path: "/ok" }, { httpPort: 80, path: "/other" }),
  periodSeconds: as(6),
  timeoutSeconds: as(1),
  failures: as(4),
  startupSeconds: as(11),
};
const published: Changes<NonNullable<Port["publish"]>> = {
  hostPort: as(30081),
  audience: as<"operators" | "studios">("operators", "studios"),
};
const ports: Changes<Port> = {
  name: as("web"),
  number: as(81),
  protocol: as<"udp">("udp"),
  publish: [...as(undefined), ...each(workload.ports[0]!.publish!, published)],
};
const volumes: Changes<Volume> = {
  name: as("other"),
  path: as("/other"),
  kind: as<Volume["kind"]>("memory", "local"),
  mebibytes: as(9),
};
const file: Changes<ConfigFile> = { path: as("/etc/airpath/other"), content: as<ConfigFile["content"]>("other") };
const reloads: Changes<Reload> = { check: as<string[] | undefined>(undefined, ["other"]), signal: as<"USR2">("USR2") };
const resources: Changes<Workload["resources"]> = { cpu: as(0.5), memoryMebibytes: as(96) };

const other: Case<Image>[] = [{ says: "other", value: image("other") }];
const words = as<string[] | undefined>(undefined, ["other"]);
const variables = as<Record<string, string> | undefined>(undefined, { MODE: "2" }, { OTHER: "1" });

const sidecars: Changes<Sidecar> = {
  name: as("other"),
  image: other,
  command: words,
  environment: variables,
  files: [...as(undefined), ...eachIn(sidecar.files, file)],
  secretFiles: [...as(undefined), ...eachIn(sidecar.secretFiles, file)],
  reload: [...as(undefined), ...each(sidecar.reload, reloads)],
  volumes: [...as(undefined), ...eachIn(sidecar.volumes, volumes)],
  readiness: each(probe, probes),
  liveness: each(probe, probes),
  resources: each(sidecar.resources, resources),
};
const workloads: Changes<Workload> = {
  name: as("web-2"),
  image: other,
  command: words,
  environment: variables,
  files: [...as(undefined), ...eachIn(workload.files, file)],
  secretFiles: [...as(undefined), ...eachIn(workload.secretFiles, file)],
  reload: [...as(undefined), ...each(workload.reload, reloads)],
  volumes: [...as(undefined), ...eachIn(workload.volumes, volumes)],
  readiness: each(probe, probes),
  liveness: each(probe, probes),
  resources: each(workload.resources, resources),
  ports: [...as<Port[]>([]), ...eachIn(workload.ports, ports)],
  sidecars: [...as(undefined), ...eachIn(workload.sidecars, sidecars)],
  gracePeriodSeconds: as(13),
  spreadGroup: as<string | undefined>(undefined, "other"),
  placement: as<Record<string, string> | undefined>(undefined, { site: "lille" }, { place: "paris" }),
  observes: as<Workload["observes"]>("machine", "processes", "containers", "logs", "cluster"),
  labels: as<Record<string, string>>({}, { component: "other" }),
};
const jobs: Changes<Job> = {
  name: as("other"),
  about: as("elsewhere"),
  image: other,
  command: as(["other"]),
  environment: as<Job["environment"]>(undefined, { MODE: "2" }),
  files: [...as(undefined), ...eachIn(job.files, file)],
  secretFiles: [...as(undefined), ...eachIn(job.secretFiles, file)],
  network: as(undefined),
  resources: each(job.resources, resources),
  labels: as<Record<string, string>>({}, { component: "other" }),
};
const connections: Changes<Connection> = {
  from: as("c"),
  to: as<Connection["to"]>({ workload: "c" }, { outside: "192.0.2.1" }),
  port: as(2),
  protocol: as<"udp">("udp"),
};

/** What a runtime leaves out because of what it is: by what is said, with the reason. */
const leftOut: Record<string, Readonly<Record<string, string>>> = {
  docker: {
    'ports name "web"': "Docker knows no names of ports, nor anybody who would ask for one",
    'volumes kind "local"': "on one machine what stays on it is kept as what is persistent",
    "volumes mebibytes 9": "Docker's volumes have no size",
    'sidecars volumes kind "local"': "as above",
    "sidecars volumes mebibytes 9": "as above",
    'observes "machine"': "any container on the one machine sees what it says of itself",
    'about "elsewhere"': "on one machine all of it is in one place",
    "resources cpu 0.5": "of a job: it runs once, and weighs as others do",
  },
  kubernetes: {},
};

type Act = (runtime: Runtime & pulumi.Resource, name: string) => void;

/**
 * Lets a runtime render things one after the other, each under a name of its own.
 * @returns of each what became of it, or the error's words, as if they had all had the same name
 */
async function render(make: () => Runtime & pulumi.Resource, acts: readonly Act[]): Promise<string[]> {
  const names = acts.map((_, index) => `x${index}x`);
  const refused = new Map<string, string>();
  const registered: Registered[] = await register(() => {
    const runtime = make();
    acts.forEach((act, index) => {
      try {
        act(runtime, names[index]!);
      } catch (error) {
        refused.set(names[index]!, (error as Error).message);
      }
    });
  });
  // Who observes the others has their names too.
  const texts = registered.map((each) => ({ of: /x\d+x/.exec(each.name)?.[0], text: JSON.stringify(each) }));
  return names.map((name) => {
    const own = texts.filter(({ of, text }) => (of === undefined ? text.includes(name) : of === name));
    const said = refused.get(name) ?? own.map(({ text }) => text).join("\n");
    // What is called by its content has its content beside it.
    return said.replaceAll(name, "NAME").replace(/\b[0-9a-f]{12}\b/g, "CONTENT");
  });
}

/** The cases that made no difference. */
async function unheard<T extends { name: string }>(
  make: () => Runtime & pulumi.Resource,
  whole: T,
  changes: Changes<T>,
  act: (runtime: Runtime & pulumi.Resource, declared: T) => void,
): Promise<string[]> {
  const cases = each(whole, changes).filter(({ says }) => !says.startsWith("name "));
  const declared = [whole, whole, ...cases.map(({ value }) => value)];
  const [first, again, ...others] = await render(
    make,
    declared.map((one) => (runtime, name) => act(runtime, named(one, name))),
  );
  expect(first).toContain("NAME");
  expect(again).toBe(first);
  return cases.map(({ says }) => says).filter((_, index) => others[index] === first);
}

/** Groups are called after their workload here, so that each has its own. */
const named = <T extends { name: string; spreadGroup?: string }>(one: T, name: string): T => ({
  ...one,
  name,
  ...(one.spreadGroup === undefined ? {} : { spreadGroup: `${name}-${one.spreadGroup}` }),
});

// Pulumi takes a stack trace for each promise, and Jest maps each to its sources: most of the time, for nothing.
const { stackTraceLimit } = Error;
beforeAll(() => (Error.stackTraceLimit = 0));
afterAll(() => (Error.stackTraceLimit = stackTraceLimit));

describe.each(Object.keys(runtimes))("on %s", (name) => {
  const make = runtimes[name]!;
  const reasons = leftOut[name]!;
  const expected = (all: readonly string[]) => Object.keys(reasons).filter((says) => all.includes(says));

  it("every field of a workload and its sidecars counts, but for what is listed", async () => {
    const all = each(workload, workloads).map(({ says }) => says);
    const missed = await unheard(make, workload, workloads, (runtime, one) => runtime.run(one, { parent: runtime }));
    expect(missed.sort()).toEqual(expected(all.filter((says) => !says.startsWith("resources"))).sort());
  }, 60_000);

  it("every field of a job counts, but for what is listed", async () => {
    const missed = await unheard(make, job, jobs, (runtime, one) => void runtime.job(one, { parent: runtime }));
    expect(missed).toEqual(expected(each(job, jobs).map(({ says }) => says)));
  }, 60_000);

  it(`connections ${name === "docker" ? "are all there on one network" : "count, in every field"}`, async () => {
    const base: Connection = { from: "a", to: { workload: "b" }, port: 1, protocol: "tcp" };
    const texts = [];
    for (const { value } of [{ value: base }, ...each(base, connections)]) {
      const made = await register(() => {
        const runtime = make();
        // A runtime may say what a connection is only of those that run by it.
        for (const name of ["a", "b", "c"]) runtime.run({ ...workload, name, ports: [] }, { parent: runtime });
        runtime.connect([value], { parent: runtime });
      });
      texts.push(JSON.stringify(made));
    }
    expect(new Set(texts).size).toBe(name === "docker" ? 1 : texts.length);
  });
});
