/** What every nginx of ours has in common. */
import { join } from "node:path/posix";
import { configFolder, type Reload } from "./workload/workload";

export const nginxPath = join(configFolder, "nginx.conf");

/** New workers take over; the old ones finish what they have begun. Shared memory stays where its size does. */
export const nginxReload: Reload = { check: ["nginx", "-t", "-q", "-e", "stderr", "-c", nginxPath], signal: "HUP" };

/** @returns the next power of two: memory of that size is the same for most fleets of about a size, and who takes up changed files keeps it. */
export const roomy = (size: number): number => 2 ** Math.ceil(Math.log2(size));
