/** For tests: resources of two stations on Docker, as `pulumi preview --json --show-sames` tells of them. */
import type { PreviewState, PreviewStep } from "./digest";

const root = "urn:pulumi:local::airpath::pulumi:pulumi:Stack::airpath-local";
export const container = "docker:index/container:Container";

export const urn = (type: string, name: string): string =>
  `urn:pulumi:local::airpath::airpath:fleet:Fleet$${type}::${name}`;
export const containerUrn = (name: string): string => urn(container, name);

interface More {
  parent?: string;
  dependencies?: string[];
  protect?: boolean;
  inputs?: Record<string, unknown>;
}

export const state = (type: string, name: string, more: More = {}): PreviewState => ({
  urn: urn(type, name),
  type,
  parent: root,
  ...more,
});

export const same = (at: PreviewState): PreviewStep => ({ op: "same", urn: at.urn, oldState: at, newState: at });

/** As the engine goes about it where the old one is deleted first. */
export const replaced = (at: PreviewState, ...reasons: string[]): PreviewStep[] => {
  const detailedDiff = Object.fromEntries(
    reasons.map((reason) => [reason, { kind: "update-replace", inputDiff: true }]),
  );
  const told = { urn: at.urn, diffReasons: reasons, replaceReasons: reasons, detailedDiff };
  return [
    { op: "delete-replaced", oldState: at, ...told },
    { op: "replace", oldState: at, newState: at, ...told },
    { op: "create-replacement", oldState: at, newState: at, ...told },
  ];
};

export const deleted = (at: PreviewState): PreviewStep => ({ op: "delete", urn: at.urn, oldState: at });
export const created = (at: PreviewState): PreviewStep => ({ op: "create", urn: at.urn, newState: at });

const labels = (record: Record<string, string>) => Object.entries(record).map(([label, value]) => ({ label, value }));

/** A container of a workload. */
export const running = (name: string, workload: string, own: Record<string, string>, more: More = {}): PreviewState =>
  state(container, name, {
    ...more,
    inputs: {
      name: `airpath-local-${name}`,
      image: "sha256:1",
      labels: labels({ ...own, "airpath.workload": workload, "airpath.container": name }),
    },
  });

/** The container that carries a workload's files. */
export const carrier = (workload: string): PreviewState =>
  state(container, `${workload}-files`, {
    inputs: {
      name: `airpath-local-${workload}-files-0123456789ab`,
      labels: labels({ "airpath.workload": workload, "airpath.container": workload }),
    },
  });

/** One engine: the component, what it waits for, the container that holds its network, and the engine itself. */
export function engine(station: string, letter: string, after: string[] = []): PreviewState[] {
  const name = `engine-${station}-${letter}`;
  const component = state("airpath:engine:Engine", name, { dependencies: after });
  const own = { component: "engine", station, engine: letter, "airpath.spread-group": station };
  const more = { parent: component.urn };
  return [component, running(`${name}-network`, name, own, more), running(name, name, own, more)];
}

/** What waits for an engine names all of its containers. */
export const done = (states: readonly PreviewState[]): string[] =>
  states.filter(({ type }) => type === container).map((each) => each.urn);

/** Both engines of a station, b after a. */
export const station = (id: string): [a: PreviewState[], b: PreviewState[]] => {
  const a = engine(id, "a");
  return [a, engine(id, "b", done(a))];
};

/** Two of a kind, one after the other. */
export const two = (component: string): [PreviewState, PreviewState] => {
  const own = { component, "airpath.spread-group": component };
  const first = running(`${component}-1`, `${component}-1`, own);
  return [first, running(`${component}-2`, `${component}-2`, own, { dependencies: [first.urn] })];
};
