/**
 * What the player page knows of the stations: /stations.json, from the plan. Pure. Addresses are relative to the page, so that it plays behind
 * any host, port or folder which serves the page, the HLS paths and the Icecast mounts together. A CDN serves no mounts: what the public calls by a
 * name is called by it.
 */
import { type Codec, format, type FormatId, type Quality } from "../../station-inventory/formats";
import type { PublicNames } from "../../station-inventory/fleet-settings";
import type { FleetPlan, StationPlan } from "../../station-inventory/plan-types";
import type { StationKind } from "../../station-inventory/schema";
import { publicNamesOf } from "../../station-inventory/urls";

/** One way of hearing a station in one quality. */
export interface PageStream {
  format: FormatId;
  codec: Codec;
  quality: Quality;
  /** kbit/s of the audio. */
  kilobits: number;
  /** 6 is 5.1. */
  channels: 2 | 6;
  /** MIME type, for canPlayType. */
  contentType: string;
  /** Relative to the page, no slash before it: "rivage-hifi.aac"; or whole. */
  url: string;
}

export interface PageStation {
  id: string;
  displayName: string;
  kind: StationKind;
  /** `master`: relative address of the playlist that lists all renditions, "rivage/rivage.m3u8"; each rendition's `url` is its own playlist. */
  hls: { master: string; renditions: PageStream[] };
  icecast: PageStream[];
}

/** stations.json. */
export interface PageStations {
  stations: PageStation[];
}

/** @returns what stations.json holds, in the inventory's order; no secret and no private address is among it */
export function pageStations({ stations, settings }: Pick<FleetPlan, "stations" | "settings">): PageStations {
  return { stations: stations.map((station) => pageStation(station, publicNamesOf(station, settings))) };
}

const pageStation = ({ id, displayName, kind, hls, streams }: StationPlan, names: PublicNames): PageStation => ({
  id,
  displayName,
  kind,
  hls: {
    master: relativeUrl(hls.master),
    renditions: hls.renditions.map((rendition) => pageStream(rendition.format, relativeUrl(rendition.playlist))),
  },
  icecast: streams.map(({ format: id, mount }) =>
    pageStream(id, names.icecast ? `https://${names.icecast}${mount}` : relativeUrl(mount)),
  ),
});

function pageStream(id: FormatId, url: string): PageStream {
  const { codec, quality, bitrate, channels, contentType } = format(id);
  return { format: id, codec, quality, kilobits: bitrate, channels, contentType, url };
}

const relativeUrl = (path: string): string => path.replace(/^\//, "");
