/** The deaths that matter most, with real listeners: what `make drill` does, its core, without the browser. */
import { wantedDrills } from "./drills/drills";
import { runDrill } from "./drills/run";

/** After that none begins: what was found by then must be told within the time that a gate has. */
const enough = Date.now() + 25 * 60_000;

it.each(wantedDrills("core"))(
  "$name is not heard",
  async (drill) => {
    if (Date.now() > enough) throw new Error("not reached within 25 minutes");
    const { lines } = await runDrill(drill, (first) => process.stderr.write(`${JSON.stringify(first)}\n`));
    expect(lines.filter(({ pass }) => !pass)).toEqual([]);
  },
  // Two tries of the longest.
  900_000,
);
