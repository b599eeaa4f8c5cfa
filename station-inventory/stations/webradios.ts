import type { StationInput } from "../schema";
import { webradioInputs } from "./inputs";

const webradio = (id: string, name: string, basePort: number): StationInput => ({
  id,
  name,
  kind: "webradio",
  basePort,
  inputs: webradioInputs,
  formats: { icecast: ["aac-midfi", "aac-hifi", "mp3-midfi"], hls: ["aac-lofi", "aac-midfi", "aac-hifi"] },
  // Music between tracks may fade low; nobody speaks.
  blank: { duration: "20 seconds" },
});

/** The webradios: live streams of one genre each. */
export const webradios: StationInput[] = [
  webradio("zephyrine-classique", "Zéphyrine Classique", 12000),
  webradio("zephyrine-baroque", "Zéphyrine Baroque", 12010),
  webradio("zephyrine-opera", "Zéphyrine Opéra", 12020),
  webradio("zephyrine-contemporain", "Zéphyrine Contemporain", 12030),
  webradio("zephyrine-piano", "Zéphyrine Piano", 12040),
  webradio("zephyrine-quatuors", "Zéphyrine Quatuors", 12050),
  webradio("haut-large-rock", "Haut Large Rock", 12060),
  webradio("haut-large-reggae", "Haut Large Reggae", 12070),
  webradio("haut-large-soul", "Haut Large Soul", 12080),
  webradio("haut-large-groove", "Haut Large Groove", 12090),
  webradio("haut-large-chanson", "Haut Large Chanson", 12100),
  webradio("haut-large-nouveautes", "Haut Large Nouveautés", 12110),
  webradio("contrepoint-jazz", "Contrepoint Jazz", 12120),
  webradio("contrepoint-swing", "Contrepoint Swing", 12130),
  webradio("contrepoint-fusion", "Contrepoint Fusion", 12140),
  webradio("contrepoint-cordes", "Contrepoint Cordes", 12150),
  webradio("clairefontaine-enfants", "Clairefontaine Enfants", 12160),
  webradio("clairefontaine-berceuses", "Clairefontaine Berceuses", 12170),
  webradio("clairefontaine-cinema", "Clairefontaine Cinéma", 12180),
  webradio("clairefontaine-monde", "Clairefontaine Monde", 12190),
  webradio("palabre-lectures", "Palabre Lectures", 12200),
  webradio("palabre-fictions", "Palabre Fictions", 12210),
  webradio("lanterne-direct", "Lanterne Direct", 12220),
  webradio("meridienne-nuit", "Méridienne Nuit", 12230),
  webradio("meridienne-vacances", "Méridienne Vacances", 12240),
  webradio("nebuleuse-ambiante", "Nébuleuse Ambiante", 12250),
];
