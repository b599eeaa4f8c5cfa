import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import bridged from "./fields.json";

type Fields = { [name: string]: Fields | null };

const typings = dirname(require.resolve("@pulumi/docker/package.json"));
const parse = (file: string) =>
  ts.createSourceFile(file, readFileSync(join(typings, file), "utf8"), ts.ScriptTarget.ES2022, true);
const inputTypes = new Map(interfaces(parse("types/input.d.ts")));

function interfaces(source: ts.SourceFile): [string, ts.InterfaceDeclaration][] {
  const found: [string, ts.InterfaceDeclaration][] = [];
  source.forEachChild((node) => {
    if (ts.isInterfaceDeclaration(node)) found.push([node.name.text, node]);
  });
  return found;
}

/** The fields of an args interface in the npm package, with those of its blocks. */
function declaredFields(declaration: ts.InterfaceDeclaration): Fields {
  const fields: Fields = {};
  for (const member of declaration.members) {
    if (!ts.isPropertySignature(member) || !member.type) continue;
    const block = /inputs\.(\w+)/.exec(member.type.getText())?.[1];
    const blockType = block === undefined ? undefined : inputTypes.get(block);
    fields[member.name.getText()] = blockType ? declaredFields(blockType) : null;
  }
  return fields;
}

/** Every path in `left` that `right` lacks; a block that is missing as a whole counts once. */
function missing(left: Fields, right: Fields, path = ""): string[] {
  return Object.entries(left).flatMap(([name, block]) => {
    const other = right[name];
    if (other === undefined) return [path + name];
    return block && other ? missing(block, other, `${path}${name}.`) : [];
  });
}

describe.each(["Container", "Network", "Volume", "RemoteImage"])("the built plugin's %s", (resource) => {
  const file = resource[0]!.toLowerCase() + resource.slice(1);
  const declared = declaredFields(new Map(interfaces(parse(`${file}.d.ts`))).get(`${resource}Args`)!);
  const ours = (bridged as Record<string, Fields>)[`docker:index/${file}:${resource}`]!;

  it("has exactly these fields that the npm package does not take", () => {
    expect(missing(ours, declared)).toEqual(notDeclared[resource]);
  });

  it("lacks exactly these fields of the npm package: no program of ours may set them", () => {
    expect(missing(declared, ours).sort()).toEqual(notBridged[resource]);
  });
});

/** Outputs, and what upstream has dropped since. */
const notDeclared: Record<string, string[]> = {
  Container: [
    "bridge",
    "containerLogs",
    "exitCode",
    "gateway",
    "ipAddress",
    "ipPrefixLength",
    "links",
    "networkAliases",
    "networkDatas",
    "networks",
  ],
  Network: ["checkDuplicate", "scope"],
  Volume: ["mountpoint"],
  RemoteImage: ["id", "imageId", "latest", "output", "pullTrigger", "repoDigest"],
};

/** What upstream has added since. */
const notBridged: Record<string, string[]> = {
  Container: [
    "cgroupParent",
    "cgroupnsMode",
    "cpuPeriod",
    "cpuQuota",
    "cpus",
    "deviceCgroupRules",
    "deviceReadBps",
    "deviceReadIops",
    "deviceRequests",
    "deviceWriteBps",
    "deviceWriteIops",
    "healthcheck.startInterval",
    "memoryReservation",
    "mounts.volumeOptions.subpath",
    "networksAdvanced.driverOpts",
    "networksAdvanced.gwPriority",
    "networksAdvanced.linkLocalIps",
    "networksAdvanced.macAddress",
    "platform",
    "uploads.group",
    "uploads.owner",
    "uploads.permissions",
    "volumes.selinuxRelabel",
  ],
  Network: ["ipamOptions"],
  Volume: ["cluster"],
  RemoteImage: [
    "build.additionalContexts",
    "build.authConfigs",
    "build.buildId",
    "build.buildLogFile",
    "build.builder",
    "build.cacheFroms",
    "build.cacheTos",
    "build.cgroupParent",
    "build.cpuPeriod",
    "build.cpuQuota",
    "build.cpuSetCpus",
    "build.cpuSetMems",
    "build.cpuShares",
    "build.extraHosts",
    "build.isolation",
    "build.labels",
    "build.memory",
    "build.memorySwap",
    "build.networkMode",
    "build.platform",
    "build.provenance",
    "build.pullParent",
    "build.remoteContext",
    "build.sbom",
    "build.secrets",
    "build.securityOpts",
    "build.sessionId",
    "build.shmSize",
    "build.squash",
    "build.suppressOutput",
    "build.ulimits",
    "build.useLegacyBuilder",
    "build.version",
    "platform",
  ],
};
