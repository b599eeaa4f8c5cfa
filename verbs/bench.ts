import { join } from "node:path";
import { repository } from "../toolchain/paths";
import { show } from "./support/command";
import { positionals, type Verb } from "./verb";

export const bench: Verb = {
  summary: "measure what must be reached, one JSON line each; FROM_NOTHING=1 also from an empty cache",
  help: `Each line: {name, values, unit, reference, ratio, pass}. Lower is better; ratio is the median over the reference.
  FROM_NOTHING=1   also make start with no tools and no images cached (the tool cache is moved aside and back)
  LONG=1           memory after 10 minutes and its growth to minute 30, instead of after 2
  ONLY=text        only those whose name holds it: plan, preview, dashboards, gaps, offset, latency, engine, start
Exit code 0: every one passed.`,
  run: (args) => {
    positionals(args, 0);
    return show(process.execPath, ["--import", "tsx", join(repository, "bench", "bench.ts")], { cwd: repository });
  },
};
