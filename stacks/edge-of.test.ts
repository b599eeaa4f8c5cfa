import { inputsOf, type Registered } from "../components/mocks";
import { registerOnAws } from "../components/edge/test-support";
import { digestOf, namespaceOf, planOf } from "./cluster-plan";
import { plainClusterConfig } from "./config";
import { parseConfig } from "./parse-config";
import { edgeOf } from "./edge-of";
import { fileSettings } from "./stack-file";

const settings: Record<string, string> = { ...fileSettings("prod"), "airpath:stations": '["rivage","boreal"]' };
const fronts = { "front-1": "lb-1.aws.example", "front-2": "lb-2.aws.example" };
const digest = (of: Record<string, string>) =>
  digestOf(planOf(parseConfig(plainClusterConfig, "prod", of), namespaceOf("prod")));

interface World {
  settings?: Record<string, string>;
  addresses?: Record<string, string>;
  parts?: Record<string, Record<string, string>>;
  inventoryDigest?: string;
}

async function declared({ addresses = fronts, parts = {}, ...world }: World = {}): Promise<Registered[]> {
  const said = world.settings ?? settings;
  const stacks = Object.fromEntries(
    Object.entries(parts).map(([name, own]) => [
      `organization/airpath/${name}`,
      { plain: { addresses: own }, secret: {} },
    ]),
  );
  const inventoryDigest = world.inventoryDigest ?? digest(said);
  const plain = { settings: said, addresses, inventoryDigest, stationStacks: Object.keys(parts) };
  return registerOnAws(() => edgeOf("prod") as Promise<unknown> as Promise<void>, {
    "organization/airpath/prod": { plain, secret: { forStations: {} } },
    ...stacks,
  });
}

const edge = (more: object) => JSON.stringify({ ...(JSON.parse(settings["airpath:edge"]!) as object), ...more });

// Pulumi's own time for a stack trace of each promise.
const { stackTraceLimit } = Error;
beforeAll(() => void (Error.stackTraceLimit = 0));
afterAll(() => void (Error.stackTraceLimit = stackTraceLimit));

it("stands before the fronts of the platform, by the addresses that the platform tells", async () => {
  const registered = await declared();
  const records = registered
    .filter(({ type, name }) => type.endsWith(":Record") && !name.startsWith("proof-"))
    .map(({ inputs: { name, type, records: to } }) => [name, type, ...((to ?? []) as string[])]);
  expect(records.sort()).toEqual(
    [
      ["live.airpath.example", "A"],
      ["live.airpath.example", "AAAA"],
      ["origin-1.live.airpath.example", "CNAME", "lb-1.aws.example"],
      ["origin-2.live.airpath.example", "CNAME", "lb-2.aws.example"],
      ["listen.airpath.example", "CNAME", "lb-1.aws.example"],
      ["listen.airpath.example", "CNAME", "lb-2.aws.example"],
      ...["rivage-a", "rivage-b", "boreal-a", "boreal-b"].map((engine) => [
        `${engine}.srt.airpath.example`,
        ...["CNAME", "studios.airpath.example"],
      ]),
    ].sort(),
  );
  const { origins } = inputsOf(registered, "Distribution", "edge-cdn") as {
    origins: { customOriginConfig: { httpsPort: number } }[];
  };
  expect(origins.map(({ customOriginConfig: { httpsPort } }) => httpsPort)).toEqual([443, 443]);
}, 60_000);

it("names engines by their own load balancers, which the stacks of their stations tell", async () => {
  const exposure = { "airpath:exposure": '{"studios":"LoadBalancer"}' };
  const engines = { "engine-rivage-a": "ra.aws.example", "engine-rivage-b": "rb.aws.example" };
  const others = { "engine-boreal-a": "192.0.2.3", "engine-boreal-b": "192.0.2.4" };
  const registered = await declared({
    settings: { ...settings, ...exposure },
    parts: { "prod-10000": engines, "prod-10200": others },
  });
  expect(inputsOf(registered, "Record", "rivage-b.srt.airpath.example").records).toEqual(["rb.aws.example"]);
  expect(inputsOf(registered, "Record", "boreal-b.srt.airpath.example").records).toEqual(["192.0.2.4"]);
}, 60_000);

it.each<[string, World, string]>([
  [
    "there is none",
    { settings: Object.fromEntries(Object.entries(settings).filter(([key]) => key !== "airpath:edge")) },
    "stacks/Pulumi.prod.yaml: airpath:edge is not set; allowed: a zone, names and a region; fix: see docs/edge.md, or no edge",
  ],
  [
    "a front has no address",
    { addresses: { "front-1": "lb-1.aws.example" } },
    'stack "prod": load balancers of front-2 have no address yet; allowed: one for each; fix: pulumi up --refresh --stack prod, once the cluster has given them',
  ],
  [
    "some fronts have host names and others IP addresses",
    { addresses: { "front-1": "lb-1.aws.example", "front-2": "192.0.2.2" } },
    'stack "prod": load balancers of fronts have host names and IP addresses (lb-1.aws.example, 192.0.2.2); allowed: one kind, since a name in DNS leads to one',
  ],
  [
    "fronts have no load balancers",
    { settings: { ...settings, "airpath:exposure": '{"listeners":"NodePort"}' } },
    'airpath:exposure lets listeners in by "NodePort"; allowed with airpath:edge: "LoadBalancer"; fix: pulumi config set --path airpath:exposure.listeners LoadBalancer',
  ],
  [
    "a name lies elsewhere",
    { settings: { ...settings, "airpath:edge": edge({ zone: "radio.example" }) } },
    'airpath:edge: the name "live.airpath.example" does not lie in the zone "radio.example"; allowed: names that end with ".radio.example"',
  ],
  [
    "the platform has another inventory",
    { inventoryDigest: "0123456789ab" },
    'stack "prod-edge": prod was last brought up with another inventory (0123456789ab) than this one',
  ],
])("is refused where %s", async (_, world, message) => {
  await expect(declared(world)).rejects.toThrow(message);
});

it("is refused where the platform never was", async () => {
  await expect(registerOnAws(() => edgeOf("prod") as Promise<never>)).rejects.toThrow(
    'stack "prod-edge": prod says nothing of itself; allowed: a stack that is up; fix: pulumi up --stack prod',
  );
});
