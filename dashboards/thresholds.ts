/**
 * From where on a number is yellow or red. What the inventory decides comes from the plan; where stations differ, the one that is
 * reached first counts. The rest are named here, once, with their reason.
 */
import { FieldColorModeId, type Threshold } from "@grafana/grafana-foundation-sdk/dashboard";
import type { FleetPlan } from "../station-inventory/plan-types";

/** The colours of the four grades: names of Grafana's palette. */
export const colours = {
  well: "green",
  watch: "yellow",
  warn: "orange",
  bad: "red",
  plain: "blue",
  off: "text",
} as const;
export type Colour = (typeof colours)[keyof typeof colours];

/** `steps("green", [0.1, "yellow"])`: green up to 0.1, yellow from there on. */
export const steps = (base: Colour, ...from: [value: number, colour: Colour][]): Threshold[] => [
  { value: null, color: base },
  ...from.map(([value, color]) => ({ value, color })),
];

/** For numbers that nobody can call good or bad: how many listeners there are. */
export const neutral = steps(colours.plain);
/** For numbers that must be 0. */
export const noneAllowed = steps(colours.well, [1, colours.bad]);
/** For 0 and 1 where 1 is well. */
export const mustBeOne = steps(colours.bad, [1, colours.well]);

/** R 128 asks for -23 LUFS; radio streams are made louder. Beyond these a listener reaches for the volume. */
export const loudness = { faint: -40, quiet: -30, loud: -12, tooLoud: -8 };

/** In segments: merge/choose.js calls an engine gone after 1.5. */
const freshSegments = { late: 1.5, stale: 3 };

export interface Thresholds {
  stations: number;
  engines: number;
  /** Decibels relative to full scale under which sound counts as blank: the highest of all stations. */
  blankDecibels: number;
  /** Seconds of silence that are allowed: the least of all stations. */
  blankSeconds: number;
  /** Seconds since a playlist grew: late, and stale. */
  playlist: { late: number; stale: number };
  /** Bytes of an engine's memory limit: the least of all stations. */
  memoryBytes: number;
  /** Seconds of SRT latency: the least of all inputs. A round trip takes a quarter of it at most. */
  latencySeconds: number;
}

export function thresholdsOf({ stations }: FleetPlan): Thresholds {
  const engines = stations.flatMap((station) => station.engines);
  const least = (values: number[]): number => Math.min(...values);
  const segment = least(stations.map(({ hls }) => hls.segmentSeconds));
  return {
    stations: stations.length,
    engines: engines.length,
    blankDecibels: Math.max(...stations.map(({ blank }) => blank.thresholdDecibels)),
    blankSeconds: least(stations.map(({ blank }) => blank.maxSeconds)),
    playlist: { late: freshSegments.late * segment, stale: freshSegments.stale * segment },
    memoryBytes: least(stations.map(({ resources }) => resources.memoryMebibytes)) * 2 ** 20,
    latencySeconds: least(engines.flatMap(({ inputs }) => inputs.map((input) => input.latencyMilliseconds))) / 1000,
  };
}

/** How a panel is coloured: by threshold, or one colour a series. */
export const colourModes = { thresholds: FieldColorModeId.Thresholds, series: FieldColorModeId.PaletteClassic };
