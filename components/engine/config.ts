/**
 * The configuration of one engine: the record that the bundled pipeline reads, and the lines of the two programs beside it. Pure. Secrets are not
 * here: the configurations name the files in which the processes find them at run time.
 */
import { createHash } from "node:crypto";
import { version } from "../../package.json";
import { format } from "../../station-inventory/formats";
import type { EncodingPlan, EnginePlan, InputPlan, StationPlan } from "../../station-inventory/plan-types";
import { configFolder } from "../workload/workload";
import { liquidsoap } from "./liquidsoap-value";
import { pipelineMetrics } from "./metrics";

/** Where engines publish. */
export interface EngineContext {
  /** Icecast masters by private address; `port` takes sources. */
  masters: { host: string; port: number }[];
  /** HLS origins by private address; `uploadPort` takes PUT and DELETE. */
  origins: { host: string; uploadPort: number }[];
}

/** Where the files must lie in the containers. */
export const engineConfigPaths = {
  liquidsoap: `${configFolder}/station.liq`,
  gate: `${configFolder}/srt-gate.conf`,
  publisher: `${configFolder}/publisher.conf`,
} as const;

/** Where the operator's choice is kept. */
export const stateFolder = "/var/lib/airpath";

/** A secret that an engine's containers need: its name in the plan, and the file that must hold it. */
export interface EngineSecretFile {
  secret: string;
  path: string;
}

/** The file in the container that holds a secret of the plan: "srt/rivage" → "/etc/airpath/secrets/srt-rivage". */
export function secretPath(secret: string): string {
  return `${configFolder}/secrets/${secret.replaceAll("/", "-")}`;
}

const secretFile = (secret: string): EngineSecretFile => ({ secret, path: secretPath(secret) });

/** Secret files of the main container, Liquidsoap: the token for the operator API's writes. */
export const pipelineSecretFiles = ({ secrets }: StationPlan): EngineSecretFile[] => [secretFile(secrets.api)];

/** Secret files of the publisher. */
export const publisherSecretFiles = ({ secrets }: EnginePlan): EngineSecretFile[] =>
  [secrets.source, secrets.upload].map(secretFile);

/** Secret files of the SRT gate: each passphrase once. */
export const gateSecretFiles = (engine: EnginePlan): EngineSecretFile[] =>
  [...new Set(engine.inputs.map((input) => input.passphraseSecret))].map(secretFile);

/** @returns the texts for `engineConfigPaths`. */
export function engineConfig(
  plan: StationPlan,
  engine: EnginePlan,
  context: EngineContext,
): Record<keyof typeof engineConfigPaths, string> {
  return {
    liquidsoap: stationRecord(plan, engine),
    gate: lines(gateLines(plan, engine)),
    publisher: lines(publisherLines(plan, engine, context)),
  };
}

const generated = "# Generated from the inventory: edit the station there.";
const lines = (all: string[]): string => [generated, ...all, ""].join("\n");

function stationRecord(plan: StationPlan, engine: EnginePlan): string {
  const record = {
    id: plan.id,
    display_name: plan.displayName,
    engine: engine.name,
    version,
    inventory_digest: digest(plan),
    channels: engine.channels,
    inputs: engine.inputs.map(pipelineInput),
    formats: engine.encodings.map(pipelineFormat),
    blank: { threshold: float(plan.blank.thresholdDecibels), max_seconds: float(plan.blank.maxSeconds) },
    return_after: float(plan.switching.returnAfterSeconds),
    api_port: engine.api.port,
    metrics_port: engine.metrics.port,
    gate_port: engine.metrics.gatePort,
    publisher_port: engine.metrics.publisherPort,
    choice_urls: otherEngines(plan, engine).map(({ name, api }) => `http://${name}:${api.port}/livesource`),
    state_folder: stateFolder,
    secrets: { api: secretPath(plan.secrets.api) },
    metrics: pipelineMetrics(),
  };
  return `${generated}\nstation = ${liquidsoap(record)}\n`;
}

const otherEngines = ({ engines }: StationPlan, engine: EnginePlan): EnginePlan[] =>
  engines.filter(({ name }) => name !== engine.name);

