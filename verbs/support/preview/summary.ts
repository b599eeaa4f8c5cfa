/** What a preview means, in the field's words: a line a station, a line a component, and that nothing else changes. Pure. */
import { count, type DeclaredChanges, type StationChange } from "../../../stacks/declared-changes";
import { type Fate } from "./digest";
import { nameOf, typeOf } from "../urn";
import { Order, turns } from "./order";
import { said, type Touched } from "./workloads";

/** @param changes absent: nothing is known of what the stack last ran */
export function summaryLines(
  fates: readonly Fate[],
  touched: readonly Touched[],
  changes: DeclaredChanges | undefined,
): string[] {
  const order = new Order(fates);
  const lines = [
    ...stationLines(touched, changes?.stations ?? [], order),
    ...(changes?.platform.length ? [`platform: ${changes.platform.join(", ")}`] : []),
    ...componentLines(touched, order),
    ...otherLines(fates, touched),
  ];
  const last = lines.pop();
  return last === undefined ? ["nothing changes"] : [...lines, `${last}; nothing else changes`];
}

function stationLines(touched: readonly Touched[], changes: readonly StationChange[], order: Order): string[] {
  const stations = [
    ...new Set([...changes.map(({ station }) => station), ...touched.flatMap(({ station }) => station ?? [])]),
  ];
  const lines = stations.map((station) => {
    const change = changes.find((each) => each.station === station);
    const own = touched.filter((each) => each.station === station);
    const acts = [fateOf(change), ...(change?.fate === "stays" ? [change.said.join(", ")] : []), ...actsOf(own, order)];
    return { station, acts: acts.filter((act) => act !== "") };
  });
  return together(lines);
}

/** A new pipeline touches every station alike: that is one line, and not eighty. */
function together(lines: readonly { station: string; acts: string[] }[]): string[] {
  const texts = [...new Set(lines.map(({ acts }) => acts.join("; ")))];
  return texts.map((text) => {
    const alike = lines.filter(({ acts }) => acts.join("; ") === text).map(({ station }) => station);
    const shown =
      alike.length > 6 ? `${alike.slice(0, 4).join(", ")} and ${alike.length - 4} more stations` : alike.join(", ");
    return `${shown}: ${text || "settings of its own change"}`;
  });
}

const fateOf = (change: StationChange | undefined): string =>
  change === undefined || change.fate === "stays"
    ? ""
    : `${change.fate === "comes" ? "comes on air" : "leaves the air"} (${change.said.join(", ")})`;

/** "engines roll a then b; studio-rivage-a is replaced". */
function actsOf(own: readonly Touched[], order: Order): string[] {
  const engines = own.filter(({ component }) => component === "engine");
  const others = own.filter(({ component }) => component !== "engine");
  const letters = (how: Touched["how"]) =>
    engines.filter((each) => each.how === how).map(({ engine = "", workload }) => engine || workload);
  const rolling = engines.filter(({ how }) => how === "replaced");
  const rolls = turns(rolling, ({ interrupted }) => interrupted, order);
  const inOrder = (rolls ?? rolling).map(({ engine = "" }) => engine);
  const simple = (how: Touched["how"], verb: string) => {
    const found = letters(how);
    return found.length === 0 ? [] : [`engine${found.length > 1 ? "s" : ""} ${found.join(" and ")} ${verb}`];
  };
  return [
    ...(inOrder.length === 0
      ? []
      : [`engine${inOrder.length > 1 ? "s roll" : " rolls:"} ${inOrder.join(rolls ? " then " : " AND ")}`]),
    ...simple("new", "new"),
    ...simple("removed", "removed"),
    ...simple("takes up files", "take up files"),
    ...simple("changed", "changed in place"),
    ...partsOf(others, order),
  ];
}

function componentLines(touched: readonly Touched[], order: Order): string[] {
  const shared = touched.filter(({ station }) => station === undefined);
  const components = [...new Set(shared.map(({ component }) => component))];
  return components.flatMap((component) =>
    partsOf(
      shared.filter((each) => each.component === component),
      order,
    ),
  );
}

const hows: Record<Touched["how"], string> = {
  new: "new",
  removed: "removed",
  replaced: "replaced",
  "takes up files": "new files, taken up while it runs",
  changed: "changed in place",
};

/** "front-1 then front-2: replaced". */
function partsOf(all: readonly Touched[], order: Order): string[] {
  return (Object.keys(hows) as Touched["how"][]).flatMap((how) => {
    const own = all.filter((each) => each.how === how);
    if (own.length === 0) return [];
    const turn = how === "replaced" ? turns(own, ({ interrupted }) => interrupted, order) : undefined;
    const names = (turn ?? own).map(({ workload }) => workload);
    const shown = names.length > 6 ? [...names.slice(0, 4), `${names.length - 4} more`] : names;
    return [`${shown.join(turn ? " then " : ", ")}: ${hows[how]}`];
  });
}

const images = /^docker:index\/remoteImage:RemoteImage$/;
const jobs = /^(handover-|canary-|pipeline-check)/;

/** Resources of no workload: images are told by name, proofs and checks are what a change brings along, the rest is counted. */
function otherLines(fates: readonly Fate[], touched: readonly Touched[]): string[] {
  const known = new Set(touched.map(({ workload }) => workload));
  const others = fates.filter(
    ({ urn, change }) => change !== "same" && !/^(airpath|pulumi):/.test(typeOf(urn)) && !belongs(urn, known),
  );
  const built = others
    .filter(({ urn }) => images.test(typeOf(urn)))
    .map(({ urn }) => nameOf(urn).replace(/^image-/, ""));
  const checked = others.some(({ urn, change }) => /^pipeline-check/.test(nameOf(urn)) && change !== "delete");
  const rest = others.filter(({ urn }) => !images.test(typeOf(urn)) && !jobs.test(nameOf(urn)));
  const told = rest.length > 5 ? [...rest.slice(0, 4).map(tell), `${rest.length - 4} more`] : rest.map(tell);
  return [
    ...(built.length > 0 ? [`images built: ${built.join(", ")}`] : []),
    ...(checked ? ["every pipeline is checked before any engine is touched"] : []),
    ...(told.length > 0 ? [`besides ${count(rest.length, "resource")}: ${told.join(", ")}`] : []),
  ];
}

const tell = ({ urn, change }: Fate): string => `${said(urn)} (${change})`;

/** By its name: what belongs to a workload begins with it. */
const belongs = (urn: string, workloads: ReadonlySet<string>): boolean => {
  const name = nameOf(urn);
  if (workloads.has(name)) return true;
  for (let end = name.lastIndexOf("-"); end > 0; end = name.lastIndexOf("-", end - 1))
    if (workloads.has(name.slice(0, end))) return true;
  return false;
};
