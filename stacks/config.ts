import { z } from "zod";
import {
  defaultSettings,
  listenerAddresses as addressForms,
  most,
  replaceable,
} from "../station-inventory/fleet-settings";
import { stationSets } from "../station-inventory/inventory";
import { edgeAllowed, edgeConfig } from "./edge-config";
import { siteName } from "./stack-name";

const setting = <T extends z.ZodType>(schema: T, allowed: string): T => schema.meta({ allowed });
const port = (fallback: number) => setting(z.int().min(1).max(65535).default(fallback), "a TCP port, 1-65535");
const count = (name: keyof typeof most) =>
  setting(z.int().min(1).max(most[name]).default(defaultSettings[name]), `1-${most[name]}`);
const flag = (fallback: boolean) => setting(z.boolean().default(fallback), "true or false");

/** HOST[:PORT][/PATH] of a registry, without a scheme. */
export const registryPattern = /^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)*$/;

// In this order or the other; what is in them, OpenSSL and HAProxy judge.
const pemPair = /^(?=[^]*-----BEGIN CERTIFICATE-----)(?=[^]*-----BEGIN (?:EC |RSA )?PRIVATE KEY-----)/;

/** Which stations run: a set of the inventory, or ids. */
const stations = (fallback: (typeof stationSets)[number]) =>
  setting(
    z.union([z.enum(stationSets), z.array(z.string()).min(1)]).default(fallback),
    `${stationSets.map((set) => `"${set}"`).join(", ")}, or a list of ids such as ["rivage"]`,
  );

/** What keeps logs. */
const kept = z.strictObject({
  days: z.int().min(1).max(3650).default(14),
  gibibytes: z.int().min(1).max(10_000).default(10),
  port: z.int().min(1).max(65535).default(9428),
});

