/** A real Chromium in a container, for pages that play what the stack serves. */
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { ourImage } from "../../verbs/support/docker";
import { docker, repository } from "./stack";

const port = 9222;
const name = "airpath-test-browser";
const image = "airpath-test/browser";

/** Builds and starts it, runs what wants it, and leaves nothing but the build's cache. */
export async function withBrowser<T>(use: (browser: Browser) => Promise<T>): Promise<T> {
  const base = await ourImage("base");
  await docker("build", "--quiet", "--build-arg", `BASE=${base}`, "--tag", image, join(repository, "tests/browser"));
  await docker("rm", "--force", name);
  try {
    await docker("run", "--detach", "--name", name, "--network", "host", "--shm-size", "256m", image);
    const browser = await connected();
    return await use(browser);
  } finally {
    await docker("rm", "--force", name);
    await docker("rmi", "--force", image);
  }
}

async function connected(): Promise<Browser> {
  const end = Date.now() + 20_000;
  for (;;) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    } catch (error) {
      if (Date.now() > end)
        throw new Error(`Chromium does not answer: ${await docker("logs", name)}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
