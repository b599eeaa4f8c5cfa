import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type Container, shortName } from "./support/docker";
import { Limit } from "./support/limit";
import { formatLog } from "./support/log-line";
import { platform, type Platform } from "./support/platform";
import { print } from "./support/terminal";
import { Failure, numberFrom, positionals, type Verb } from "./verb";

export const logs: Verb = {
  summary: "what the containers say, merged by time; STATION= ENGINE= CONTAINER= LINES= FOLLOW=1",
  help: `  STATION=id      of that station only
  ENGINE=a        of that engine only
  CONTAINER=name  of containers whose name holds this text
  LINES=50        so many lines of each container
  FOLLOW=1        go on until Ctrl-C
  STACK=local     the stack; one in a cluster by kubectl`,
  run: async (args) => {
    positionals(args, 0);
    const { required, containers, logCommand } = await platform();
    await required();
    const chosen = choose(await containers(), process.env);
    if (chosen.length === 0) throw new Failure("no container matches", "make status lists them");
    const lines = numberFrom("LINES", process.env.LINES, 50, 0, 100_000);
    await (process.env.FOLLOW ? follow(chosen, lines, logCommand) : past(chosen, lines, logCommand));
    return 0;
  },
};

/** Pure: the containers that the variables ask for. Those that only hold a network never say anything. */
export function choose(list: Container[], { STATION, ENGINE, CONTAINER }: NodeJS.ProcessEnv): Container[] {
  return list
    .filter(({ labels }) => labels["airpath.container"] !== "network")
    .filter(({ labels }) => !STATION || labels.station === STATION)
    .filter(({ labels }) => !ENGINE || labels.engine === ENGINE)
    .filter(({ name }) => !CONTAINER || name.includes(CONTAINER));
}

type CommandOf = Platform["logCommand"];

/** Each is a process. */
const readAtOnce = 16;
const followedAtOnce = 100;

async function past(chosen: Container[], lines: number, commandOf: CommandOf): Promise<void> {
  const found: { at: string; text: string }[] = [];
  const limit = new Limit(readAtOnce);
  await Promise.all(
    chosen.map((container) =>
      limit.run(() =>
        read(commandOf(container, ["--tail", String(lines)]), (at, text) =>
          found.push({ at, text: `${shortName(container)}  ${text}` }),
        ),
      ),
    ),
  );
  found.sort((a, b) => (a.at < b.at ? -1 : 1));
  for (const { at, text } of found) print(`${at.slice(0, 19)}Z  ${text}`);
}

async function follow(chosen: Container[], lines: number, commandOf: CommandOf): Promise<void> {
  if (chosen.length > followedAtOnce)
    throw new Failure(
      `${chosen.length} containers are too many to follow; allowed: ${followedAtOnce} at once`,
      "STATION=…, CONTAINER=…, or without FOLLOW=1",
    );
  const width = Math.max(...chosen.map((container) => shortName(container).length));
  await Promise.all(
    chosen.map((container) =>
      read(commandOf(container, ["--tail", String(lines), "--follow"]), (at, text) =>
        print(`${at.slice(0, 19)}Z  ${shortName(container).padEnd(width)}  ${text}`),
      ),
    ),
  );
}

function read([program, args]: ReturnType<CommandOf>, take: (at: string, text: string) => void): Promise<void> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => {
      const space = line.indexOf(" ");
      take(line.slice(0, space), formatLog(line.slice(space + 1)));
    });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve());
  });
}
