/** A real Chromium in a container, for pages that play; and ffmpeg beside it, for what they play. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { baseImage } from "../../toolchain/base-image";
import { repository } from "../../toolchain/paths";
import { runStep } from "../../toolchain/step";
import { run } from "../../verbs/support/command";

const port = 9222;
const name = "airpath-test-browser";
const image = "airpath-test/browser";

export interface Machine {
  browser: Browser;
  /** Starts ffmpeg; it may write in `folder`, under the same path. It ends with the browser. */
  ffmpeg(args: string[], folder: string): ChildProcess;
}

type Use<T> = (machine: Machine) => Promise<T>;

/** AIRPATH_BROWSER: a Chromium of this machine, by its path, and this machine's ffmpeg, instead of the container's. */
const own = process.env.AIRPATH_BROWSER;

/** Builds and starts it, runs what wants it, and leaves nothing but the build's cache. */
export async function withBrowser<T>(use: Use<T>): Promise<T> {
  return own === undefined ? inContainer(use) : onThisMachine(own, use);
}

async function inContainer<T>(use: Use<T>): Promise<T> {
  const { detail: base } = await runStep(baseImage(), () => undefined);
  await run("docker", [
    "build",
    "--quiet",
    "--build-arg",
    `BASE=${base}`,
    "--tag",
    image,
    join(repository, "tests/browser"),
  ]);
  await remove();
  const started: string[] = [];
  const ffmpeg = (args: string[], folder: string) => {
    const container = `${name}-ffmpeg-${started.push("")}`;
    const how = ["run", "--rm", "--name", container, "--network=none", "--volume", `${folder}:${folder}`];
    const who = process.getuid === undefined ? [] : ["--user", `${process.getuid()}:${process.getgid?.()}`];
    started[started.length - 1] = container;
    return spawn("docker", [...how, ...who, "--entrypoint=ffmpeg", image, ...quiet, ...args], { stdio: output });
  };
  try {
    // Docker would give it as much as four engines, and it starts as those play: they fell behind by seconds.
    const shared = ["--network", "host", "--shm-size", "256m", "--cpu-shares=51"];
    await run("docker", ["run", "--detach", "--name", name, ...shared, image]);
    const browser = await connected();
    return await use({ browser, ffmpeg });
  } finally {
    await remove(...started);
    await run("docker", ["rmi", "--force", image]);
  }
}

const remove = (...others: string[]) => run("docker", ["rm", "--force", name, ...others]);

const quiet = ["-hide_banner", "-nostdin", "-loglevel", "error"];
const output: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];

const flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--mute-audio"];
const silenced = ["--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"];

async function onThisMachine<T>(path: string, use: Use<T>): Promise<T> {
  const children: ChildProcess[] = [];
  const browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox", ...flags, ...silenced] });
  const ffmpeg = (args: string[]) => {
    const child = spawn("ffmpeg", [...quiet, ...args], { stdio: output });
    children.push(child);
    return child;
  };
  try {
    return await use({ browser, ffmpeg });
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await browser.close();
  }
}

async function connected(): Promise<Browser> {
  const end = Date.now() + 20_000;
  for (;;) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    } catch (error) {
      if (Date.now() > end)
        throw new Error(`Chromium does not answer: ${await run("docker", ["logs", name])}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
