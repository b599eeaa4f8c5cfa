/** A registry for images, for tests alone: Debian's package. Installed, it would keep one running on the machine's port 5000. */
import { join } from "node:path";
import { run } from "./command";
import { unpackPackages } from "./debian-programs";
import { inCache } from "./paths";
import { runStep, thereAlready } from "./step";
import { versions } from "./versions";

const { suite } = versions.debian;
const folder = () => inCache("tools", `docker-registry-${suite}`);
const program = () => join(folder(), "usr", "bin", "docker-registry");

/** @returns the path of the program; brings it when it is not there yet */
export async function dockerRegistry(): Promise<string> {
  await runStep({
    name: "registry for images",
    ways: [
      thereAlready(`Debian ${suite}'s`, program()),
      {
        name: "Debian's package",
        attempt: async () => {
          await unpackPackages(folder(), ["docker-registry"]);
          return (await run(program(), ["--version"])).trim().split(" ").at(-1)!;
        },
      },
    ],
    fix: "give this machine a Debian archive (AIRPATH_DEBIAN_MIRROR=http://…/debian names one); then run make test-kubernetes again",
  });
  return program();
}
