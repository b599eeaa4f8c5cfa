/**
 * What is cached, where, for how long, and what may be served when it is old: one object, of which nginx's configuration is one form and a CDN's
 * another. Pure data. Origins say how long each answer may be kept (Cache-Control, from `cacheControl` here); a cache keeps it within `keep`.
 */

/** Of one kind of path, the first that matches. */
export interface PathPolicy {
  /** In metrics and names of resources: "segment". */
  name: "segment" | "media-playlist" | "master-playlist";
  /** Regular expression (PCRE and JavaScript alike) of the whole path. */
  pattern: string;
  /** Cache-Control of good answers (200, 206, 304), for caches and players. */
  cacheControl: string;
  /** Seconds that a cache keeps a good answer: what its Cache-Control says, and at most so long. */
  keepAtMost: number;
  /** Whether an old answer is served while the origins fail. A playlist that is old is worse than none: players stay with it. */
  staleOnError: boolean;
  /** Milliseconds that a second asker waits for what is just being fetched, before it is fetched again. */
  collapseMilliseconds: number;
}

export interface CachePolicy {
  paths: readonly PathPolicy[];
  /** All others: 405. */
  methods: readonly string[];
  /** What tells answers apart: the path. A query is nobody's: it would let anyone go past the cache. */
  key: "path";
  /** Seconds that it is remembered that something is not there. Other errors are not remembered. */
  notFoundSeconds: number;
  /** On every path and every status. */
  cors: { origins: "*"; requestHeaders: readonly string[]; exposedHeaders: readonly string[]; maxAgeSeconds: number };
}

const year = 31_536_000;

/** For so many seconds, and not a moment longer: not where the origins fail either, of which CDNs would make an exception unless they are told. */
const fresh = (seconds: number): string => `public, max-age=${seconds}, must-revalidate, stale-if-error=0`;

/** Of a media playlist that would be withdrawn before a cache had let go of it: it is shown, and not kept. */
export const notKept = fresh(0);

/** Longest that a cache shows what it keeps for a second, in milliseconds: nginx counts in whole seconds, and to their end. */
export const keptForASecond = 2000;

export const cachePolicy: CachePolicy = {
  paths: [
    {
      name: "segment",
      pattern: "^/[a-z0-9-]+/[a-z]/[A-Za-z0-9_-]+\\.ts$",
      // A segment's name holds its engine's boot and its place in time: what was once there is never anything else.
      cacheControl: `public, max-age=${year}, immutable`,
      keepAtMost: year,
      staleOnError: true,
      collapseMilliseconds: 500,
    },
    {
      name: "master-playlist",
      pattern: "^/([a-z0-9-]+)/\\1\\.m3u8$",
      cacheControl: fresh(600),
      keepAtMost: 600,
      staleOnError: false,
      collapseMilliseconds: 100,
    },
    {
      name: "media-playlist",
      pattern: "^/[a-z0-9-]+/[a-z]+\\.m3u8$",
      cacheControl: fresh(1),
      keepAtMost: 1,
      staleOnError: false,
      collapseMilliseconds: 100,
    },
  ],
  methods: ["GET", "HEAD", "OPTIONS"],
  key: "path",
  notFoundSeconds: 1,
  cors: {
    origins: "*",
    requestHeaders: ["Range", "If-None-Match", "If-Modified-Since"],
    exposedHeaders: ["Content-Length", "Content-Range", "Date"],
    maxAgeSeconds: 86_400,
  },
};
