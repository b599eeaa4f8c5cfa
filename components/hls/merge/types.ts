/** What the merge's parts hand each other; ../../../docs/hls-redundancy.md says what for. JSON throughout: it travels and is stored so. */

/** One segment of a station's public stream, the same for all renditions. */
export interface Entry {
  /** Media sequence number: one more than the entry's before it. */
  n: number;
  /** Letter of the engine. */
  engine: string;
  /** The engine publisher's boot second: its numbers mean something only within one run. */
  run: number;
  /** The engine's own number of the segment: its place on the engine's clock. */
  slot: number;
  /** Whether EXT-X-DISCONTINUITY stands before it. */
  break: boolean;
  /** Its discontinuity sequence number, its own break included. */
  discontinuities: number;
  /** EXTINF. */
  seconds: number;
  /** EXT-X-PROGRAM-DATE-TIME, ms since 1970. */
  startsAt: number;
}

/** `count` entries without a break between them, told by the first. */
export interface Stretch extends Entry {
  count: number;
}

/** What was decided for a station, as far as it is remembered. */
export interface Chain {
  stretches: Stretch[];
  /** When the newest entry was decided, ms by this origin's clock. */
  at: number;
  /** Another origin went this far apart from us: what comes next must be later than both. */
  floor?: { n: number; discontinuities: number };
  /** The first entry, where the list had to begin anew while players had another. */
  cut?: number;
}

/** One segment that an engine offers in all renditions. */
export interface Offered {
  slot: number;
  seconds: number;
  startsAt: number;
  /** The engine's own stream does not join up before it. */
  discontinuity: boolean;
  blank: boolean;
  /** When it was here in all renditions. */
  at: number;
}

/** What one engine offers. */
export interface Offer {
  run: number;
  /** When its newest segment came. */
  at: number;
  /** By rendition, what it lists: run, first and last slot. */
  lists: Record<string, [run: number, first: number, last: number]>;
  slots: Offered[];
}

/** An engine's media playlist, read. */
export interface Listing {
  run: number;
  first: number;
  segments: Omit<Offered, "slot" | "at">[];
}

export interface MergedStation {
  letters: string[];
  /** Segment names start so: "hifi-"; the playlist's name is the same without the hyphen. */
  renditions: string[];
  /** Milliseconds. */
  segment: number;
  /** How many segments the public playlist lists. */
  listed: number;
  /** How many decided ones are remembered and kept. */
  kept: number;
}

export interface MergeSettings {
  self: string;
  /** All origins, in the order in which they are asked to decide. */
  origins: string[];
  stations: Record<string, MergedStation>;
}

export interface Station {
  chain: Chain;
  offers: Record<string, Offer>;
}

/** The newest entry, short, and what would follow it by what is stored here. */
export interface Head {
  /** "n/engine/run/slot/discontinuities": equal text, equal entry. */
  is: string;
  at: number;
  proposal?: Entry;
}

export interface Node {
  lastTick: number;
  /** Whether it has asked all others since it last was away or not the first. */
  inTouch: boolean;
  /** Whether it was away since it was in touch, or since it heard from who decides. */
  wasAway: boolean;
  /** When the last questions to all others began that were answered or failed. */
  askedAll: number;
  peers: Record<string, { failingSince: number; down: boolean; askedAt: number }>;
}

/** What one origin asks another. */
export interface Ask {
  from: string;
  stations: Record<string, { is: string; proposal?: Entry }>;
}

export interface Answer {
  /** Entries that the asker lacks, with the newest one's age in ms. */
  stations: Record<string, { stretches: Stretch[]; age: number }>;
}

export interface Store {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  count(name: string): void;
  /** A station's chain is another than it was. */
  grown(id: string, chain: Chain): void;
}
