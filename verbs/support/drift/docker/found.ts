/** What Docker says of the things that carry a stack's label, as far as it is compared. */

/** `docker inspect` of a container. */
export interface InspectedContainer {
  Id: string;
  Name: string;
  Image: string;
  State: { Status: string; ExitCode: number; StartedAt: string };
  Config: { Env: string[] | null };
  HostConfig: {
    Memory: number;
    CpuShares: number;
    RestartPolicy: { Name: string };
  };
  NetworkSettings: { Networks: Record<string, { Aliases?: string[] | null }> | null };
}

export interface Found {
  containers: InspectedContainer[];
  /** Tag → Docker's id, of the declared ones that are there. */
  images: Record<string, string>;
  /** Docker's id of an image → the environment that it brings along. */
  imageEnvironment: Record<string, readonly string[]>;
  /** Id → name. */
  networks: Record<string, string>;
  volumes: string[];
  /** By the carrier's id: what lies in its volume. */
  files: Record<string, FoundFile[]>;
}

export interface FoundFile {
  path: string;
  sha256: string;
  /** When it was last written. */
  changed: Date;
}
