/** One station's life, from its inventory file to its runbooks. Pure: a stack's plan and what its components declare in, tables out. */
import { alerts } from "../../alerts/rules";
import { dashboardUid, runbookFile, runbookUrl } from "../../alerts/links";
import { objectives, periodDays } from "../../alerts/objectives";
import type { Alert, Subject } from "../../alerts/alert";
import { duration } from "../../alerts/promql";
import { containerNames } from "../../components/workload/container-names";
import type { ListedRuntime } from "../../components/workload/listed";
import type { Workload } from "../../components/workload/workload";
import { dashboards } from "../../dashboards";
import { contextOf } from "../../dashboards/dashboard";
import { blockOf } from "../../stacks/station-stacks";
import type { StationFile } from "../../station-inventory/inventory";
import { apiOffset, portStride } from "../../station-inventory/names";
import type { EngineLetter, EnginePlan, StationPlan } from "../../station-inventory/plan-types";
import { stationSchema } from "../../station-inventory/schema";
import type { FiledStack } from "./filed-stack";

export interface Section {
  title: string;
  rows: string[][];
  /** Sentences below the rows. */
  notes?: string[];
}

export interface Explained {
  filed: FiledStack;
  station: StationPlan;
  files: readonly StationFile[];
  /** What runs of this station, and of nothing else. */
  declared: Pick<ListedRuntime, "workloads" | "jobs">;
}

/** @returns the sections, in the order of the air path */
export const explanation = (explained: Explained): Section[] => [
  { title: "Inventory", rows: inventory(explained) },
  { title: "Inputs, the best first", rows: inputs(explained) },
  { title: "On air", rows: onAir(explained) },
  { title: "Encoded once for Icecast and HLS", rows: encodings(explained) },
  { title: "Icecast", rows: icecast(explained) },
  { title: "HLS", rows: hls(explained) },
  { title: "What runs", rows: running(explained) },
  { title: "Secrets, by name", rows: secrets(explained) },
  { title: "Scraped", rows: scraped(explained) },
  { title: "Alerts about it", ...alertsAbout(explained) },
  { title: "Dashboards", rows: dashboardRows(explained) },
  { title: "Planned work", rows: plannedWork(explained) },
];

function inventory({ station, files }: Explained): string[][] {
  const { id, kind, basePort, engines } = station;
  const stated = (each: StationFile) => (each.stations as { id: string }[]).find((one) => one.id === id);
  const file = files.find((each) => stated(each) !== undefined);
  const written = Object.keys((file && stated(file)) ?? {});
  const fields = Object.keys(stationSchema.shape).filter((field) => !written.includes(field));
  const blocks = engines.map(({ letter }, index) => {
    const first = basePort + index * portStride;
    return `${first}-${first + apiOffset} (${letter})`;
  });
  return [
    ["file", `station-inventory/${file?.file}, set "${file?.set}"`],
    ["kind", kind],
    ["ports", blocks.join(", ")],
    ["says itself", written.join(", ")],
    ["by default", fields.join(", ") || "nothing"],
    ...Object.entries(engines[0]?.placement ?? {}).map(([key, value]) => ["only where", `${key}=${value}`]),
  ];
}

const inputs = ({ station, filed }: Explained): string[][] =>
  (station.engines[0]?.inputs ?? []).map((input) => [
    input.name,
    `voie ${input.voie}`,
    input.selection,
    `${input.latencyMilliseconds} ms`,
    (filed.dialled[station.id] ?? [])
      .filter((each) => each.input === input.name)
      .map(({ engine, address }) => (input.call === undefined ? `${address} (${engine})` : `calls ${address}`))
      .filter((text, index, all) => all.indexOf(text) === index)
      .join("  "),
    input.detectBlank ? "" : "may be silent",
  ]);

function onAir({ station, filed }: Explained): string[][] {
  const own = station.engines[0]?.inputs.filter(({ selection }) => selection === "autofallback") ?? [];
  const { blank, switching, loudness } = station;
  return [
    ["by itself", [...own.map(({ name }) => name), "silence"].join(" → ")],
    ["an input is left", `after ${switching.lostAfterSeconds} s without anything`],
    ["or after", `${blank.maxSeconds} s under ${blank.thresholdDecibels} dB`],
    ["a better one is back", `when it has been good for ${switching.returnAfterSeconds} s`],
    ["loudness", `meant to be ${loudness.leastLufs} to ${loudness.mostLufs} LUFS`],
    ...(filed.runtime.kind === "docker" ? [["chosen by hand", `make livesource STATION=${station.id} INPUT=…`]] : []),
  ];
}

const encodings = ({ station }: Explained): string[][] =>
  (station.engines[0]?.encodings ?? []).map(({ format, encoder }) => [
    format,
    `by ${encoder}`,
    [
      ...station.streams.filter((stream) => stream.format === format).map(({ mount }) => mount),
      ...station.hls.renditions.filter((each) => each.format === format).map(({ playlist }) => playlist),
    ].join("  "),
  ]);

const once = (urls: readonly string[]): string => [...new Set(urls)].join("  ");
const urlsOf = ({ filed, station }: Explained) => filed.plan.urls.find((each) => each.station === station.id)!;

function icecast(explained: Explained): string[][] {
  const { station, filed } = explained;
  const { masters, shards } = filed.plan.icecast;
  const shard = shards.find(({ stations }) => stations.includes(station.id));
  const { icecast: urls } = urlsOf(explained);
  return [
    ["masters", masters.map(({ name }) => name).join(", ")],
    ["relays", `${shard?.relays.map(({ name }) => name).join(", ")} (${shard?.name})`],
    ...station.streams.map(({ format, engineMounts, silence }) => [
      format,
      [...engineMounts, silence ?? "nothing"].join(" → "),
      once(urls.filter((each) => each.format === format).map(({ url }) => url)),
    ]),
  ];
}

