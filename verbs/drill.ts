import { join } from "node:path";
import { repository } from "../toolchain/paths";
import { drills } from "../tests/drills/drills";
import { show } from "./support/command";
import { positionals, UsageError, type Verb } from "./verb";

export const drill: Verb = {
  summary: "break parts of the running stack while listeners listen, one JSON line a drill and station; DRILL=name",
  help: `Each drill connects listeners to every stream, does one thing to one part (kills it, hangs it, ends it), and prints what they noticed:
{drill, station, listeners_dropped, reconnect_ms, audible_gap_ms, hls_stalls, hls_failures, hls_timeline_gap_ms, recovered_ms, pass, missed}.
  DRILL=text   only those whose name begins so: ${drills.map(({ name }) => name).join(", ")}
Without DRILL, all of them, and their table is written to docs/drills.md.
The stack must be on air (make start). It is left on air. Exit code 0: every one passed.`,
  run: (args) => {
    positionals(args, 0);
    const wanted = process.env.DRILL ?? "";
    if (!drills.some(({ name }) => name.startsWith(wanted)))
      throw new UsageError(
        `DRILL is "${wanted}"; allowed: ${drills.map(({ name }) => name).join(", ")}, or how they begin`,
      );
    return show(process.execPath, ["--import", "tsx", join(repository, "tests", "drills", "main.ts")], {
      cwd: repository,
    });
  },
};
