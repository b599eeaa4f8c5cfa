import { gunzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";
import { parseInventory } from "../station-inventory/inventory";
import { stationFiles } from "../station-inventory/stations";
import { asYaml, type KubernetesObject, manifestsOf } from "./manifests";
import { fileSettings } from "./stack-file";

const pem = "-----BEGIN CERTIFICATE-----\nA\n-----BEGIN PRIVATE KEY-----\nA\n";
const secrets = { "airpath:rootSecret": "5a".repeat(32), "airpath:tlsCertificate": pem };
const settings = (stack: string) => {
  const { "airpath:imageRegistry": _, ...plain } = fileSettings(stack);
  return { ...plain, ...secrets };
};
let objects: KubernetesObject[];
beforeAll(async () => {
  objects = await manifestsOf("preprod", settings("preprod"));
}, 60_000);

it("has every object, what others stand in first, and what they mount", () => {
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  expect(kinds.slice(0, 7)).toEqual([
    ...["Namespace", "PriorityClass", "NetworkPolicy", "Secret", "ConfigMap", "PersistentVolumeClaim", "Service"],
  ]);
  const engines = objects.filter(({ kind, metadata }) => kind === "Deployment" && /^engine-/.test(metadata.name));
  expect(engines).toHaveLength(4);
});

it("says nothing to Pulumi, and nothing that is secret but in secrets", () => {
  const others = objects.filter(({ kind }) => kind !== "Secret");
  const said = /pulumi\.com\/|4dabf18193072939515e22adb298388d/.test(JSON.stringify(objects));
  expect(said).toBe(false);
  expect([others, objects].map((all) => contents(all).some((text) => text.includes("PRIVATE KEY")))).toEqual([
    false,
    true,
  ]);
});

/** @returns what files are, of ConfigMaps and Secrets, unpacked, and each object as it is */
function contents(all: readonly KubernetesObject[]): string[] {
  const packed = all.flatMap(({ data = {}, binaryData = {} }) => Object.values({ ...data, ...binaryData }));
  const unpacked = packed.map((text) => {
    const bytes = Buffer.from(text, "base64");
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString();
  });
  return [...unpacked, ...all.map((object) => JSON.stringify(object))];
}

it("is YAML that says the same", () => {
  const read = parseAllDocuments(asYaml(objects)).map((document) => document.toJSON() as unknown);
  expect(read).toEqual(JSON.parse(JSON.stringify(objects)));
});

it("has the stations of a divided stack", async () => {
  const [first] = parseInventory(stationFiles).fleet;
  const some = { ...settings("prod"), "airpath:stations": JSON.stringify([first!.id]) };
  const names = (await manifestsOf("prod", some)).map(({ metadata }) => metadata.name);
  expect(names).toEqual(expect.arrayContaining([`engine-${first!.id}-a`, `engine-${first!.id}-b`, "front-1"]));
}, 60_000);
