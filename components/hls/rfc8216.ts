/**
 * RFC 8216's rules for live media playlists, as far as they concern audio in MPEG-TS: one playlist, the same playlist over time, and the
 * renditions of one stream beside each other. Pure: text in, a line for each violation out; no line, no violation.
 */

export interface Segment {
  uri: string;
  /** Media sequence number. */
  sequence: number;
  /** Seconds, EXTINF. */
  duration: number;
  discontinuity: boolean;
  /** EXT-X-DISCONTINUITY-SEQUENCE plus the discontinuities up to this segment. */
  discontinuitySequence: number;
  /** EXT-X-PROGRAM-DATE-TIME, ms since 1970; undefined where it has none. */
  starts: number | undefined;
}

export interface MediaPlaylist {
  version: number;
  targetDuration: number;
  ended: boolean;
  segments: Segment[];
}

export interface Checked {
  playlist: MediaPlaylist;
  violations: string[];
}

// Tags that hold for a whole playlist: 4.3.1, 4.3.3 and 4.3.5.
const once = [
  "#EXT-X-VERSION",
  "#EXT-X-TARGETDURATION",
  "#EXT-X-MEDIA-SEQUENCE",
  "#EXT-X-DISCONTINUITY-SEQUENCE",
  "#EXT-X-ENDLIST",
  "#EXT-X-PLAYLIST-TYPE",
  "#EXT-X-INDEPENDENT-SEGMENTS",
  "#EXT-X-START",
];
const masterTags = ["#EXT-X-STREAM-INF", "#EXT-X-MEDIA", "#EXT-X-I-FRAME-STREAM-INF", "#EXT-X-SESSION-DATA"];
// EXTINF has the encoder's own precision; dates have milliseconds.
const dateTolerance = 2;
// "The server MUST NOT remove a segment if that leaves less than three target durations" (6.2.2).
const targetsKept = 3;

const nameOf = (line: string): string => line.split(":", 1)[0]!;
const valueOf = (line: string): string => line.slice(nameOf(line).length + 1);

/** One media playlist, sections 4.1 to 4.3. */
export function checkPlaylist(text: string): Checked {
  const violations: string[] = [];
  const say = (index: number, message: string) => violations.push(`line ${index + 1}: ${message}`);
  const lines = text.split(/\r?\n/);
  if (lines[0] !== "#EXTM3U") say(0, `"${lines[0] ?? ""}" where #EXTM3U must stand (4.3.1.1)`);
  if (text.startsWith("\ufeff")) say(0, "a byte order mark (4.1)");
  const playlist: MediaPlaylist = { version: 1, targetDuration: NaN, ended: false, segments: [] };
  const seen = new Set<string>();
  let [sequence, discontinuitySequence] = [0, 0];
  let next: { duration?: number; discontinuity: boolean; starts?: number } = { discontinuity: false };

  const integer = (index: number, line: string): number => {
    if (!/^\d{1,20}$/.test(valueOf(line)))
      say(index, `${nameOf(line)} is "${valueOf(line)}", no decimal integer (4.2)`);
    return Number(valueOf(line));
  };
  const beforeSegments = (index: number, line: string) => {
    if (playlist.segments.length > 0 || next.duration !== undefined || next.discontinuity)
      say(index, `${nameOf(line)} after the first segment or discontinuity (4.3.3)`);
  };
  const readTag = (index: number, line: string) => {
    const name = nameOf(line);
    if (once.includes(name)) {
      if (seen.has(name)) say(index, `${name} a second time (4.3)`);
      seen.add(name);
    }
    if (masterTags.includes(name)) say(index, `${name} belongs in master playlists (4.3)`);
    if (name === "#EXT-X-VERSION") playlist.version = integer(index, line);
    else if (name === "#EXT-X-TARGETDURATION") playlist.targetDuration = integer(index, line);
    else if (name === "#EXT-X-MEDIA-SEQUENCE") {
      beforeSegments(index, line);
      sequence = integer(index, line);
    } else if (name === "#EXT-X-DISCONTINUITY-SEQUENCE") {
      beforeSegments(index, line);
      discontinuitySequence = integer(index, line);
    } else if (name === "#EXT-X-ENDLIST") playlist.ended = true;
    else if (name === "#EXT-X-DISCONTINUITY") {
      next.discontinuity = true;
      discontinuitySequence += 1;
    } else if (name === "#EXT-X-PROGRAM-DATE-TIME") {
      next.starts = Date.parse(valueOf(line));
      if (
        !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.test(valueOf(line)) ||
        Number.isNaN(next.starts)
      )
        say(index, `EXT-X-PROGRAM-DATE-TIME "${valueOf(line)}" is no ISO 8601 date with a time zone (4.3.2.6)`);
    } else if (name === "#EXTINF") {
      const duration = /^(\d+(?:\.\d+)?),/.exec(valueOf(line))?.[1];
      if (duration === undefined) say(index, `EXTINF "${valueOf(line)}" is no duration with a comma (4.3.2.1)`);
      next.duration = Number(duration);
    }
  };
  const readUri = (index: number, uri: string) => {
    if (next.duration === undefined) say(index, `segment "${uri}" has no EXTINF (4.3.2.1)`);
    playlist.segments.push({
      uri,
      sequence,
      duration: next.duration ?? NaN,
      discontinuity: next.discontinuity,
      discontinuitySequence,
      starts: next.starts,
    });
    sequence += 1;
    next = { discontinuity: false };
  };
  lines.forEach((line, index) => {
    if (line.startsWith("#EXT")) readTag(index, line);
    else if (line !== "" && !line.startsWith("#")) readUri(index, line);
  });
  return { playlist, violations: [...violations, ...wholeRules(playlist, seen, text)] };
}

