/** The station under test: the classic plan with all its inputs, short times so that tests are short, few formats so that two cores carry it. */
import { classicInputs } from "../../../station-inventory/stations/inputs";

export const rigStation = {
  id: "rig",
  name: "Rig",
  kind: "local",
  basePort: 10000,
  inputs: classicInputs,
  formats: { icecast: ["aac-insane", "mp3-midfi"], hls: ["aac-insane", "aac-midfi"] },
  blank: { threshold: "-50 dB", duration: "3 seconds" },
  switching: { returnAfter: "2 seconds" },
};

/** Hz that each input's sender plays, unless a test says otherwise: by them the ear knows who is on air. */
export const tones: Record<string, number> = {
  "voieA-1": 1000,
  "voieA-2": 1400,
  "voieB-1": 1800,
  "voieB-2": 2200,
  "override-1": 2600,
  "override-2": 3000,
  sat: 3400,
};
