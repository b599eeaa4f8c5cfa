/** The deaths that matter most, with real listeners: what `make drill` does, its core. */
import { drills } from "./drills/drills";
import { runDrill } from "./drills/run";

it.each(drills.filter(({ core }) => core))(
  "$name is not heard",
  async (drill) => {
    const lines = await runDrill(drill);
    expect(lines.filter(({ pass }) => !pass)).toEqual([]);
  },
  240_000,
);
