/** The parts of Pulumi's names for resources. Pure. */

/** The last part of a URN: the resource's name. */
export const nameOf = (urn: string): string => urn.split("::").at(-1) ?? urn;

/** "docker:index/container:Container" of a URN, without what it stands under. */
export const typeOf = (urn: string): string => (urn.split("::").at(-2) ?? "").split("$").at(-1) ?? "";

/** "Container": the type as people say it. */
export const kindOf = (urn: string): string => typeOf(urn).split(":").at(-1) ?? "";

/** "PodDisruptionBudget" → "pod disruption budget": a kind as people say it. */
export const spaced = (kind: string): string => kind.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
