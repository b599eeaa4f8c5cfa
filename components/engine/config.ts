/**
 * The two configurations of one engine: the record that the bundled pipeline reads, and the SRT gate's lines. Pure. Secrets are not here: both
 * configurations name the files in which the processes find them at run time.
 */
import { format } from "../../station-inventory/formats";
import type { FormatId } from "../../station-inventory/formats";
import type { EnginePlan, InputPlan, StationPlan } from "../../station-inventory/plan-types";
import { liquidsoap } from "./liquidsoap-value";
import { configFolder } from "../workload/workload";

/** Where engines publish. */
export interface EngineContext {
  /** Icecast masters by private address; `port` takes sources. */
  masters: { host: string; port: number }[];
  /** HLS origins by private address; `uploadPort` takes PUT and DELETE. */
  origins: { host: string; uploadPort: number }[];
}

/** Where the two files must lie in the containers. */
export const engineConfigPaths = {
  liquidsoap: `${configFolder}/station.liq`,
  gate: `${configFolder}/srt-gate.conf`,
} as const;

/** A secret that an engine's containers need: its name in the plan, and the file that must hold it. */
export interface EngineSecretFile {
  secret: string;
  path: string;
}

/** The file in the container that holds a secret of the plan: "srt/rivage" → "/etc/airpath/secrets/srt-rivage". */
export function secretPath(secret: string): string {
  return `${configFolder}/secrets/${secret.replaceAll("/", "-")}`;
}

/** Secret files of the main container (Liquidsoap). */
export function pipelineSecretFiles(plan: StationPlan): EngineSecretFile[] {
  return [plan.secrets.source, plan.secrets.upload].map((secret) => ({ secret, path: secretPath(secret) }));
}

/** Secret files of the SRT gate: each passphrase once. */
export function gateSecretFiles(engine: EnginePlan): EngineSecretFile[] {
  const names = [...new Set(engine.inputs.map((input) => input.passphraseSecret))];
  return names.map((secret) => ({ secret, path: secretPath(secret) }));
}

/** @returns the texts for `engineConfigPaths`. */
export function engineConfig(
  plan: StationPlan,
  engine: EnginePlan,
  context: EngineContext,
): { liquidsoap: string; gate: string } {
  return { liquidsoap: stationRecord(plan, engine, context), gate: gateLines(plan, engine) };
}

function stationRecord(plan: StationPlan, engine: EnginePlan, context: EngineContext): string {
  const record = {
    id: plan.id,
    display_name: plan.displayName,
    engine: engine.name,
    inputs: engine.inputs.map(pipelineInput),
    formats: usedFormats(engine).map(pipelineFormat),
    masters: context.masters.map(({ host, port }) => ({ host, port })),
    mounts: engine.mounts.map(({ format: id, mount }) => ({ format: id, mount, content_type: format(id).contentType })),
    renditions: engine.renditions.map((rendition) => ({
      format: rendition.format,
      quality: format(rendition.format).quality,
      prefix: rendition.segmentPrefix,
      folder: rendition.folder,
      playlist: rendition.playlist,
    })),
    origins: context.origins.map(({ host, uploadPort }) => ({ host, port: uploadPort })),
    segments: { seconds: float(plan.hls.segmentSeconds), live: plan.hls.liveSegments },
    blank: { threshold: float(plan.blank.thresholdDecibels), max_seconds: float(plan.blank.maxSeconds) },
    api_port: engine.api.port,
    metrics_port: engine.metrics.port,
    secrets: { source: secretPath(plan.secrets.source), upload: secretPath(plan.secrets.upload) },
  };
  return `# Generated from the inventory: edit the station there.\nstation = ${liquidsoap(record)}\n`;
}

function pipelineInput(input: InputPlan) {
  return {
    name: input.name,
    voie: input.voie,
    automatic: input.selection === "autofallback",
    loopback_port: input.loopbackPort,
  };
}

function pipelineFormat(id: FormatId) {
  const { codec, bitrate } = format(id);
  return { id, codec, bitrate: `${bitrate}k`, ...aacSettings(bitrate) };
}

/**
 * How FFmpeg's AAC encoder works at a bitrate (kbit/s); MP3 has no such choice. Measured on the simulated studio's programme, of one core:
 * 320 kbit/s takes 8.7 % as it comes, 6.3 % with the fast coder, which FFmpeg's manual calls better and much faster from 64 kbit/s up, and 1.9 %
 * without the search for mid/side coding, which has nothing left to save where bits are plenty (-1: the encoder decides, frame by frame).
 */
function aacSettings(bitrate: number) {
  return { aac_coder: bitrate < 64 ? "twoloop" : "fast", aac_ms: bitrate < 256 ? -1 : 0 };
}

/** In the order of first use, mounts first: the order in which the pipeline lists them. */
function usedFormats(engine: EnginePlan): FormatId[] {
  return [...new Set([...engine.mounts, ...engine.renditions].map((publication) => publication.format))];
}

/** Liquidsoap tells 4 from 4.0; what it must take as a float says so. */
function float(value: number) {
  return { float: value };
}

function gateLines(plan: StationPlan, engine: EnginePlan): string {
  const inputs = engine.inputs.map((input) =>
    [
      "input",
      input.name,
      input.port,
      input.loopbackPort,
      input.latencyMilliseconds,
      secretPath(input.passphraseSecret),
    ].join(" "),
  );
  return [
    "# Generated from the inventory: edit the station there.",
    `engine ${plan.id} ${engine.name}`,
    ...inputs,
    "",
  ].join("\n");
}
