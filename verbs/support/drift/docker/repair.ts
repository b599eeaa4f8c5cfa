/** What has to be done by hand before an `up` mends what was changed by hand. Pure: findings become Docker's commands. */
import type { Finding } from "../ground";
import { userOf } from "./compare";
import type { DeclaredThings } from "./declared";
import type { Found } from "./found";

/** @returns arguments of `docker`, in order. What has stopped, is paused, gone or one too many is `up`'s own business. */
export function repairs(findings: readonly Finding[], declared: DeclaredThings, found: Found): string[][] {
  return [
    ...remade(declared, found),
    ...retagged(declared, found),
    ...reattached(declared, found),
    ...relaid(findings, declared, found),
  ];
}

/** A container that was made again by hand holds the declared one's name. */
const remade = ({ containers }: DeclaredThings, found: Found): string[][] =>
  containers
    .filter(({ id }) => !found.containers.some(({ Id }) => Id === id))
    .flatMap(({ name }) => found.containers.filter(({ Name }) => Name === `/${name}`))
    .map(({ Id }) => ["rm", "--force", "--volumes", Id]);

/** The image itself is there as long as a container runs it; gone, it is built again. */
const retagged = ({ images }: DeclaredThings, found: Found): string[][] =>
  Object.entries(images)
    .filter(([tag, id]) => found.images[tag] !== id && id in found.imageEnvironment)
    .map(([tag, id]) => ["tag", id, tag]);

/** The provider does not look at networks: attached again, a container is found by its names, and nothing of it restarts. */
const reattached = ({ containers }: DeclaredThings, found: Found): string[][] =>
  containers.flatMap(({ id, networks = {} }) => {
    const there = found.containers.find(({ Id }) => Id === id)?.NetworkSettings.Networks;
    if (!there) return [];
    const missing = Object.entries(networks).filter(
      ([network, aliases]) =>
        !aliases.every((alias) => there[network]?.Aliases?.includes(alias)) || !(network in there),
    );
    const surplus = Object.keys(there).filter((network) => !(network in networks) && Object.keys(networks).length > 0);
    return [
      ...missing.flatMap(([network, aliases]) => [
        ...(network in there ? [["network", "disconnect", network, id]] : []),
        ["network", "connect", ...aliases.flatMap((alias) => ["--alias", alias]), network, id],
      ]),
      ...surplus.map((network) => ["network", "disconnect", network, id]),
    ];
  });

/** A carrier that is missing is made again, and lays its files anew; whoever reads them goes on meanwhile. */
const relaid = (findings: readonly Finding[], { containers }: DeclaredThings, found: Found): string[][] =>
  containers
    .filter(({ id, name, files }) => {
      const differs = findings.some(({ who }) => who.startsWith("file ") && who.endsWith(` of ${userOf(name)}`));
      return files && differs && found.containers.some(({ Id }) => Id === id);
    })
    .map(({ id }) => ["rm", id]);
