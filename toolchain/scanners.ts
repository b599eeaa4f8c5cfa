/** What looks at a cluster's objects with other people's rules: fetched or built when somebody asks for it, and not by `make setup`. */
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { installPackages } from "./apt";
import { run } from "./command";
import { download } from "./download";
import { goBuild } from "./go";
import { inCache, placeFolder, repository } from "./paths";
import { runStep, type Step, thereAlready } from "./step";
import { versions } from "./versions";

/** All that is installed, each package by version and hash. */
const requirements = join(repository, "toolchain", "build", "checkov", "requirements.txt");

export const checkovVersion = /^checkov==(\S+)/m.exec(readFileSync(requirements, "utf8"))![1]!;
const kubeScoreVersion = versions.kubeScore.pinned;

const checkovFolder = () => inCache("tools", `checkov-${checkovVersion}`);
const kubeScoreFolder = () => inCache("tools", `kube-score-${kubeScoreVersion}`);

/** Python, and the program that it is given: a virtual environment's own scripts name the folder in which they were made. */
export const checkov = (): [python: string, program: string] => [
  join(checkovFolder(), "bin", "python3"),
  join(checkovFolder(), "bin", "checkov"),
];
export const kubeScore = (): string => join(kubeScoreFolder(), "kube-score");

const again = "then run make test-kubernetes again";

const checkovStep = (): Step => ({
  name: "checkov",
  ways: [
    thereAlready(checkovVersion, checkov()[1]),
    { name: "PyPI", announce: "installs a hundred Python packages into the cache", attempt: installCheckov },
    {
      name: "PyPI, with Debian's python3-venv",
      attempt: async () => {
        await installPackages(["python3-venv"], "without recommends");
        return installCheckov();
      },
    },
  ],
  fix: `give this machine Python 3.11 or newer with venv, and PyPI; ${again}`,
});

async function installCheckov(): Promise<string> {
  await placeFolder(checkovFolder(), async (folder) => {
    await run("python3", ["-m", "venv", folder]);
    const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"];
    await run("nice", ["-n", "5", join(folder, "bin", "python3"), ...pip, "-r", requirements]);
  });
  return checkovVersion;
}

const kubeScoreStep = (): Step => ({
  name: "kube-score",
  ways: [
    thereAlready(kubeScoreVersion, kubeScore()),
    { name: "download", attempt: () => placeKubeScore(fetchKubeScore) },
    {
      name: "build",
      announce: "builds from Go modules, about 2 minutes",
      attempt: () =>
        placeKubeScore((folder) =>
          goBuild("kube-score", "github.com/zegl/kube-score/cmd/kube-score", join(folder, "kube-score"), ""),
        ),
    },
  ],
  fix: `give this machine the internet or a Go module proxy (GOPROXY); ${again}`,
});

async function placeKubeScore(bring: (folder: string) => Promise<void>): Promise<string> {
  await placeFolder(kubeScoreFolder(), async (folder) => {
    await bring(folder);
    chmodSync(join(folder, "kube-score"), 0o755);
  });
  return kubeScoreVersion;
}

async function fetchKubeScore(folder: string): Promise<void> {
  const archive = join(folder, "kube-score.tar.gz");
  const release = `https://github.com/zegl/kube-score/releases/download/v${kubeScoreVersion}`;
  await download(`${release}/kube-score_${kubeScoreVersion}_linux_amd64.tar.gz`, archive);
  await run("tar", ["-xzf", archive, "-C", folder]);
  rmSync(archive);
}

export async function scanners(): Promise<void> {
  await runStep(checkovStep());
  await runStep(kubeScoreStep());
}
