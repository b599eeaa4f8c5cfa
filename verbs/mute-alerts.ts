import { userInfo } from "node:os";
import { type Door, platform } from "./support/platform";
import {
  current,
  matchersOf,
  muteTime,
  newSilence,
  type NewSilence,
  type Silence,
  silenceRow,
  toEnd,
} from "./support/silences";
import { stackName } from "./support/stack";
import { stationNamed } from "./support/station";
import { reason } from "./support/streams";
import { columns, print } from "./support/terminal";
import { Failure, positionals, UsageError, type Verb } from "./verb";

const patience = 4000;

export const muteAlerts: Verb = {
  summary: "keep alerts quiet during planned work: STATION= FOR=2h WHY= [ALERT=], END=id|all; without: list",
  help: `  STATION=id    of that station
  ALERT=name    that alert only; of all stations where STATION is left out
  FOR=2h        how long: minutes, hours or days (90m, 2h, 1d), at most a week
  WHY=text      the reason, for whoever looks; needed
  END=all       ends what holds: all, or the id that the list shows; with STATION, of that station only
  STACK=local   the stack; one in a cluster by kubectl
Alerts are still evaluated and shown in Prometheus; nobody is told. The watchdog is never muted. Without FOR and END it lists what holds.`,
  run: async (args) => {
    positionals(args, 0);
    const { STATION, ALERT, FOR, WHY, END } = process.env;
    if (FOR && END)
      throw new UsageError("FOR and END are both given; allowed: one of them; fix: make mute-alerts END=…");
    if (STATION && !END) await stationNamed(STATION);
    const alertmanagers = await (await platform()).alertmanagers();
    if (alertmanagers.length === 0)
      throw new Failure(
        `stack "${stackName()}" has no Alertmanager of its own: somebody else's tells (airpath:monitoring)`,
        "amtool silence add, at that one",
      );
    if (FOR) await mute(alertmanagers, FOR, { station: STATION, alertname: ALERT }, WHY);
    if (END) await end(alertmanagers, END, STATION);
    const rows = current(await silences(alertmanagers)).map(silenceRow);
    for (const line of rows.length > 0 ? columns(rows) : ["nothing is muted"]) print(line);
    return 0;
  },
};

async function mute(
  doors: readonly Door[],
  time: string,
  labels: { station?: string; alertname?: string },
  why: string | undefined,
): Promise<void> {
  const milliseconds = muteTime(time);
  const matchers = matchersOf(labels);
  if (matchers.length === 0)
    throw new UsageError(
      "STATION and ALERT are missing; allowed: one or both; fix: make mute-alerts STATION=… FOR=… WHY=…",
    );
  if (!why?.trim())
    throw new UsageError('WHY is missing; allowed: a few words; fix: make mute-alerts … WHY="new desk"');
  const body: NewSilence = newSilence(matchers, new Date(), milliseconds, userInfo().username, why.trim());
  await ask(doors, "silences", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function end(doors: readonly Door[], id: string, station: string | undefined): Promise<void> {
  for (const silence of toEnd(await silences(doors), id, station))
    await ask(doors, `silence/${silence.id}`, { method: "DELETE" });
}

const silences = async (doors: readonly Door[]): Promise<Silence[]> =>
  JSON.parse(await ask(doors, "silences")) as Silence[];

/** The first Alertmanager that answers; it tells the others. @throws Failure when none does, or with its own words when it refuses */
async function ask(doors: readonly Door[], path: string, init: RequestInit = {}): Promise<string> {
  const failed: string[] = [];
  for (const [index, door] of doors.entries()) {
    try {
      return await door(async (url) => {
        const answer = await fetch(`${url}/api/v2/${path}`, { ...init, signal: AbortSignal.timeout(patience) });
        const said = (await answer.text()).trim();
        if (answer.ok) return said;
        throw new Error(`HTTP ${answer.status} ${said}`);
      });
    } catch (error) {
      failed.push(`alertmanager-${index + 1}: ${error instanceof Error ? reason(error) : String(error)}`);
    }
  }
  throw new Failure(
    `no Alertmanager did it: ${failed.join("; ")}`,
    `make status tells more; ${(await platform()).bringsUp}`,
  );
}
