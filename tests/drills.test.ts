/** The deaths that matter most, with real listeners: what `make drill` does, its core, without the browser. */
import { wantedDrills } from "./drills/drills";
import { runDrill } from "./drills/run";

it.each(wantedDrills("core"))(
  "$name is not heard",
  async (drill) => {
    const { lines } = await runDrill(drill, (first) => process.stderr.write(`${JSON.stringify(first)}\n`));
    expect(lines.filter(({ pass }) => !pass)).toEqual([]);
  },
  480_000,
);