/** Of this station alone: another station's change must not touch these engines. */
const digest = (plan: StationPlan): string =>
  createHash("sha256").update(JSON.stringify(plan)).digest("hex").slice(0, 12);

const pipelineInput = (input: InputPlan) => ({
  name: input.name,
  voie: input.voie,
  automatic: input.selection === "autofallback",
  loopback_port: input.loopbackPort,
  detect_blank: input.detectBlank,
});

function pipelineFormat({ format: id, encoder, loopbackPort }: EncodingPlan) {
  const { codec, bitrate, channels } = format(id);
  const gain = float(codec === "mp3" ? mp3Gain(bitrate) : 0);
  return { id, codec, encoder, bitrate: `${bitrate}k`, channels, gain, ...aacSettings(bitrate), port: loopbackPort };
}

/**
 * LAME turns the sound down at lower bitrates, against clipping in players of long ago, and FFmpeg cannot tell it not to. In dB, to be given
 * beforehand so that the level stays: measured with a tone of 1 kHz through Debian's LAME 3.100, RMS after decoding against RMS before.
 */
function mp3Gain(bitrate: number): number {
  const lost: [upTo: number, decibels: number][] = [
    [32, 0.6],
    [128, 0.467],
    [192, 0.286],
  ];
  return lost.find(([upTo]) => bitrate <= upTo)?.[1] ?? 0;
}

/**
 * How FFmpeg's AAC encoder works at a bitrate (kbit/s); other codecs have no such choice. Measured on the simulated studio's programme, of one core:
 * 320 kbit/s takes 8.7 % as it comes, 6.3 % with the fast coder, which FFmpeg's manual calls better and much faster from 64 kbit/s up, and 1.9 %
 * without the search for mid/side coding, which has nothing left to save where bits are plenty (-1: the encoder decides, frame by frame).
 */
function aacSettings(bitrate: number) {
  return { aac_coder: bitrate < 64 ? "twoloop" : "fast", aac_ms: bitrate < 256 ? -1 : 0 };
}

/** Liquidsoap tells 4 from 4.0; what it must take as a float says so. */
function float(value: number) {
  return { float: value };
}

function gateLines(plan: StationPlan, engine: EnginePlan): string[] {
  const lostMilliseconds = Math.round(plan.switching.lostAfterSeconds * 1000);
  return [
    `engine ${plan.id} ${engine.name}`,
    `audio ${engine.channels}`,
    ...engine.inputs.map((input) => {
      const address = input.call === undefined ? `listen ${input.port}` : `call ${input.call}`;
      const times = `${input.latencyMilliseconds} ${lostMilliseconds}`;
      return `input ${input.name} ${address} ${input.loopbackPort} ${times} ${secretPath(input.passphraseSecret)}`;
    }),
  ];
}

function publisherLines(plan: StationPlan, engine: EnginePlan, { masters, origins }: EngineContext): string[] {
  return [
    `engine ${plan.id} ${engine.name}`,
    `name ${plan.displayName}`,
    `source-password ${secretPath(engine.secrets.source)}`,
    `upload-token ${secretPath(engine.secrets.upload)}`,
    `segments ${plan.hls.segmentSeconds} ${plan.hls.liveSegments}`,
    ...engine.encodings.map(({ format: id, loopbackPort }) => {
      const { codec, bitrate, channels } = format(id);
      return `format ${id} ${codec} ${bitrate} ${channels} ${loopbackPort}`;
    }),
    ...masters.flatMap(({ host, port }) =>
      engine.mounts.map(({ format: id, mount }) => `mount ${id} ${host} ${port} ${mount} ${format(id).contentType}`),
    ),
    ...engine.renditions.map(({ format: id, folder, segmentPrefix }) =>
      ["rendition", id, format(id).quality, folder, segmentPrefix].join(" "),
    ),
    ...origins.map(({ host, uploadPort }) => `origin ${host} ${uploadPort}`),
    ...otherEngines(plan, engine).map(({ name, metrics }) => `peer ${name} ${metrics.publisherPort}`),
  ];
}
