import { requireDocker } from "./support/docker";
import { loudness, verdictCell } from "./support/overview";
import { stackOutputs } from "./support/pulumi";
import { hear, publicStreams } from "./support/streams";
import { bold, columns, print } from "./support/terminal";
import { Failure, numberFrom, positionals, type Verb } from "./verb";

export const check: Verb = {
  summary: "decode every public stream for SECONDS=3, tell whose programme plays; fails on silence",
  onDockerOnly: true,
  help: `Decodes every Icecast format and every HLS rendition as a listener would, all at once.
  SECONDS=3     how long, 3-60
  STATION=id    of that station only
  STACK=local   the stack
Exit code 0: every stream plays its own station's programme (or one without the simulated studio's signature), audibly.`,
  run: async (args) => {
    const [given] = positionals(args, 1);
    const length = numberFrom("SECONDS", given ?? process.env.SECONDS, 3, 3, 60);
    await requireDocker();
    const outputs = await stackOutputs();
    const streams = (await publicStreams(outputs)).filter(
      ({ station }) => !process.env.STATION || station === process.env.STATION,
    );
    if (streams.length === 0) throw new Failure(`there is no station "${process.env.STATION}"`, "make info lists them");
    const verdicts = await hear(outputs, streams, length, true);
    columns(
      verdicts.map((verdict) => [bold(verdict.station), verdict.name, verdictCell(verdict), verdict.url]),
    ).forEach(print);
    const bad = verdicts.filter(({ complaint }) => complaint !== undefined);
    if (bad.length > 0)
      throw new Failure(
        `${bad.length} of ${verdicts.length} streams are not as they should be`,
        "make status tells who is on air; make logs STATION=… why",
      );
    const levels = verdicts.map(({ decibels }) => decibels);
    print(`${verdicts.length} streams, ${loudness(Math.min(...levels))} to ${loudness(Math.max(...levels))}`);
    return 0;
  },
};
