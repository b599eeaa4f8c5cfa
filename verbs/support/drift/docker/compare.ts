/** Who differs, and how: what is declared beside what is found. Pure; what a provider's own refresh does not see is seen here. */
import type { Finding } from "../ground";
import type { DeclaredContainer, DeclaredThings } from "./declared";
import type { Found, FoundFile, InspectedContainer } from "./found";

/** @returns every difference, in the order of the state; what is extra at the end */
export function drift(declared: DeclaredThings, found: Found): Finding[] {
  const known = new Set(declared.containers.map(({ id }) => id));
  const named = new Map(found.containers.filter(({ Id }) => !known.has(Id)).map((each) => [nameOf(each), each]));
  const matched = declared.containers.map((each) => {
    const own = found.containers.find(({ Id }) => Id === each.id);
    return { declared: each, found: own ?? named.get(each.name), remade: own === undefined };
  });
  const taken = new Set(matched.flatMap(({ found: other }) => other?.Id ?? []));
  return [
    ...matched.flatMap(({ declared: each, found: other, remade }) => containerFindings(each, other, remade, found)),
    ...imageFindings(declared, found),
    ...thingFindings(declared, found),
    ...found.containers
      .filter(({ Id }) => !taken.has(Id))
      .map((each) => ({ who: `container ${nameOf(each)}`, how: "is in no state: it is one too many" })),
  ];
}

const nameOf = ({ Name }: Pick<InspectedContainer, "Name">): string => Name.replace(/^\//, "");

function containerFindings(
  declared: DeclaredContainer,
  found: InspectedContainer | undefined,
  remade: boolean,
  all: Found,
): Finding[] {
  const who = `container ${declared.name}`;
  if (!found) return [{ who, how: "is gone" }];
  const hows = [
    ...(remade ? ["is not the one that was declared: somebody made it again"] : []),
    ...(nameOf(found) === declared.name ? [] : [`is called ${nameOf(found)}`]),
    ...runs(declared, found),
    ...(found.Image === declared.image ? [] : [`runs image ${short(found.Image)} and not ${short(declared.image)}`]),
    ...networks(declared, found),
    ...environment(declared, found, all.imageEnvironment[found.Image] ?? []),
    ...limits(declared, found),
  ];
  return [...hows.map((how) => ({ who, how })), ...files(declared, all)];
}

/** A job has ended, and a carrier never began: neither is meant to run. */
function runs({ mustRun }: DeclaredContainer, { State: { Status, ExitCode } }: InspectedContainer): string[] {
  if (!mustRun || Status === "running" || Status === "restarting") return [];
  return [Status === "exited" ? `has stopped (exit code ${ExitCode})` : `is ${Status}`];
}

/** Who shares another container's network has none of its own; the runtime gives each its id as one more name. */
function networks({ networks: wanted }: DeclaredContainer, { NetworkSettings }: InspectedContainer): string[] {
  if (!wanted) return [];
  const there = NetworkSettings.Networks ?? {};
  return [
    ...Object.entries(wanted).flatMap(([network, aliases]) => {
      const own = there[network];
      if (!own) return [`is detached from network ${network}`];
      const missing = aliases.filter((alias) => !(own.Aliases ?? []).includes(alias));
      return missing.length === 0 ? [] : [`is not found as ${missing.join(", ")} in network ${network}`];
    }),
    ...Object.keys(there)
      .filter((network) => !(network in wanted))
      .map((network) => `is attached to network ${network} too`),
  ];
}

/** By name alone: what somebody set by hand may be a secret. */
function environment(declared: DeclaredContainer, found: InspectedContainer, brought: readonly string[]): string[] {
  const there = new Set(found.Config.Env ?? []);
  const name = (variable: string) => variable.slice(0, variable.indexOf("="));
  const missing = declared.environment.filter((variable) => !there.has(variable)).map(name);
  const own = new Set([...declared.environment, ...brought].map(name));
  const extra = [...there].map(name).filter((each) => !own.has(each));
  return [
    ...(missing.length > 0 ? [`has another environment: ${missing.join(", ")}`] : []),
    ...(extra.length > 0 ? [`has more environment: ${extra.join(", ")}`] : []),
  ];
}

const mebibyte = 1024 * 1024;

/** What `docker update` changes while a container runs. */
function limits(declared: DeclaredContainer, { HostConfig }: InspectedContainer): string[] {
  const { memoryMebibytes, cpuShares, restart } = declared;
  const differs = (what: string, wanted: string | number | undefined, there: string | number) =>
    wanted === undefined || wanted === there ? [] : [`has ${what} ${there} and not ${wanted}`];
  return [
    ...differs("memory, MiB,", memoryMebibytes, HostConfig.Memory / mebibyte),
    ...differs("CPU shares", cpuShares, HostConfig.CpuShares),
    ...differs("restart policy", restart, HostConfig.RestartPolicy.Name || "no"),
  ];
}

/** Files are compared by digest: what they hold may be secret. */
function files({ id, name, files: laid }: DeclaredContainer, { files: all, containers }: Found): Finding[] {
  const there = all[id];
  if (!laid || !there) return [];
  const user = containers.find((each) => nameOf(each) === userOf(name));
  const finding = (file: FoundFile | undefined, path: string, how: string): Finding => ({
    who: `file ${path} of ${userOf(name)}`,
    how,
    ...(file && user && new Date(user.State.StartedAt) > file.changed
      ? { more: `${userOf(name)} has started since and has read it: restart it afterwards` }
      : {}),
  });
  const differing = Object.entries(laid.digests).flatMap(([path, digest]) => {
    const file = there.find((each) => each.path === path);
    if (!file) return [finding(undefined, path, "is gone")];
    return file.sha256 === digest ? [] : [finding(file, path, "holds something else than was declared")];
  });
  const extra = there.filter(({ path }) => !(path in laid.digests) && !laid.inPlace);
  return [...differing, ...extra.map((file) => finding(file, file.path, "was not declared"))];
}

/** "airpath-local-front-1-files-0123456789ab" carries files for "airpath-local-front-1". */
export const userOf = (carrier: string): string => carrier.replace(/-files-[0-9a-f]{12}$/, "");

function imageFindings(declared: DeclaredThings, found: Found): Finding[] {
  return Object.entries(declared.images).flatMap(([tag, id]) => {
    const there = found.images[tag];
    if (there === id) return [];
    const how = there === undefined ? "is gone" : `is another one: ${short(there)} and not ${short(id)}`;
    return [{ who: `image ${tag}`, how }];
  });
}

const short = (id: string): string => id.replace("sha256:", "").slice(0, 12);

function thingFindings({ networks: wanted, volumes }: DeclaredThings, found: Found): Finding[] {
  const surplus = "is in no state: it is one too many";
  return [
    ...Object.entries(wanted)
      .filter(([id]) => !(id in found.networks))
      .map(([, name]) => ({ who: `network ${name}`, how: "is gone" })),
    ...Object.entries(found.networks)
      .filter(([id]) => !(id in wanted))
      .map(([, name]) => ({ who: `network ${name}`, how: surplus })),
    ...volumes
      .filter((name) => !found.volumes.includes(name))
      .map((name) => ({ who: `volume ${name}`, how: "is gone" })),
    ...found.volumes
      .filter((name) => !volumes.includes(name))
      .map((name) => ({
        who: `volume ${name}`,
        how: surplus,
        more: "nothing removes it by itself: look into it, then docker volume rm",
      })),
  ];
}
