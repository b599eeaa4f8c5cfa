/** Whether each program of a job answers Prometheus, over time. */
import { type PanelSpec, type Sized, timeline } from "./panels";
import { metric, min } from "./promql";
import * as states from "./states";
import { mustBeOne } from "./thresholds";

export const answering = ({
  job,
  ...panel
}: Pick<PanelSpec, "title" | "description" | "size"> & { job: string }): Sized =>
  timeline({
    ...panel,
    unit: "none",
    thresholds: mustBeOne,
    states: states.upStates,
    queries: [[min("instance", metric("up", { job })), "{{instance}}"]],
  });
