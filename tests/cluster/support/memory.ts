import { readdirSync, readFileSync } from "node:fs";

/** Watches how much memory processes of one program take at most, by what the kernel remembers of each. */
export class MemoryWatch {
  private most = 0;
  private readonly timer: NodeJS.Timeout;

  /** @param program as its command line has it: "pulumi-resource-kubernetes" */
  constructor(private readonly program: string) {
    this.timer = setInterval(() => this.look(), 500).unref();
  }

  /** @returns MiB of the largest */
  stop(): number {
    clearInterval(this.timer);
    return this.most;
  }

  private look(): void {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const command = read(`/proc/${pid}/cmdline`).split("\0")[0] ?? "";
      if (!command.endsWith(this.program)) continue;
      const kibibytes = Number(/^VmHWM:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
      this.most = Math.max(this.most, Math.round(kibibytes / 1024));
    }
  }
}

/** Processes end while one looks. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
