/** Every object that preprod declares, as the program declares it, given to an API server: it knows every field, and pods are restricted. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { type Registered, register } from "../../components/mocks";
import { onKubernetes } from "../../stacks/on-kubernetes";
import { repository } from "../../toolchain/paths";
import { ControlPlane, saidIn } from "./support/control-plane";

const pem = "-----BEGIN CERTIFICATE-----\nA\n-----BEGIN PRIVATE KEY-----\nA\n";
const namespace = "airpath-preprod";

interface Declared {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  spec?: { template?: { metadata: object; spec: object } };
}

/** How Pulumi's protocol marks a secret: the value stands beside. */
function open(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  if ("4dabf18193072939515e22adb298388d" in fields) return open(fields.value);
  return Object.fromEntries(Object.entries(fields).map(([key, each]) => [key, open(each)]));
}

/** "apps/v1" and "Deployment" → "/apis/apps/v1/namespaces/…/deployments". */
function pathOf({ apiVersion, kind }: Declared): string {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = kind.toLowerCase().replace(/y$/, "ie").replace(/s$/, "se") + "s";
  const place = ["Namespace", "PriorityClass"].includes(kind) ? "" : `/namespaces/${namespace}`;
  return `${group}${place}/${plural}`;
}

describe("every object of preprod", () => {
  let plane: ControlPlane;
  let objects: Declared[];
  const { KUBECONFIG } = process.env;
  const { stackTraceLimit } = Error;

  beforeAll(async () => {
    Error.stackTraceLimit = 0;
    plane = await ControlPlane.startApi();
    const committed = parse(readFileSync(join(repository, "stacks", "Pulumi.preprod.yaml"), "utf8")) as {
      config: Record<string, unknown>;
    };
    const config = {
      ...committed.config,
      "airpath:cluster": { server: plane.server },
      "airpath:rootSecret": "5a".repeat(32),
      "airpath:tlsCertificate": pem,
    };
    const raw = Object.entries(config)
      .filter(([key]) => key !== "airpath:imageRegistry")
      .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]);
    process.env.KUBECONFIG = plane.kubeconfig;
    const registered: Registered[] = await register(() => {
      pulumi.runtime.setAllConfig(Object.fromEntries(raw) as Record<string, string>);
      onKubernetes("preprod");
    });
    objects = registered.filter(({ inputs }) => "kind" in inputs).map(({ inputs }) => open(inputs) as Declared);
  });
  afterAll(async () => {
    Error.stackTraceLimit = stackTraceLimit;
    if (KUBECONFIG === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = KUBECONFIG;
    await plane?.stop();
  });

  it("is taken, with every field known", async () => {
    expect(objects.length).toBeGreaterThan(100);
    const refused: string[] = [];
    for (const object of objects) {
      const { status, body } = await plane.ask("POST", `${pathOf(object)}?fieldValidation=Strict`, object);
      if (status !== 201) refused.push(`${object.kind} ${object.metadata.name}: ${status} ${saidIn(body)}`);
    }
    expect(refused).toEqual([]);
  });

  it("and every pod that would be made of them is taken too, in a namespace that enforces restricted pods", async () => {
    // What controllers would have made by now.
    await plane.create(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name: "default" } });
    const refused: string[] = [];
    const templates = objects.filter(({ spec }) => spec?.template);
    expect(templates.length).toBeGreaterThan(25);
    for (const { kind, metadata, spec } of templates) {
      const { metadata: labelled, spec: pod } = spec!.template!;
      const name = `${kind.toLowerCase()}-${metadata.name}`;
      const { status, body } = await plane.ask("POST", `/api/v1/namespaces/${namespace}/pods`, {
        metadata: { ...labelled, name },
        spec: pod,
      });
      if (status !== 201) refused.push(`${name}: ${status} ${saidIn(body)}`);
    }
    expect(refused).toEqual([]);
  });

  it("where a pod that is not restricted is refused", async () => {
    const pod = { metadata: { name: "root" }, spec: { containers: [{ name: "a", image: "a" }] } };
    const { status, body } = await plane.ask("POST", `/api/v1/namespaces/${namespace}/pods`, pod);
    expect([status, saidIn(body)]).toEqual([403, expect.stringContaining('violates PodSecurity "restricted:latest"')]);
  });
});