/** What `Pulumi.local.yaml` may set, under `airpath:`. */
export const localConfig = z.strictObject({
  stations: stations("demo"),
  /** IP address that listeners' and studios' ports bind to. Loopback unless somebody else is to hear. */
  listenAddress: setting(
    z.union([z.ipv4(), z.ipv6()]).default("127.0.0.1"),
    "an IP address of this machine, or 0.0.0.0",
  ),
  /** TCP port of the first front, HTTP; the next fronts take the following ports. */
  listenPort: port(defaultSettings.listenPort),
  /** TCP port of the first front, HTTPS; the next fronts take the following ports. */
  tlsPort: port(defaultSettings.tlsPort),
  /** TCP port of the first Prometheus; on loopback whatever listenAddress says. */
  prometheusPort: port(defaultSettings.prometheusPort),
  /** TCP port of the first Alertmanager; on loopback. */
  alertmanagerPort: port(defaultSettings.alertmanagerPort),
  /** TCP port at which one sees which alerts arrived, and reads the runbooks; on loopback. */
  alertSinkPort: port(defaultSettings.alertSinkPort),
  /** TCP port at which work that ends leaves its numbers, `make drift` for one; on loopback. */
  pushgatewayPort: port(defaultSettings.pushgatewayPort),
  /** How many Prometheus and Alertmanagers. 2: one may die, and the other tells. */
  prometheuses: count("prometheuses"),
  alertmanagers: count("alertmanagers"),
  /** How many Icecast masters, relays a shard of stations, HLS origins, caches and fronts. 2: one may die. */
  masters: count("masters"),
  relays: count("relays"),
  origins: count("origins"),
  caches: count("caches"),
  fronts: count("fronts"),
  /** Listeners at once on one relay. */
  listenersPerRelay: count("listenersPerRelay"),
  /** Mounts on one relay; stations with more than that are divided into shards. */
  mountsPerRelay: count("mountsPerRelay"),
  /** Any word by component; another one has all of its containers replaced as they are, one of each kind at a time. */
  revisions: setting(
    z
      .partialRecord(
        z.enum(replaceable),
        // What reads as a number is meant as a word.
        z.coerce.string().regex(/^[\w.-]{1,63}$/),
      )
      .default(defaultSettings.revisions),
    `words of up to 63 letters, digits, dots and dashes for any of ${replaceable.join(", ")}: {"engine": "2"}`,
  ),
  /**
   * Ids of stations that a change reaches first: all others wait until both engines of each have had the programme for a minute, and stay as they are where one
   * has not. Choose stations that are on air at all hours.
   */
  canaries: setting(z.array(z.string()).default(defaultSettings.canaries), 'a list of ids such as ["rivage"]'),
  /** How many stations a change reaches at once; of each, one engine after the other. */
  stationsAtOnce: count("stationsAtOnce"),
  /** How logs tell listeners' addresses, here and at the CDN; for how long, docs/listener-addresses.md says. */
  listenerAddresses: setting(
    z.enum(addressForms).default(defaultSettings.listenerAddresses),
    '"masked", the network alone (IPv4 /24, IPv6 /48), or "whole"',
  ),
  /** Fewest engines a station may have. 2: one may die. */
  minimumRedundancy: setting(z.int().min(1).max(4).default(2), "1-4"),
  /**
   * Whether something tells what containers and programs use of the machine. It sees the names and command lines of all processes of the machine, as a user
   * without any right, and has no part of Docker's API.
   */
  machineMetrics: flag(defaultSettings.machineMetrics),
  /** Whether simulated studios call the stations. False where real ones do. */
  studio: flag(true),
  /** Who is told of alerts beside the local receiver; what is secret of it stands in `secrets`, under "alerts/…". */
  alertReceivers: setting(
    z
      .strictObject({
        webhook: z.boolean().optional(),
        slack: z.strictObject({ channel: z.string().regex(/^[#@][^\s]+$/) }).optional(),
        pagerduty: z.boolean().optional(),
        email: z
          .strictObject({
            to: z.email(),
            from: z.email(),
            smarthost: z.string().regex(/^[A-Za-z0-9.-]+:[1-9][0-9]*$/),
            username: z.string().min(1),
          })
          .optional(),
        heartbeat: z.boolean().optional(),
      })
      .default({}),
    '{"webhook": true, "pagerduty": true, "heartbeat": true, "slack": {"channel": "#on-air"}, "email": {"to", "from", "smarthost", "username"}}, any of them',
  ),
  /** Where Grafana answers: alerts link to its dashboards. */
  grafanaUrl: setting(z.url().default("http://127.0.0.1:3000/"), "a URL that ends with a slash"),
  /** From which secrets are derived. Default: the file that set-up made. */
  rootSecret: setting(
    z
      .string()
      .regex(/^[0-9a-f]{64,}$/)
      .optional(),
    "64 or more hex digits, as a Pulumi secret",
  ),
  /** What fronts show listeners over HTTPS. Default: the self-signed one that set-up made. */
  tlsCertificate: setting(
    z.string().regex(pemPair).optional(),
    "a certificate, those that vouch for it, and its private key, in PEM, as a Pulumi secret",
  ),
  /** A Grafana that is there already, to which dashboards are brought. `prometheusUrl`: where it reaches Prometheus. */
  grafana: setting(
    z.strictObject({ url: z.url(), auth: z.string().min(1), prometheusUrl: z.url() }).optional(),
    '{"url", "auth", "prometheusUrl"} as a Pulumi secret; auth: a token, or "user:password"',
  ),
  /**
   * What is kept of what containers say, once `make log-tools` has brought what keeps it: for how many days, in how many GiB at most, and at which port
   * of loopback one asks. Absent: nothing but Docker's own files, 30 MB a container.
   */
  logs: setting(kept.optional(), '{"days": 14, "gibibytes": 10, "port": 9428}, any of them'),
  /** Secrets agreed with others, by name: {"srt/rivage": "…"}. */
  secrets: setting(z.record(z.string(), z.string()).default({}), "an object of names and values, as a Pulumi secret"),
});

export type LocalConfig = z.output<typeof localConfig>;

/** What both kinds of stack may set. */
const { prometheuses, alertmanagers, masters, relays, origins, caches, fronts, listenersPerRelay, mountsPerRelay } =
  localConfig.shape;
const { revisions, listenerAddresses, minimumRedundancy, alertReceivers, grafanaUrl, secrets } = localConfig.shape;
const { canaries, stationsAtOnce } = localConfig.shape;
const shared = {
  ...{ prometheuses, alertmanagers, masters, relays, origins, caches, fronts, listenersPerRelay, mountsPerRelay },
  ...{ revisions, listenerAddresses, minimumRedundancy, alertReceivers, grafanaUrl, secrets },
  ...{ canaries, stationsAtOnce },
};

const portNumber = z.int().min(1).max(65535);

/** A Prometheus Operator's own. */
export const operatorConfig = z.strictObject({
  namespace: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
    .default("monitoring"),
  labels: z.record(z.string(), z.string()).default({}),
});

const cluster = z.strictObject({ server: z.url(), context: z.string().min(1).optional() });
const address = z.union([z.hostname(), z.ipv4(), z.ipv6()]);

const ownSite = z.strictObject({
  name: z.string().regex(siteName),
  networks: z.array(z.union([z.cidrv4(), z.cidrv6()])).min(1),
});
const otherSite = ownSite.extend({ cluster, address });
const sites = z
  .tuple([ownSite, otherSite], otherSite)
  .refine((all) => all.length <= 4 && new Set(all.map(({ name }) => name)).size === all.length);
const sitesAllowed =
  '2-4 of {"name": "south", "networks": ["10.20.0.0/16"], "cluster": {"server": "https://…"}, "address"}, each of another name, of letters; the first without cluster and address';

/** What `Pulumi.preprod.yaml` and `Pulumi.prod.yaml` may set, under `airpath:`. */
export const clusterConfig = z.strictObject({
  stations: stations("fleet"),
  /** The one cluster that the stack lives in; `up` refuses any other. `context`: in the kubeconfig; default: one that leads there. */
  cluster: setting(
    cluster,
    '{"server": "https://…"}, its API server as the kubeconfig has it, and the "context" where several lead there',
  ),
  /** Host name or IP address at which studios reach the cluster's nodes, and listeners what is exposed at node ports. */
  address: setting(address, "a host name or an IP address"),
  /**
   * Several sites, clusters or regions of which one may be lost. The first is this stack's own cluster; each other one is a stack beside it, "prod-south",
   * brought up after it, and has a cluster and an address of its own. Engines, masters, relays, origins, caches, fronts and who watches are dealt out to them
   * in turn. `networks`: from which addresses pods of the site call the others. Absent: one site. docs/sites.md.
   */
  sites: setting(sites.optional(), sitesAllowed),
  /** By which domain clusters of a mesh call what another one exports (Multi-Cluster Services API). */
  clustersetDomain: setting(z.hostname().default("clusterset.local"), "a domain"),
  /** In how many zones the nodes stand; from two on, no two engines of a station share one. */
  zones: setting(z.int().min(1).max(8).default(2), "1-8"),
  /**
   * What part of the processors that each container is measured to want at its busiest is kept for it on a node. Less than 1 where few listen and nodes are
   * small: what is kept decides where pods fit, and who comes first on a busy node; nobody is held back by it.
   */
  cpuReserved: setting(z.number().min(0.1).max(1).default(1), "0.1-1"),
  /** How listeners and studios get in. */
  exposure: setting(
    z
      .strictObject({
        listeners: z.enum(["LoadBalancer", "NodePort"]).default("LoadBalancer"),
        studios: z.enum(["LoadBalancer", "NodePort"]).default("NodePort"),
      })
      .prefault({}),
    '{"listeners", "studios"}, each "LoadBalancer" or "NodePort"',
  ),
  /**
   * Which node ports stand for which ports of the plan, where these are none: ranges that begin at `nodePort`. Load balancers' ones too, which the cluster
   * would otherwise choose, from studios' perhaps; a load balancer for listeners has one more, at which it asks which nodes have the front.
   */
  nodePorts: setting(
    z
      .array(
        z.strictObject({
          from: portNumber,
          to: portNumber,
          nodePort: portNumber,
          healthCheckNodePort: portNumber.optional(),
        }),
      )
      .default([]),
    'a list of {"from": 10100, "to": 10199, "nodePort": 30000}',
  ),
  /** Ports that load balancers show, by the container's: {"8443": 443}. */
  loadBalancerPorts: setting(
    z.record(z.string().regex(/^[0-9]+$/), portNumber).default({}),
    '{"8000": 80, "8443": 443}',
  ),
  /** Where images come from, by digest, as stacks/release.json has them. Absent: nodes hold them. */
  imageRegistry: setting(z.string().regex(registryPattern).optional(), "HOST[:PORT][/PATH], without a scheme"),
  /** Secrets in the namespace with which the registry gives images away. */
  imagePullSecrets: setting(z.array(z.string()).default([]), "a list of names of secrets"),
  /** Class of persistent volumes. Absent: the cluster's default. */
  storageClass: setting(z.string().min(1).optional(), "a storage class of the cluster"),
  /** Domain of the cluster's name service. */
  clusterDomain: setting(z.hostname().default("cluster.local"), "a domain"),
  /**
   * Who watches. "managed": our own Prometheus and Alertmanager. "operator": those of a Prometheus Operator that the cluster has, which takes scrape
   * configurations, rules and routes from the namespace; dashboards lie there for Grafana's sidecar.
   */
  monitoring: setting(z.enum(["managed", "operator"]).default("managed"), '"managed" or "operator"'),
  /**
   * Of that operator: the namespace of its Prometheus and Alertmanager, and the labels by which these choose what is theirs. Absent: "monitoring", and
   * they take whatever is there.
   */
  operator: setting(
    operatorConfig.optional(),
    '{"namespace": "monitoring", "labels": {"release": "kube-prometheus-stack"}}',
  ),
  /**
   * How many stations stand together in a stack of their own, by their base ports: 20: prod-10000, prod-10200 and so on, which take their settings from
   * this one. Pulumi writes a stack's whole state at each step, so that the time it takes grows with the square of what a stack holds. Another number
   * is other stacks: choose once. Absent: all of them stand in this one.
   */
  stationsPerStack: setting(z.int().min(1).max(1000).optional(), "1-1000"),
  /** What AWS stands before it, brought up afterwards as the stack "prod-edge". Absent: listeners call the fronts. */
  edge: setting(edgeConfig.optional(), edgeAllowed),
  /** Whether `up` waits for each roll-out. Only without is one engine replaced while the other still starts. */
  awaitRollouts: flag(true),
  ...shared,
  /**
   * What is kept of what containers say, once `make log-tools` has brought what keeps it: for how many days, in how many GiB at most. `collector`: ours
   * brings the lines, from every node, out of a namespace beside the platform's whose pods may see their node; false: the cluster's own does, to the store.
   * Absent: nothing but the kubelet's own files.
   */
  logs: setting(
    kept.extend({ collector: z.boolean().default(true) }).optional(),
    '{"days": 14, "gibibytes": 10, "port": 9428, "collector": true}, any of them',
  ),
  /** From which secrets are derived. */
  rootSecret: setting(z.string().regex(/^[0-9a-f]{64,}$/), "64 or more hex digits, as a Pulumi secret"),
  /** What fronts show listeners over HTTPS. */
  tlsCertificate: setting(
    z.string().regex(pemPair),
    "a certificate, those that vouch for it, and its private key, in PEM, as a Pulumi secret",
  ),
});

export type ClusterConfig = z.output<typeof clusterConfig>;

/** The same without what is secret. */
export const plainClusterConfig = clusterConfig.omit({ rootSecret: true, tlsCertificate: true, secrets: true });

export type PlainClusterConfig = z.output<typeof plainClusterConfig>;
