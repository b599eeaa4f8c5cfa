import type { StationFile } from "../inventory";
import { demo } from "./demo";
import { locals } from "./local";
import { national } from "./national";
import { webradios } from "./webradios";

/** Every station file. A new one is one more line here. */
export const stationFiles: StationFile[] = [
  { file: "stations/demo.ts", set: "demo", stations: demo },
  { file: "stations/national.ts", set: "fleet", stations: national },
  { file: "stations/local.ts", set: "fleet", stations: locals },
  { file: "stations/webradios.ts", set: "fleet", stations: webradios },
];
