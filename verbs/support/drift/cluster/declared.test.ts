import type { StateResource } from "../../pulumi";
import { untoldOf } from "./ask";
import { declaredObjects, knownIn, pendingIn, stationStacksIn } from "./declared";

const resource = (name: string, more: Partial<StateResource> = {}): StateResource => ({
  urn: `urn:pulumi:prod::airpath::airpath:fleet:Fleet$kubernetes:core/v1:Secret::${name}`,
  type: "kubernetes:core/v1:Secret",
  custom: true,
  inputs: { apiVersion: "v1", kind: "Secret", metadata: { name, namespace: "airpath-prod" } },
  outputs: { __fieldManager: "pulumi-kubernetes-0123abcd" },
  ...more,
});
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: '{"a":"b25l"}' };
const state = {
  deployment: {
    resources: [
      resource("provider", { urn: "urn:pulumi:prod::airpath::pulumi:providers:kubernetes::kubernetes", inputs: {} }),
      resource("dashboard", { urn: "urn:pulumi:prod::airpath::grafana:oss/dashboard:Dashboard::dashboard" }),
      resource("one", { inputs: { ...resource("one").inputs, data: secret } }),
      resource("old", { delete: true }),
    ],
    pending_operations: [{ resource: resource("made"), type: "creating" as const }],
  },
};

it("of a state's objects of the cluster, secrets are open, and who holds them is known", () => {
  expect(declaredObjects(state)).toEqual([
    {
      urn: resource("one").urn,
      object: { ...resource("one").inputs, data: { a: "b25l" } },
      manager: "pulumi-kubernetes-0123abcd",
    },
  ]);
});

it("known is also what is yet to be removed, and what an up that was cut off may have made", () => {
  expect(knownIn(state)).toEqual(["one", "old", "made"].map((name) => `/Secret/airpath-prod/${name}`));
  expect(pendingIn(state)).toEqual([resource("made").urn]);
  expect(pendingIn({ deployment: {} })).toEqual([]);
});

it("a divided platform says in which stacks its stations are; another says none", () => {
  const whole = resource("prod", { type: "pulumi:pulumi:Stack", outputs: { stationStacks: ["prod-10000"] } });
  expect(stationStacksIn({ deployment: { resources: [whole] } })).toEqual(["prod-10000"]);
  expect(stationStacksIn(state)).toEqual([]);
});

describe("what cannot be listed", () => {
  const unseen = (kind: string, why: string) => ({ kind: { apiVersion: "v1", kind }, namespace: "airpath-prod", why });
  const forbidden = (kinds: string) =>
    `kubectl get: Error from server (Forbidden): ${kinds} is forbidden: User "desk" cannot list resource "${kinds}" in API group "" in the namespace "airpath-prod"; fix: kubectl cluster-info`;

  it("is told by reasons, with who may not", () => {
    expect(
      untoldOf(
        [
          unseen("Secret", forbidden("secrets")),
          unseen("Role", forbidden("roles")),
          unseen("Pod", "kubectl get: no answer in 15 s; fix: kubectl cluster-info"),
        ],
        20,
      ),
    ).toEqual([
      'Secret, Role: "desk" may not list them; fix: rights for that (docs/changes.md)',
      "Pod: kubectl get: no answer in 15 s; fix: kubectl cluster-info",
    ]);
  });

  it("is told in one line where it is everything", () => {
    const why = "there is no kubectl on PATH; fix: install kubectl";
    expect(untoldOf([unseen("Secret", why), unseen("Pod", why)], 2)).toEqual([`what is in the cluster: ${why}`]);
  });
});
