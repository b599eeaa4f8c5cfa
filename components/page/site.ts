/** The player page as a server serves it: which files, which headers. The page itself is site/, plain browser JavaScript. */
import { join } from "node:path";

/** Folder of the page's files. `hls.js` in it is a link into node_modules: whoever copies the folder copies what it points to. */
export const siteFolder = join(__dirname, "site");

/** The page's files, by the path at which each is served; "/" is index.html. stations.json comes beside them from `pageStations`. */
export const siteFiles = [
  { path: "/index.html", contentType: "text/html; charset=utf-8" },
  ...["page", "player"].map((name) => ({ path: `/${name}.css`, contentType: "text/css; charset=utf-8" })),
  { path: "/icon.svg", contentType: "image/svg+xml" },
  ...["main", "player", "sources", "rules", "list", "hls"].map((name) => ({
    path: `/${name}.js`,
    contentType: "text/javascript; charset=utf-8",
  })),
] as const;

/** Where the page asks for its stations. */
export const stationsPath = "/stations.json";

/**
 * Content-Security-Policy of everything at the page's address: nothing from elsewhere, hls.js's worker and its media come as blobs.
 * @param listening host names other than the page's at which streams are heard
 */
export const contentSecurityPolicy = (listening: readonly string[] = []): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    // hls.js hangs timed ID3 on a text track whose source is "data:,WEBVTT"; where that is refused it works, and the browser complains.
    ["media-src 'self' blob: data:", ...listening.map((name) => `https://${name}`)].join(" "),
    "worker-src blob:",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Cache-Control of the page's files: their names do not change when they do. */
export const pageCacheControl = "public, max-age=60, stale-while-revalidate=600";