function hls(explained: Explained): string[][] {
  const { station, filed } = explained;
  const { origins, caches } = filed.plan.hls;
  const { renditions, segmentSeconds, windowSegments } = station.hls;
  return [
    ["origins", origins.map(({ name }) => name).join(", ")],
    ["caches", caches.map(({ name }) => name).join(", ")],
    ["segments", `${segmentSeconds} s, ${windowSegments} to wind back`],
    ["renditions", renditions.map(({ format, bandwidth }) => `${format} (${bandwidth} bit/s)`).join(", ")],
    ["listen", once(urlsOf(explained).hls.map(({ url }) => url))],
  ];
}

function running(explained: Explained): string[][] {
  const { filed, station, declared } = explained;
  const { runtime, stack } = filed;
  const { stationsPerStack } = runtime.kind === "kubernetes" ? runtime : {};
  const own = stationsPerStack === undefined ? stack : `${stack}-${blockOf(station, stationsPerStack)}`;
  const apis = new Map(urlsOf(explained).api.map(({ engine, url }) => [engine, url]));
  return [
    ["stack", own],
    ...declared.workloads.flatMap((workload) => {
      const api = workload.labels.component === "engine" ? apis.get(workload.labels.engine as EngineLetter) : undefined;
      return [
        [workload.name, resourcesOf(workload)],
        ["", objectsOf(filed, workload)],
        ...(api !== undefined && runtime.kind === "docker" ? [["", `operator API ${api}/status`]] : []),
      ];
    }),
    ...declared.jobs
      .filter(({ labels }) => labels.station === station.id)
      .map(({ name }) => [name, "a job before it is replaced: another engine of the station must be heard"]),
  ];
}

const resourcesOf = ({ resources, sidecars = [] }: Workload): string =>
  [{ name: "itself", resources }, ...sidecars]
    .map((each) => `${each.name} ${each.resources.cpu} cores, ${each.resources.memoryMebibytes} MiB`)
    .join("; ");

function objectsOf({ runtime }: FiledStack, workload: Workload): string {
  if (runtime.kind === "docker") return `containers ${containerNames(runtime.prefix, workload).join(", ")}`;
  const services = workload.ports.length > 0 ? ["Service"] : [];
  return `${["Deployment", ...services].join(" and ")} ${workload.name} in the namespace ${runtime.namespace}`;
}

function secrets({ station }: Explained): string[][] {
  const ofEngine = ({ letter, inputs, secrets: { source, upload } }: EnginePlan): string[][] => {
    const heldBy = (name: string) => inputs.filter((one) => one.passphraseSecret === name).map((one) => one.name);
    return [
      ...[...new Set(inputs.map((one) => one.passphraseSecret))].map((name) => [
        name,
        `SRT passphrase of ${heldBy(name).join(", ")} at engine ${letter}`,
      ]),
      [source, `publishes to Icecast, engine ${letter}`],
      [upload, `uploads to HLS origins, engine ${letter}`],
    ];
  };
  return [...station.engines.flatMap(ofEngine), [station.secrets.api, "writes to the operator API"]];
}

function scraped({ filed, station }: Explained): string[][] {
  const targets = filed.plan.prometheus.targets.filter(({ labels }) => labels.station === station.id);
  const jobs = [...new Set(targets.map(({ job }) => job))];
  const lost = Math.round((1 - objectives[station.kind]) * periodDays * 24 * 60);
  return [
    ...jobs.map((job) => [job, targets.flatMap((each) => (each.job === job ? each.address : [])).join(", ")]),
    ["heard", `by ${filed.plan.prober.name}, every public stream in turn`],
    ["promised", `${objectives[station.kind] * 100} % of seconds: of ${periodDays} days it may lose ${lost} minutes`],
  ];
}

function alertsAbout({ filed }: Explained): Omit<Section, "title"> {
  const all = Object.entries(alerts(filed.plan)) as [Subject, Alert[]][];
  const of = (wanted: Alert["about"]) =>
    all.flatMap(([subject, list]) =>
      list.filter(({ about }) => about === wanted).map((alert) => ({ subject, ...alert })),
    );
  return {
    rows: of("station").map((alert) => [
      alert.name,
      alert.severity,
      alert.for.seconds === 0 ? "at once" : `after ${duration(alert.for.seconds)}`,
      dashboardUid(alert.subject, alert),
      `runbooks/${runbookFile(alert.name)}`,
    ]),
    notes: [
      `${of("fleet").length} more are about what stations share: docs/monitoring.md`,
      `each runbook is served at ${runbookUrl(filed.links, "NAME")}`,
    ],
  };
}

function dashboardRows({ filed, station }: Explained): string[][] {
  return dashboards(contextOf(filed.plan)).flatMap(({ uid, title, description, templating }) => {
    const variables = (templating?.list ?? []).map(({ name }) => name);
    if (!variables.includes("station") && !variables.includes("kind")) return [];
    const chosen = variables.includes("station") ? `?var-station=${station.id}` : "";
    return [[title ?? "", `${filed.links.dashboards}d/${uid}${chosen}`, description ?? ""]];
  });
}

const plannedWork = ({ station: { id }, filed }: Explained): string[][] => [
  ["an engine out", "runbooks/maintenance-engine.md"],
  ["other passphrases", "runbooks/rotate-secrets.md"],
  ["off the air for good", "runbooks/remove-station.md"],
  ...(filed.runtime.kind === "docker"
    ? [["quiet meanwhile", `make mute-alerts STATION=${id} FOR=2h WHY="planned work"`]]
    : []),
];
