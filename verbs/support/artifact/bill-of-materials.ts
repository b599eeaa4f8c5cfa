/** A release's bill of materials: CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/ */
import type { Package } from "./packages";

export interface ImageContents {
  /** "airpath/engine:1f0c…". */
  name: string;
  /** Docker's own: "sha256:…". */
  id: string;
  packages: readonly Package[];
}

export interface Materials {
  version: string;
  made: Date;
  /** Of this bill: a UUID. */
  serial: string;
  npm: readonly Package[];
  images: readonly ImageContents[];
}

/** Pure. Every image is a component that holds its packages; what several hold stands in each. */
export function billOfMaterials({ version, made, serial, npm, images }: Materials) {
  const platform = { type: "application", "bom-ref": "airpath", name: "airpath", version };
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${serial}`,
    version: 1,
    metadata: { timestamp: made.toISOString(), component: { ...platform, licenses: licenses("Apache-2.0") } },
    components: [...npm.map((each) => library(each, "")), ...images.map(container)],
  };
}

function container({ name, id, packages }: ImageContents) {
  const [repository = "", tag = ""] = name.split(":");
  return {
    type: "container",
    "bom-ref": name,
    name: repository,
    version: tag,
    hashes: [{ alg: "SHA-256", content: id.replace("sha256:", "") }],
    components: packages.map((each) => library(each, `${name}#`)),
  };
}

/** @param within tells the same package in two images apart */
function library({ name, version, purl, license, sha512 }: Package, within: string) {
  return {
    type: "library",
    "bom-ref": `${within}${purl}`,
    name,
    version,
    purl,
    ...(license === undefined ? {} : { licenses: licenses(license) }),
    ...(sha512 === undefined ? {} : { hashes: [{ alg: "SHA-512", content: sha512 }] }),
  };
}

const licenses = (expression: string) => [{ expression }];
