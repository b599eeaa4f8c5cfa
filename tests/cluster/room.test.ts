/** What a cluster lacks, told by `make preview` before an `up` waits for it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ControlPlane } from "./support/control-plane";
import { TestStack } from "./support/stack";
import { provideVolumes } from "./support/surroundings";
import { Verbs } from "./support/verbs";

let plane: ControlPlane;
let verbs: Verbs;

beforeAll(async () => {
  plane = await ControlPlane.start({ nodes: 1, zones: 1 });
  await provideVolumes(plane, 1);
  const stack = await TestStack.create("preprod", plane, { settings: { "airpath:storageClass": "fast" } });
  verbs = await Verbs.of("preprod", stack, plane);
});
afterAll(() => plane?.stop());

it("refuses what finds no room, each reason with what is there", async () => {
  const { code, said } = await verbs.run("preview");
  const refused = said.split("\n").flatMap((line) => /refused: (.*)/.exec(line)?.[1] ?? []);
  expect(refused).toEqual(
    expect.arrayContaining([
      "nodes stand in 1 zone (zone-1), and airpath:zones is 2",
      "the 2 of icecast-master are on a node each, and 1 take pods",
      'there is no storage class "fast"; there are test',
    ]),
  );
  expect({ code, said }).toEqual({
    code: 3,
    said: expect.stringContaining("where it is meant: ALLOW=storage-class") as string,
  });
});

it("counts what the namespace may have", async () => {
  const name = "airpath-preprod";
  await plane.create("/api/v1/namespaces", { metadata: { name } });
  const quota = { metadata: { name: "small" }, spec: { hard: { pods: "3" } } };
  await plane.create(`/api/v1/namespaces/${name}/resourcequotas`, quota);
  const { said } = await verbs.run("preview");
  expect(said).toMatch(/refused: the quota "small" allows pods 3, and its pods come to \d\d/);
});

it("goes on where one may not look, and says so", async () => {
  const folder = join(plane.folder, "refused");
  mkdirSync(folder);
  const words = 'Error from server (Forbidden): nodes is forbidden: User "desk" cannot list resource "nodes"';
  writeFileSync(join(folder, "kubectl"), `#!/bin/sh\necho '${words}' >&2\nexit 1\n`, { mode: 0o755 });
  const { code, said } = await verbs.run("preview", { PATH: `${folder}:${verbs.env.PATH}` });
  expect(said).toContain(`not looked at: whether the cluster has room: kubectl get: ${words}`);
  expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining("it may go up") as string });
});
