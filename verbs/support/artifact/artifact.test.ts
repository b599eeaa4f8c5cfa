import { billOfMaterials } from "./bill-of-materials";
import { debianPackages, npmPackages } from "./packages";
import { provenance } from "./provenance";

const lockfile = JSON.stringify({
  packages: {
    "": { name: "airpath", version: "0.1.0" },
    "node_modules/zod": { version: "4.0.0", license: "MIT", integrity: "sha512-AQI=" },
    "node_modules/@pulumi/pulumi": { version: "3.270.0" },
    "node_modules/@pulumi/pulumi/node_modules/semver": { version: "7.0.0" },
    "node_modules/semver": { version: "6.0.0-rc+1" },
    "node_modules/other/node_modules/semver": { version: "7.0.0" },
    "node_modules/jest": { version: "30.0.0", dev: true },
    "node_modules/here": { link: true },
  },
});

it("npm's packages are those that run, each once", () => {
  expect(npmPackages(lockfile)).toEqual([
    { name: "@pulumi/pulumi", version: "3.270.0", purl: "pkg:npm/%40pulumi/pulumi@3.270.0" },
    { name: "semver", version: "6.0.0-rc+1", purl: "pkg:npm/semver@6.0.0-rc%2B1" },
    { name: "semver", version: "7.0.0", purl: "pkg:npm/semver@7.0.0" },
    { name: "zod", version: "4.0.0", purl: "pkg:npm/zod@4.0.0", license: "MIT", sha512: "0102" },
  ]);
});

it("Debian's packages are what dpkg tells, with epochs and revisions", () => {
  expect(debianPackages("libsrt1.5-gnutls 1:1.5.4-1+b1 amd64\nadduser 3.152 all\n", "trixie")).toEqual([
    {
      name: "libsrt1.5-gnutls",
      version: "1:1.5.4-1+b1",
      purl: "pkg:deb/debian/libsrt1.5-gnutls@1%3A1.5.4-1%2Bb1?arch=amd64&distro=trixie",
    },
    { name: "adduser", version: "3.152", purl: "pkg:deb/debian/adduser@3.152?arch=all&distro=trixie" },
  ]);
});

it("the bill names what runs and what each image holds, and tells the same package in two images apart", () => {
  const packages = debianPackages("adduser 3.152 all\n", "trixie");
  const bill = billOfMaterials({
    version: "1.2.3",
    made: new Date(0),
    serial: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    npm: npmPackages(lockfile).slice(-1),
    images: [
      { name: "airpath/engine:0123456789ab", id: "sha256:aa", packages },
      { name: "airpath/icecast:0123456789ab", id: "sha256:bb", packages },
    ],
  });
  const inside = (image: string) => [
    {
      type: "library",
      "bom-ref": `${image}#pkg:deb/debian/adduser@3.152?arch=all&distro=trixie`,
      name: "adduser",
      version: "3.152",
      purl: "pkg:deb/debian/adduser@3.152?arch=all&distro=trixie",
    },
  ];
  expect(bill).toEqual({
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: "urn:uuid:6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    version: 1,
    metadata: {
      timestamp: "1970-01-01T00:00:00.000Z",
      component: {
        type: "application",
        "bom-ref": "airpath",
        name: "airpath",
        version: "1.2.3",
        licenses: [{ expression: "Apache-2.0" }],
      },
    },
    components: [
      {
        type: "library",
        "bom-ref": "pkg:npm/zod@4.0.0",
        name: "zod",
        version: "4.0.0",
        purl: "pkg:npm/zod@4.0.0",
        licenses: [{ expression: "MIT" }],
        hashes: [{ alg: "SHA-512", content: "0102" }],
      },
      {
        type: "container",
        "bom-ref": "airpath/engine:0123456789ab",
        name: "airpath/engine",
        version: "0123456789ab",
        hashes: [{ alg: "SHA-256", content: "aa" }],
        components: inside("airpath/engine:0123456789ab"),
      },
      {
        type: "container",
        "bom-ref": "airpath/icecast:0123456789ab",
        name: "airpath/icecast",
        version: "0123456789ab",
        hashes: [{ alg: "SHA-256", content: "bb" }],
        components: inside("airpath/icecast:0123456789ab"),
      },
    ],
  });
});

it("the provenance binds what was made to the commit, the inventory and the tools", () => {
  const statement = provenance({
    subjects: [{ name: "source.tar.gz", sha256: "aa" }],
    commit: "0123456789abcdef0123456789abcdef01234567",
    changed: false,
    inventoryDigest: "cc",
    baseImage: "airpath/debian:dd",
    tools: { node: "v22.0.0" },
    started: new Date(0),
    finished: new Date(1000),
  });
  expect(statement).toEqual({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "source.tar.gz", digest: { sha256: "aa" } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "urn:airpath:make-artifact:v1",
        externalParameters: { changed: false, inventoryDigest: "cc" },
        resolvedDependencies: [
          { name: "source", digest: { gitCommit: "0123456789abcdef0123456789abcdef01234567" } },
          { name: "base image", annotations: { reference: "airpath/debian:dd" } },
        ],
      },
      runDetails: {
        builder: { id: "urn:airpath:make-artifact", version: { node: "v22.0.0" } },
        metadata: { startedOn: "1970-01-01T00:00:00.000Z", finishedOn: "1970-01-01T00:00:01.000Z" },
      },
    },
  });
});
