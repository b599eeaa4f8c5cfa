/** A headless Chromium that draws pages which need nothing else: in a container, or the one that CHROMIUM names. */
import { createServer } from "node:net";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { repository } from "../../toolchain/paths";
import { execute, run, sleep } from "./command";

const image = "airpath/browser:drawing";

export interface ChromiumOptions {
  /** Reference of the base image from which the browser's is built. */
  base: () => string;
  /** Path of a Chromium on this machine; without it, one is built into an image (tests/browser). */
  executable?: string;
  /** Name of the container. */
  container: string;
}

/** Starts it, runs what wants it, and leaves no container, whatever happens. The image stays, for the next time; `make clean` removes it. */
export async function withChromium<T>(options: ChromiumOptions, use: (browser: Browser) => Promise<T>): Promise<T> {
  const { executable, container } = options;
  if (executable) {
    const browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox"] });
    return use(browser).finally(() => browser.close());
  }
  const context = join(repository, "tests/browser");
  const labels = ["--label", "airpath.image=browser"];
  await run("docker", [
    "build",
    "--quiet",
    "--build-arg",
    `BASE=${options.base()}`,
    ...labels,
    "--tag",
    image,
    context,
  ]);
  const port = await freePort();
  await execute("docker", ["rm", "--force", container]);
  try {
    // Drawing must not take the time of what is on air.
    const shared = ["--network", "host", "--shm-size", "256m", "--cpu-shares=2"];
    await run("docker", ["run", "--detach", "--name", container, ...shared, image, `--remote-debugging-port=${port}`]);
    const browser = await connected(port, container);
    return await use(browser).finally(() => browser.close());
  } finally {
    await execute("docker", ["rm", "--force", container]);
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

async function connected(port: number, container: string): Promise<Browser> {
  const end = Date.now() + 20_000;
  for (;;) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    } catch (error) {
      if (Date.now() > end) {
        const { stdout, stderr } = await execute("docker", ["logs", container]);
        throw new Error(`Chromium does not answer: ${(stdout + stderr).slice(-500)}`, { cause: error });
      }
      await sleep(500);
    }
  }
}
