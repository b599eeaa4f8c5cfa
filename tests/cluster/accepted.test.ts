/** Every object that preprod declares, as the program declares it, given to an API server: it knows every field, and pods are restricted. */
import { type KubernetesObject, manifestsOf } from "../../stacks/manifests";
import { ControlPlane, saidIn } from "./support/control-plane";
import { preprodSettings, refusedOf } from "./support/given";

const namespace = "airpath-preprod";

describe("every object of preprod", () => {
  let plane: ControlPlane;
  let objects: KubernetesObject[];

  beforeAll(async () => {
    plane = await ControlPlane.startApi();
    objects = await manifestsOf("preprod", preprodSettings());
  });
  afterAll(() => plane?.stop());

  it("is taken, with every field known", async () => {
    expect(objects.length).toBeGreaterThan(100);
    expect(await refusedOf(plane, objects)).toEqual([]);
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