function wholeRules(playlist: MediaPlaylist, seen: Set<string>, text: string): string[] {
  const { segments, targetDuration, version } = playlist;
  const missing = seen.has("#EXT-X-TARGETDURATION") ? [] : ["no EXT-X-TARGETDURATION (4.3.3.1)"];
  const fraction =
    /#EXTINF:\d+\.\d/.test(text) && version < 3 ? [`durations with fractions in version ${version} (7)`] : [];
  const long = segments
    .filter(({ duration }) => Math.round(duration) > targetDuration)
    .map(({ uri, duration }) => `${uri}: ${duration} s is over the target duration of ${targetDuration} s (4.3.3.1)`);
  const twice = segments
    .filter(({ uri }, index) => segments.findIndex((other) => other.uri === uri) !== index)
    .map(({ uri }) => `${uri}: listed a second time`);
  const dates = segments.slice(1).flatMap((segment, index) => {
    const before = segments[index]!;
    if (segment.discontinuity || segment.starts === undefined || before.starts === undefined) return [];
    const expected = before.starts + before.duration * 1000;
    const off = segment.starts - expected;
    return Math.abs(off) <= dateTolerance
      ? []
      : [`${segment.uri}: dated ${off.toFixed(0)} ms off the end of the segment before it (4.3.2.6)`];
  });
  return [...missing, ...fraction, ...long, ...twice, ...dates];
}

/** The same playlist fetched again and again, oldest first: section 6.2. */
export function checkSuccession(texts: readonly string[]): string[] {
  const checked = texts.map(checkPlaylist);
  const single = checked.flatMap(({ violations }, fetch) => violations.map((line) => `fetch ${fetch + 1}: ${line}`));
  const known = new Map<number, Segment>();
  const across = checked.flatMap(({ playlist }, fetch) => {
    const lines = [
      ...(fetch === 0 ? [] : succeeds(checked[fetch - 1]!.playlist, playlist)),
      ...playlist.segments.flatMap((segment) => changed(known.get(segment.sequence), segment)),
    ];
    playlist.segments.forEach((segment) => known.set(segment.sequence, segment));
    return lines.map((line) => `fetch ${fetch + 1}: ${line}`);
  });
  return [...single, ...across];
}

function succeeds(before: MediaPlaylist, now: MediaPlaylist): string[] {
  const [first, last] = [before.segments[0], before.segments.at(-1)];
  const [nowFirst, nowLast] = [now.segments[0], now.segments.at(-1)];
  if (!first || !last) return [];
  if (!nowFirst || !nowLast) return ["all segments are gone (6.2.2)"];
  const lines: string[] = [];
  if (nowFirst.sequence < first.sequence)
    lines.push(`the media sequence went back from ${first.sequence} to ${nowFirst.sequence} (6.2.2)`);
  if (nowLast.sequence < last.sequence)
    lines.push(`segment ${last.sequence} was listed last and is gone; now the last is ${nowLast.sequence} (6.2.1)`);
  if (nowFirst.discontinuitySequence < first.discontinuitySequence)
    lines.push(
      `the discontinuity sequence went back from ${first.discontinuitySequence} to ${nowFirst.discontinuitySequence} (6.2.2)`,
    );
  if (now.targetDuration !== before.targetDuration)
    lines.push(`the target duration changed from ${before.targetDuration} to ${now.targetDuration} (6.2.1)`);
  if (before.ended && now.segments.length !== before.segments.length)
    lines.push("it changed after EXT-X-ENDLIST (6.2.1)");
  const length = now.segments.reduce((sum, { duration }) => sum + duration, 0);
  if (nowFirst.sequence > first.sequence && !now.ended && length < targetsKept * now.targetDuration)
    lines.push(`segments were removed though only ${length.toFixed(3)} s are left (6.2.2)`);
  return lines;
}

/** What a sequence number stands for never changes. */
function changed(before: Segment | undefined, now: Segment): string[] {
  if (!before) return [];
  return (["uri", "duration", "discontinuity", "discontinuitySequence", "starts"] as const)
    .filter((field) => before[field] !== now[field])
    .map((field) => `segment ${now.sequence}: ${field} was ${before[field]}, now ${now[field]} (6.2.1)`);
}

/** Renditions of one stream, fetched at one time: equal numbers stand for equal times (6.2.4). @param texts playlists by rendition */
export function checkAlignment(texts: Readonly<Record<string, string>>): string[] {
  const [reference, ...others] = Object.entries(texts).map(([name, text]) => ({
    name,
    ...checkPlaylist(text).playlist,
  }));
  if (!reference) return [];
  return others.flatMap((other) => {
    const shared = other.segments.flatMap((segment) => {
      const same = reference.segments.find(({ sequence }) => sequence === segment.sequence);
      return same ? [[same, segment] as const] : [];
    });
    const lines = shared.flatMap(([left, right]) =>
      (["duration", "discontinuity", "discontinuitySequence", "starts"] as const)
        .filter((field) => left[field] !== right[field])
        .map(
          (field) =>
            `segment ${left.sequence}: ${field} is ${left[field]} in ${reference.name}, ${right[field]} in ${other.name} (6.2.4)`,
        ),
    );
    const apart = shared.length === 0 ? [`${reference.name} and ${other.name} have no segment in common (6.2.4)`] : [];
    const targets =
      other.targetDuration === reference.targetDuration
        ? []
        : [
            `target duration is ${reference.targetDuration} in ${reference.name}, ${other.targetDuration} in ${other.name} (6.2.4)`,
          ];
    return [...targets, ...apart, ...lines];
  });
}
