import { join } from "node:path";
import { repository } from "../toolchain/paths";
import { drills, wantedDrills } from "../tests/drills/drills";
import { show } from "./support/command";
import { positionals, UsageError, type Verb } from "./verb";

export const drill: Verb = {
  summary: "break parts of the running stack while listeners listen, one JSON line a drill and station; DRILL=name",
  onDockerOnly: true,
  help: `Each drill connects listeners to every stream, does one thing to one part (kills it, hangs it, ends it), and prints what they noticed:
{drill, station, listeners_dropped, reconnect_ms, audible_gap_ms, hls_stalls, hls_failures, hls_timeline_gap_ms, recovered_ms, pass, missed}.
  DRILL=text   only those whose name begins so: ${drills.map(({ name }) => name).join(", ")}
  DRILL=core   only those that matter most: ${wantedDrills("core").length} of ${drills.length}
  DRILL=a,b    several of those
  FROM=v1.2.3  what DRILL=upgrade comes from: a release or any commit. Absent: the last release
Without DRILL, all of them: some two hours. What each showed last is kept, and stands in docs/drills.md.
One that fails is done once more, and the second time counts.
The stack must be on air (make start). It is left on air. Exit code 0: every one passed.`,
  run: (args) => {
    positionals(args, 0);
    const wanted = process.env.DRILL ?? "";
    if (wantedDrills(wanted).length === 0)
      throw new UsageError(
        `DRILL is "${wanted}"; allowed: core, ${drills.map(({ name }) => name).join(", ")}, or how they begin`,
      );
    return show(process.execPath, ["--import", "tsx", join(repository, "tests", "drills", "main.ts")], {
      cwd: repository,
    });
  },
};
