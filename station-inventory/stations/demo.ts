import type { StationInput } from "../schema";
import { classicInputs } from "./inputs";

/** The two stations of the stack `local`. They differ in everything, so that nothing works for one of them by luck. */
export const demo: StationInput[] = [
  {
    id: "rivage",
    name: "Radio Rivage",
    kind: "national",
    basePort: 10000,
    inputs: classicInputs,
  },
  {
    id: "boreal",
    name: "Boréal Électro",
    kind: "webradio",
    basePort: 10010,
    inputs: [
      { name: "voieA", voie: "A", port: 3, selection: "autofallback", srtLatency: "120 milliseconds" },
      { name: "voieB", voie: "B", port: 1, selection: "autofallback", srtLatency: "120 milliseconds" },
      {
        name: "override",
        voie: "override",
        port: 7,
        selection: "manual",
        srtLatency: "400 milliseconds",
        passphrase: "boreal-portable",
      },
    ],
    formats: { icecast: ["aac-midfi", "aac-hifi", "mp3-midfi"], hls: ["aac-midfi", "aac-hifi"] },
    blank: { threshold: "-60 dB", duration: "6 seconds" },
    resources: { cpu: 0.2, memory: "640 MiB" },
  },
];
