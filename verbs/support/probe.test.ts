import type { StationOutput } from "../../stacks/outputs";
import type { EngineAnswer } from "./engine-status";
import { inputsComplaint } from "./probe";

const srt = ["a", "b"].flatMap((engine) =>
  ["voieA", "voieB"].map((input) => ({ engine, input, address: "srt://127.0.0.1:10000" })),
) as StationOutput["srt"];

const answer = (engine: string, inputs: string[] | null): EngineAnswer =>
  ({
    ...{ station: "rivage", engine, name: `engine-rivage-${engine}` },
    status: { gate: inputs && { inputs: inputs.map((name) => ({ name, connected: false })) } },
  }) as EngineAnswer;

it("complains of inputs that an engine's gate does not know", () => {
  const stations = [{ station: "rivage", srt }];
  const both = ["voieA", "voieB"];
  expect(inputsComplaint(stations, [answer("a", both), answer("b", both)])).toBeUndefined();
  expect(inputsComplaint(stations, [answer("a", ["voieB"]), answer("b", null)])).toBe(
    "engine-rivage-a: its SRT gate does not know voieA; engine-rivage-b: its SRT gate does not know voieA, voieB",
  );
});
