import * as aws from "@pulumi/aws";
import { planFleet } from "../../station-inventory/plan";
import { testStation } from "../../station-inventory/test-station";
import { inputsOf, type Registered } from "../mocks";
import { Edge } from "./edge";
import type { EdgeSettings } from "./settings";
import { registerOnAws, testSettings } from "./test-support";

const { stations } = planFleet([
  testStation("rivage", 10000, { icecast: ["aac-hifi", "mp3-hifi"], hls: ["aac-hifi", "aac-lofi"] }),
]);

const declared = (more: Partial<EdgeSettings> = {}): Promise<Registered[]> =>
  registerOnAws(() => {
    const provider = new aws.Provider("aws", { region: "eu-west-3" });
    new Edge("edge", { settings: { ...testSettings, ...more }, stations }, { providers: { aws: provider } });
  });
const called = (registered: readonly Registered[]) =>
  registered.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort();

let whole: Registered[];
beforeAll(async () => {
  whole = await declared({ archiveDays: 90, budget: { dollars: 20_000, emails: ["on-call@airpath.example"] } });
}, 60_000);

it("has these resources", () => {
  expect(called(whole)).toMatchSnapshot();
});

it("has neither an archive nor a budget unless it is told to", async () => {
  const missing = called(whole).filter((name) => !plain.includes(name));
  expect(missing).toEqual(
    [
      ...["Budget edge-budget", "Policy edge-archive"],
      ...["Bucket", "BucketLifecycleConfiguration", "BucketPolicy", "BucketPublicAccessBlock"].map(
        (type) => `${type} edge-archive`,
      ),
    ].sort(),
  );
});
let plain: string[];
beforeAll(async () => {
  plain = called(await declared());
}, 60_000);

it("has this distribution", () => {
  expect(inputsOf(whole, "Distribution", "edge-cdn")).toMatchSnapshot();
});

it("asks the one front that there is", async () => {
  const [first] = testSettings.fronts;
  const { origins, originGroups, defaultCacheBehavior } = inputsOf(
    await declared({ fronts: [first!] }),
    "Distribution",
    "edge-cdn",
  ) as { origins: object[]; originGroups: object[]; defaultCacheBehavior: object };
  expect([origins.length, originGroups]).toEqual([1, []]);
  expect(defaultCacheBehavior).toMatchObject({ targetOriginId: "origin-1.live.airpath.example" });
});

it("gives a front to nobody that does not answer", () => {
  expect(inputsOf(whole, "HealthCheck", "edge-names-front-1")).toEqual({
    ...{ type: "HTTPS", fqdn: "lb-1.aws.example", port: 443, resourcePath: "/", enableSni: true },
    ...{ requestInterval: 10, failureThreshold: 2, tags: { Name: "airpath-prod-front-1" } },
  });
  expect(inputsOf(whole, "Record", "listen.airpath.example-front-1")).toEqual({
    ...{ zoneId: "Z1", name: "listen.airpath.example", type: "CNAME", records: ["lb-1.aws.example"], ttl: 30 },
    ...{ setIdentifier: "front-1", weightedRoutingPolicies: [{ weight: 1 }], healthCheckId: "edge-names-front-1-id" },
  });
  expect(inputsOf(whole, "Record", "rivage-a.srt.airpath.example")).toEqual({
    ...{ zoneId: "Z1", name: "rivage-a.srt.airpath.example", type: "A", records: ["192.0.2.1"], ttl: 30 },
  });
});

it("has buckets that nobody outside reads, over TLS only, and what is in them goes", () => {
  for (const [name, days] of [
    ["edge-logs", 30],
    ["edge-archive", 90],
  ] as const) {
    expect(inputsOf(whole, "BucketPublicAccessBlock", name)).toMatchObject({
      ...{ blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    });
    expect(inputsOf(whole, "BucketLifecycleConfiguration", name).rules).toMatchObject([
      { status: "Enabled", expiration: { days } },
    ]);
    expect(inputsOf(whole, "BucketPolicy", name)).toMatchSnapshot();
  }
});

it("lets who fills the archive write, and nothing else", () => {
  const { policy } = inputsOf(whole, "Policy", "edge-archive");
  expect(typeof policy === "string" ? (JSON.parse(policy) as object) : policy).toMatchObject({
    Statement: [{ Effect: "Allow", Action: "s3:PutObject" }],
  });
});

it("writes listeners' addresses down only where that is asked for", async () => {
  const told = (registered: Registered[]) => inputsOf(registered, "LogDelivery", "edge-logs").recordFields;
  expect(told(whole)).toMatchSnapshot();
  expect(await declared({ listenerAddresses: "whole" }).then(told)).toEqual([
    ...(told(whole) as string[]),
    "c-ip",
    "x-forwarded-for",
  ]);
}, 60_000);

it("tells somebody before the month's money is gone", () => {
  expect(inputsOf(whole, "Budget", "edge-budget")).toMatchSnapshot();
});

it("declares what CloudFront uses where CloudFront looks for it", () => {
  const used = whole.filter(({ type }) => /:(Certificate|CertificateValidation|LogDelivery\w*)$/.test(type));
  expect(used.map(({ inputs }) => inputs.region)).toEqual(Array<string>(5).fill("us-east-1"));
});
