/** What a stack's state says should be in Docker. Pure: from Pulumi's exported state to what can be compared with what is found. */
import { sha256 } from "../../../../components/workload/content-hash";
import type { Deployment, StateResource } from "../../pulumi";
import { opened } from "../state";

export interface DeclaredContainer {
  id: string;
  /** In Docker: "airpath-local-front-1". */
  name: string;
  /** Docker's id of it. */
  image: string;
  /** A file carrier never runs, a job runs to its end. */
  mustRun: boolean;
  /** Networks with the names by which it is found there. Absent: it shares another container's. */
  networks?: Record<string, readonly string[]>;
  environment: readonly string[];
  memoryMebibytes?: number;
  cpuShares?: number;
  restart?: string;
  /** Of a carrier: what it lays where. */
  files?: DeclaredFiles;
}

export interface DeclaredFiles {
  volume: string;
  /** Whether changed files are laid over old ones, of which some may stay. */
  inPlace: boolean;
  /** Path → SHA-256 in hex; never what a file holds. */
  digests: Record<string, string>;
}

export interface DeclaredThings {
  containers: DeclaredContainer[];
  /** Tag → Docker's id. */
  images: Record<string, string>;
  /** Id → name. */
  networks: Record<string, string>;
  /** Names. */
  volumes: string[];
}

/** @param state exported with secrets: of files only digests are taken out of it */
export function declaredThings({ deployment: { resources = [] } }: Deployment): DeclaredThings {
  const ofKind = (kind: string) =>
    resources.filter(
      ({ type, id, delete: goes }: StateResource & { delete?: boolean }) =>
        type === `docker:index/${kind}` && id !== undefined && !goes,
    );
  return {
    containers: ofKind("container:Container").map(container),
    images: Object.fromEntries(
      ofKind("remoteImage:RemoteImage").map(({ inputs, outputs }) => [String(inputs?.name), String(outputs?.imageId)]),
    ),
    networks: Object.fromEntries(ofKind("network:Network").map(({ id, inputs }) => [id!, String(inputs?.name)])),
    volumes: ofKind("volume:Volume").map(({ id }) => id!),
  };
}

interface ContainerInputs {
  name: string;
  image: string;
  mustRun?: boolean;
  networkMode?: string;
  networksAdvanced?: { name: string; aliases?: string[] }[];
  envs?: string[];
  memory?: number;
  cpuShares?: number;
  restart?: string;
  volumes?: { volumeName: string; containerPath: string }[];
  uploads?: { file: string; content: string }[];
}

function container({ id, inputs = {} }: StateResource): DeclaredContainer {
  const {
    name,
    image,
    mustRun = true,
    networksAdvanced,
    envs = [],
    memory,
    cpuShares,
    restart,
    ...rest
  } = opened(inputs) as ContainerInputs;
  const networks =
    networksAdvanced && Object.fromEntries(networksAdvanced.map((each) => [each.name, each.aliases ?? []]));
  const files = rest.uploads && filesOf(rest.uploads, rest.volumes?.[0]?.volumeName ?? "");
  return {
    ...{ id: id!, name, image, mustRun, environment: envs },
    ...(networks && { networks }),
    ...(memory !== undefined && { memoryMebibytes: memory }),
    ...(cpuShares !== undefined && { cpuShares }),
    ...(restart !== undefined && { restart }),
    ...(files && { files }),
  };
}

const filesOf = (uploads: NonNullable<ContainerInputs["uploads"]>, volume: string): DeclaredFiles => ({
  volume,
  inPlace: volume.endsWith("-files"),
  digests: Object.fromEntries(uploads.map(({ file, content }) => [file, sha256(content)])),
});
