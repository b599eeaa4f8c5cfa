/** Asks Docker what is there under the stack's label. Nothing is changed. */
import { spawn } from "node:child_process";
import { configFolder } from "../../../../components/workload/workload";
import { execute } from "../../command";
import { list } from "../../docker";
import { stackLabel } from "../../stack";
import type { DeclaredThings } from "./declared";
import type { Found, FoundFile, InspectedContainer } from "./found";
import { filesInTar } from "./tar";

/** What Docker holds; `declared` says which images and files are asked for. */
export async function foundNow(declared: DeclaredThings): Promise<Found> {
  const filter = ["--filter", `label=${stackLabel()}`];
  const ids = await list(["ps", "--all", "--quiet", "--no-trunc", ...filter]);
  const containers = await inspect<InspectedContainer>("container", ids);
  const images = await imagesNow(declared, containers);
  const pairs = await list(["network", "ls", "--no-trunc", ...filter, "--format", "{{.ID}} {{.Name}}"]);
  return {
    containers,
    ...images,
    networks: Object.fromEntries(pairs.map((line) => line.split(" "))) as Record<string, string>,
    volumes: await list(["volume", "ls", "--quiet", ...filter]),
    files: await filesNow(declared, new Set(containers.map(({ Id }) => Id))),
  };
}

/** What is not there is left out: an inspection tells what it found, and complains of the rest. */
async function inspect<T>(type: string, names: readonly string[]): Promise<T[]> {
  if (names.length === 0) return [];
  const { stdout } = await execute("docker", ["inspect", "--type", type, ...names]);
  return JSON.parse(stdout || "[]") as T[];
}

interface InspectedImage {
  Id: string;
  RepoTags: string[] | null;
  Config: { Env: string[] | null };
}

async function imagesNow({ images }: DeclaredThings, containers: readonly InspectedContainer[]) {
  const tags = Object.keys(images);
  const all = await inspect<InspectedImage>("image", [...new Set([...tags, ...containers.map(({ Image }) => Image)])]);
  const tagged = tags.flatMap((tag) =>
    all.filter(({ RepoTags }) => RepoTags?.includes(tag)).map(({ Id }) => [tag, Id]),
  );
  return {
    images: Object.fromEntries(tagged) as Record<string, string>,
    imageEnvironment: Object.fromEntries(all.map(({ Id, Config }) => [Id, Config.Env ?? []])),
  };
}

/** Docker copies out of what does not run, with what is mounted there: nothing has to be run inside of what is on air. */
async function filesNow({ containers }: DeclaredThings, there: ReadonlySet<string>): Promise<Found["files"]> {
  const carriers = containers.filter(({ id, files }) => files && there.has(id));
  const found: [string, FoundFile[]][] = [];
  // One after the other: Docker's engine works beside what is on air.
  for (const { id } of carriers) found.push([id, filesInTar(await copied(`${id}:${configFolder}`), configFolder)]);
  return Object.fromEntries(found);
}

/** @returns an archive. @throws with what Docker said */
function copied(source: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn("docker", ["cp", source, "-"], { stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    let complaint = "";
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (complaint += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(chunks));
      else reject(new Error(`docker cp ${source.slice(0, 12)} ended with exit code ${code}: ${complaint.trim()}`));
    });
  });
}
