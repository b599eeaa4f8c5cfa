/** What tests of both renderers declare. */
import type { Image, Job, Probe, Workload } from "./workload";

export const probe: Probe = {
  check: { httpPort: 80, path: "/ok" },
  periodSeconds: 5,
  timeoutSeconds: 2,
  failures: 3,
  startupSeconds: 10,
};

/** @returns a workload with what must be said, and every way to publish a port */
export const plainWorkload = (image: Image): Workload => ({
  name: "web-1",
  image,
  ports: [
    { name: "http", number: 80, protocol: "tcp", publish: { hostPort: 8080, audience: "listeners" } },
    { name: "srt", number: 10000, protocol: "udp", publish: { hostPort: 20000, audience: "studios" } },
    { name: "api", number: 7000, protocol: "tcp", publish: { hostPort: 10009, audience: "operators" } },
    { name: "private", number: 81, protocol: "tcp" },
  ],
  readiness: probe,
  liveness: { ...probe, check: { command: ["test", "-e", "/tmp/it's alive"] }, failures: 2 },
  resources: { cpu: 0.25, memoryMebibytes: 128 },
  gracePeriodSeconds: 12,
  labels: { component: "web" },
});

/** What may be said besides; volumes are each renderer's own. */
export const everythingElse = {
  command: ["serve", "--all"],
  environment: { MODE: "on air" },
  files: [{ path: "/etc/airpath/web.conf", content: "port 80" }],
  secretFiles: [{ path: "/etc/airpath/secrets/token", content: "t0ken" }],
  spreadGroup: "web",
  placement: { site: "paris" },
} satisfies Partial<Workload>;

export const plainJob = (image: Image): Job => ({
  name: "check",
  image,
  command: ["check", "--all"],
  files: [{ path: "/etc/airpath/a", content: "a" }],
  resources: { cpu: 1, memoryMebibytes: 64 },
  labels: { component: "check" },
});
