import { run } from "./support/command";
import { containers, requireDocker } from "./support/docker";
import { print, step } from "./support/terminal";
import { startOrder } from "./support/wake";
import { positionals, type Verb } from "./verb";

export const stop: Verb = {
  summary: "stop every container; volumes, images and state stay",
  onDockerOnly: true,
  help: `Studios end first, then engines, then what delivers. make start goes on from there.
  STACK=local   the stack`,
  run: async (args) => {
    positionals(args, 0);
    await requireDocker();
    const running = (await containers()).filter(({ state }) => state !== "exited" && state !== "created");
    if (running.length === 0) {
      print("nothing runs");
      return 0;
    }
    await step(`Stopped ${running.length} containers`, async () => {
      for (const group of startOrder(running).reverse()) await run("docker", ["stop", ...group.map(({ id }) => id)]);
    });
    return 0;
  },
};
